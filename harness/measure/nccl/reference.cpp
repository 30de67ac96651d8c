// Memory, graphs and samples of NCCL.
// SPDX-License-Identifier: Apache-2.0
#include "harness/measure/nccl/reference.hpp"

#include <cstddef>
#include <utility>
#include <vector>

#include "collectives/nccl/choice.hpp"
#include "collectives/nccl/memory.hpp"
#include "harness/measure/nccl/buffers.hpp"
#include "kernels/error.hpp"

namespace assay::measure {
namespace {

constexpr std::uint64_t kAlignment = 4096;

std::uint64_t aligned(std::uint64_t bytes) {
  return (bytes + kAlignment - 1) / kAlignment * kAlignment;
}

/// One way to use the library, with what only it uses.
struct Way {
  std::string name = {};
  std::shared_ptr<NcclCommunicators> communicators = {};
  std::vector<std::shared_ptr<void>> memory = {};  ///< by rank; default
  std::unique_ptr<NcclMemory> registered = {};     ///< the other
  std::vector<Group> copies = {};
  std::vector<std::vector<NcclBuffers>> buffers = {};  ///< of each copy
  std::function<void()> graphs = {};
};

/// As it stands behind the name of the way.
std::string said(const NcclChoice& choice) {
  std::string text;
  if (!choice.algorithm.empty()) text += " algorithm=" + choice.algorithm;
  if (!choice.protocol.empty()) text += " protocol=" + choice.protocol;
  if (choice.channels) text += " channels=" + std::to_string(*choice.channels);
  return text;
}

class NcclReference final : public ReferenceSession {
 public:
  NcclReference(const GroupReferenceCase& planned, std::shared_ptr<NcclConnections> connections);
  ~NcclReference() override;

  std::string library() const override { return "NCCL"; }
  std::string version() const override { return connections_->library().version(); }
  bool shows_all() const override { return true; }
  std::vector<std::string> algorithms() override;
  Seconds time_sample(std::size_t algorithm) override;
  Mismatch verify() override;

 private:
  bool attempt(const std::function<void()>& step);
  void add(Way way);
  bool is_in_place() const;
  Way way(std::string name) const;
  Way by_default();
  Way registered();
  void place(Way& way, int rank, std::byte* base, bool own_input);
  void finish(Way& way);
  void queue(const Way& way, std::uint64_t iterations);
  int place_array() const;
  std::uint64_t bytes_of(bool own_input) const;

  GroupReferenceCase case_;
  std::shared_ptr<NcclConnections> connections_;
  NcclOperation operation_;
  std::vector<Way> ways_;
  std::size_t last_ = 0;  ///< way that was sampled last
};

NcclReference::NcclReference(const GroupReferenceCase& planned,
                             std::shared_ptr<NcclConnections> connections)
    : case_(planned),
      connections_(std::move(connections)),
      operation_(nccl_operation(NcclCollective::all_reduce, case_.parameters.type,
                                case_.parameters.bytes, case_.copies.front().ranks)) {
  // The extra first: where it fails, a communicator may go with it, and graphs must not hold that.
  if (attempt([this] { add(registered()); })) {
    if (attempt([this] { add(by_default()); })) return;
  }
  // Memory may not allow both, and devices need not allow the extra.
  ways_.clear();
  add(by_default());
}

bool NcclReference::attempt(const std::function<void()>& step) {
  try {
    step();
    return true;
  } catch (const Error&) {
    if (case_.abandoned()) throw;
    return false;
  }
}

/// In front of what is there: the library's own choice is the first.
void NcclReference::add(Way way) {
  ways_.insert(ways_.begin(), std::move(way));
  finish(ways_.front());
}

NcclReference::~NcclReference() {
  if (case_.abandoned()) connections_->abandon();
}

/// Without the kernel's scratch and flags: nothing here may change them.
Way NcclReference::way(std::string name) const {
  Way made{.name = std::move(name),
           .communicators = connections_->of(case_.copies.front(), Algorithm::none, case_.deadline),
           .copies = {case_.copies.begin(), case_.copies.end()}};
  for (Group& copy : made.copies) {
    for (int rank = 0; rank < copy.ranks; ++rank) {
      for (int array = 0; array < kMaxArrays; ++array) {
        const bool used = array == case_.program.input_array || array == case_.program.output_array;
        if (!used) copy.arrays[rank].data[array] = nullptr;
      }
    }
  }
  return made;
}

bool NcclReference::is_in_place() const {
  return case_.parameters.placement == Placement::in_place ||
         case_.program.input_array == case_.program.output_array;
}

/// Which array a case in place works in: kernels may leave out either.
int NcclReference::place_array() const {
  const int input = case_.program.input_array;
  return case_.sizes.bytes[input] != 0 ? input : case_.program.output_array;
}

/// What one rank's copy takes: the output, and where the case's own input will not do that too.
std::uint64_t NcclReference::bytes_of(bool own_input) const {
  const std::uint64_t* const bytes = case_.sizes.bytes;
  if (is_in_place()) return aligned(bytes[place_array()]);
  return aligned(bytes[case_.program.output_array]) +
         (own_input ? aligned(bytes[case_.program.input_array]) : 0);
}

void NcclReference::place(Way& way, int rank, std::byte* base, bool own_input) {
  const GroupProgram& program = case_.program;
  for (Group& copy : way.copies) {
    void** const data = copy.arrays[rank].data;
    if (is_in_place()) {
      data[place_array()] = base;
    } else {
      data[program.output_array] = base;
      if (own_input) {
        data[program.input_array] = base + aligned(case_.sizes.bytes[program.output_array]);
      }
    }
    base += bytes_of(own_input);
  }
}

Way NcclReference::by_default() {
  Way made = way("default");
  const std::uint64_t bytes = bytes_of(false) * made.copies.size();
  for (int rank = 0; rank < case_.copies.front().ranks; ++rank) {
    made.memory.push_back(case_.allocate(rank, bytes));
    place(made, rank, static_cast<std::byte*>(made.memory.back().get()), false);
  }
  return made;
}

Way NcclReference::registered() {
  Way made = way(connections_->library().has_windows() ? "symmetric" : "registered");
  made.registered =
      std::make_unique<NcclMemory>(made.communicators, bytes_of(true) * made.copies.size());
  int rank = 0;
  for (void* const data : made.registered->data()) {
    place(made, rank++, static_cast<std::byte*>(data), true);
  }
  return made;
}

/// NCCL connects and loads code when it first needs to: neither in a sample nor in a capture.
void NcclReference::finish(Way& way) {
  for (const Group& copy : way.copies) {
    way.buffers.push_back(
        nccl_buffers(copy, case_.program, operation_, case_.parameters.placement, 0));
  }
  try {
    connections_->listen();
    case_.prepare(way.copies);
    queue(way, 1);
    case_.calls.wait(way.copies.front(), "running NCCL once");
    if (case_.capture) way.graphs = case_.capture([&] { queue(way, case_.iterations); });
    way.name += said(nccl_choice(connections_->heard(), nccl_name(operation_.collective)));
    connections_->stop_listening();
    case_.prepare(way.copies);
  } catch (const Error&) {
    connections_->stop_listening();
    // Before anything of it is freed, which would wait for the devices.
    if (case_.abandoned()) connections_->abandon();
    throw;
  }
}

void NcclReference::queue(const Way& way, std::uint64_t iterations) {
  for (std::uint64_t i = 0; i < iterations; ++i) {
    way.communicators->queue(operation_, way.buffers[i % way.buffers.size()]);
  }
}

std::vector<std::string> NcclReference::algorithms() {
  std::vector<std::string> names;
  for (const Way& way : ways_) names.push_back(way.name);
  return names;
}

Seconds NcclReference::time_sample(std::size_t algorithm) {
  const Way& way = ways_.at(algorithm);
  last_ = algorithm;
  const Seconds time = case_.time(way.copies, [&] {
    if (way.graphs) return way.graphs();
    queue(way, case_.iterations);
  });
  if (const std::string failure = way.communicators->failure(); !failure.empty()) {
    throw Error(ErrorKind::unavailable, failure);
  }
  return time;
}

/// What was sampled last. It is spoiled again: each comparison needs a sample of its own.
Mismatch NcclReference::verify() {
  const Way& way = ways_.at(last_);
  const Mismatch found = case_.compare(way.copies);
  case_.prepare(way.copies);
  return found;
}

}  // namespace

std::unique_ptr<ReferenceSession> open_nccl_reference(
    const GroupReferenceCase& planned, std::shared_ptr<NcclConnections> connections) {
  return std::make_unique<NcclReference>(planned, std::move(connections));
}

}  // namespace assay::measure
