// Fills by the kernel's own programs, moves by MPI, compares.
// SPDX-License-Identifier: Apache-2.0
#include "harness/measure/world/host_work.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <string_view>

#include "kernels/error.hpp"

namespace assay::measure {
namespace {

// Whatever the size, arrays begin on a page.
constexpr std::uint64_t kGrain = 4096;

// A member of a group receives from each of the others into a place of its own.
constexpr std::uint64_t kPlaces = plan::kBatchMembers - 1;

std::uint64_t round_up(std::uint64_t bytes) {
  return (bytes + kGrain - 1) / kGrain * kGrain;
}

const Kernel& find_kernel(const HostWorkSettings& settings, const std::string& name) {
  for (const KernelEntry& entry : settings.kernels) {
    if (entry.description().name != name) continue;
    const Kernel* const kernel = entry.for_target(settings.target);
    if (kernel != nullptr && kernel->group.prepare != nullptr) return *kernel;
  }
  throw Error(ErrorKind::unavailable, fmt::format("this build has no {} for hosts", name));
}

/// Elements that differ. Places of the document are counted over all that a rank compared.
void compare(const std::byte* actual, const std::byte* expected, std::uint64_t count, DataType type,
             Mismatch& found) {
  const std::uint64_t first = found.checked;
  found.checked += count;
  if (std::memcmp(actual, expected, count * sizeof(std::uint32_t)) == 0) return;
  for (std::uint64_t i = 0; i < count; ++i) {
    std::uint32_t bits[2];
    std::memcpy(&bits[0], actual + i * sizeof(std::uint32_t), sizeof(std::uint32_t));
    std::memcpy(&bits[1], expected + i * sizeof(std::uint32_t), sizeof(std::uint32_t));
    if (bits[0] == bits[1]) continue;
    if (found.count++ != 0) continue;
    const auto value = [&](std::uint32_t word) {
      if (type != DataType::fp32) return static_cast<double>(static_cast<std::int32_t>(word));
      float number;
      std::memcpy(&number, &word, sizeof number);
      return static_cast<double>(number);
    };
    found.index = first + i;
    found.actual = value(bits[0]);
    found.expected = value(bits[1]);
  }
}

}  // namespace

HostWork::HostWork(World& world, const HostWorkSettings& settings)
    : world_(world),
      settings_(settings),
      team_(std::array{settings.processor}),
      leaders_(leaders_of(world.members())) {}

/// What MPI still writes to must not be given to anybody else.
HostWork::~HostWork() {
  if (world_.abandoned()) memory_.leak();
}

std::uint64_t HostWork::elements() const {
  return parameters_.bytes / element_bytes(parameters_.type);
}

void HostWork::set_up(const Order& order) {
  kernel_ = &find_kernel(settings_, order.kernel.string());
  parameters_ = order.parameters;
  if (parameters_.type != DataType::fp32 && parameters_.type != DataType::int32) {
    throw Error(ErrorKind::usage, "MPI adds up fp32 and int32 alone");
  }
  if (parameters_.placement == Placement::in_place) {
    throw Error(ErrorKind::usage, "between hosts sums are out of place");
  }
  patience_ = Seconds(order.patience_s);
  rounds_ = plan::rounds_of(parameters_);
  expected_is_known_ = false;
  last_ = {};
  const std::uint64_t array = round_up(parameters_.bytes);
  const std::uint64_t places = rounds_.empty() ? 1 : kPlaces;
  input_ = memory_.reserve((2 + places) * array);
  expected_ = input_ + array;
  output_ = expected_ + array;
  fill(world_.rank(), input_);
}

Group HostWork::group(std::byte* input, std::byte* output, int rank, Mismatch* mismatch) {
  Group made;
  made.ranks = 1;
  made.first_rank = rank;
  made.launch[0] = {.queue = &team_, .processors = team_.size()};
  made.arrays[0] = {.data = {input, output}, .mismatch = mismatch};
  return made;
}

/// What that rank puts in.
void HostWork::fill(int rank, std::byte* input) {
  kernel_->group.prepare(group(input, nullptr, rank, nullptr), parameters_, 0);
}

Sampled HostWork::sample() {
  Sampled sampled;
  if (rounds_.empty()) {
    sample_together(sampled);
  } else {
    sample_rounds(sampled);
  }
  return sampled;
}

void HostWork::sample_together(Sampled& sampled) {
  kernel_->group.spoil(group(input_, output_, world_.rank(), nullptr), parameters_, 0);
  world_.barrier(patience_);
  sampled.time = world_.all_reduce(
      input_, output_, elements(),
      parameters_.type == DataType::fp32 ? MpiType::fp32 : MpiType::int32, patience_);
  if (expected_is_known_) {
    compare(output_, expected_, elements(), parameters_.type, sampled.mismatch);
  }
}

void HostWork::sample_rounds(Sampled& sampled) {
  last_ = {};
  const auto own = std::find(leaders_.begin(), leaders_.end(), world_.rank());
  const auto host = static_cast<std::uint32_t>(own - leaders_.begin());
  for (const plan::Round& round : rounds_) {
    const std::vector<std::uint32_t>* mine = nullptr;
    for (const auto& group : round) {
      const bool takes_part = std::find(group.begin(), group.end(), host) != group.end();
      if (own != leaders_.end() && takes_part) mine = &group;
    }
    if (mine != nullptr) std::memset(output_, 0xFF, kPlaces * round_up(parameters_.bytes));
    world_.barrier(patience_);
    sampled.numbers.push_back(0);
    if (mine == nullptr) continue;
    const auto place =
        static_cast<std::size_t>(std::find(mine->begin(), mine->end(), host) - mine->begin());
    const Seconds time = sample_group(*mine, place);
    sampled.numbers.back() = time.count();
    sampled.time += time;
    check_group(*mine, place, last_);
  }
  sampled.mismatch = last_;
}

/// To the next and from the one before, then to the one after that, until everybody was reached.
Seconds HostWork::sample_group(const std::vector<std::uint32_t>& group, std::size_t place) {
  Seconds time{};
  const std::size_t members = group.size();
  for (std::size_t step = 1; step < members; ++step) {
    const std::uint32_t to = group[(place + step) % members];
    const std::uint32_t from = group[(place + members - step) % members];
    time +=
        world_.exchange(input_, leaders_[to], output_ + (step - 1) * round_up(parameters_.bytes),
                        leaders_[from], parameters_.bytes, patience_);
  }
  return time;
}

void HostWork::check_group(const std::vector<std::uint32_t>& group, std::size_t place,
                           Mismatch& found) {
  const std::size_t members = group.size();
  for (std::size_t step = 1; step < members; ++step) {
    fill(leaders_[group[(place + members - step) % members]], expected_);
    compare(output_ + (step - 1) * round_up(parameters_.bytes), expected_, elements(),
            parameters_.type, found);
  }
}

/// Sums are compared with what the kernel says they must be, which takes longer the more ranks
/// there are; samples from then on with these bits.
Mismatch HostWork::verify() {
  if (!rounds_.empty()) return last_;
  Mismatch found;
  kernel_->group.verify(group(input_, output_, world_.rank(), &found), parameters_, 0);
  expected_is_known_ = found.count == 0 && found.checked != 0;
  if (expected_is_known_) std::memcpy(expected_, output_, parameters_.bytes);
  return found;
}

std::optional<LibraryUse> HostWork::library() {
  return LibraryUse{.name = "MPI", .version = world_.self().mpi_version};
}

}  // namespace assay::measure
