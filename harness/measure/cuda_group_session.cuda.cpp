// Runs a case on several GPUs at once: one stream each, all of them let go together.
// SPDX-License-Identifier: Apache-2.0
#include "harness/measure/cuda_group_session.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <span>
#include <utility>

#include "harness/measure/cuda_group_memory.hpp"
#include "harness/measure/cuda_group_work.hpp"
#include "harness/measure/gpu_program.hpp"
#include "harness/measure/kernel_engine.hpp"
#include "harness/measure/nccl/engine.hpp"
#include "harness/measure/nccl/reference.hpp"
#include "kernels/error.hpp"

namespace assay::measure {
namespace {

constexpr std::string_view kFilling = "filling the inputs";

class CudaGroupSession final : public DeviceSession {
 public:
  CudaGroupSession(const std::vector<CudaDevice*>& devices, Watch watch,
                   std::vector<std::string> nccl, std::optional<GroupWorld> world);
  ~CudaGroupSession() override;

  void set_up(const plan::Case& planned) override;
  Seconds time_sample() override;
  void spoil() override { run("spoiling the outputs", program_.spoil); }
  Mismatch verify() override;
  void fill(Inputs inputs) override {
    parameters_.inputs = inputs;
    run(kFilling, program_.prepare);
  }
  std::vector<RankResult> ranks() override { return ranks_; }
  std::optional<LibraryUse> library() override { return engine_->library(); }
  std::string instruction() override { return engine_->instruction(); }
  ReferenceSession* reference() override;
  std::optional<double> clock_hz() override { return work_.first().readback().clock_hz(); }
  Telemetry telemetry(std::span<const SampleInterval> intervals) override {
    return watch_.telemetry(intervals);
  }
  std::optional<bool> is_level() override { return watch_.is_level(); }

 private:
  void take_memory(const plan::Case& planned);
  std::vector<Group> groups(const Launch& (CudaGroupMember::*launch)() const);
  std::shared_ptr<NcclConnections> connections();
  void open_engine(const plan::Case& planned);
  GroupReferenceCase lent();
  void enqueue(const Group& group);
  void queue_iterations();
  Seconds time(std::span<const Group> copies, const std::function<void()>& queue);
  void run(std::string_view step, CudaGroupWork::Step function) {
    work_.run(step, function, quiet_, parameters_);
  }

  Watch watch_;
  std::vector<std::string> nccl_files_;
  std::optional<GroupWorld> world_;
  std::shared_ptr<NcclConnections> nccl_;
  CudaGroupMemory memory_;
  CudaGroupWork work_;
  std::unique_ptr<GroupEngine> engine_;
  std::unique_ptr<ReferenceSession> reference_;
  std::vector<CudaGraph> graphs_;     ///< of each rank; empty: launched one by one
  std::vector<Group> timed_, quiet_;  ///< one for each copy of the arrays
  const Kernel* kernel_ = nullptr;
  GroupProgram program_;
  Parameters parameters_;
  ArraySizes sizes_;
  Seconds deadline_{};
  std::uint64_t iterations_ = 1;
  bool refills_ = false;
  std::vector<RankResult> ranks_;  ///< of the last sample
};

CudaGroupSession::CudaGroupSession(const std::vector<CudaDevice*>& devices, Watch watch,
                                   std::vector<std::string> nccl, std::optional<GroupWorld> world)
    : watch_(std::move(watch)),
      nccl_files_(std::move(nccl)),
      world_(std::move(world)),
      memory_(devices),
      work_(devices) {
  for (CudaDevice* device : devices) {
    ranks_.push_back({.rank = static_cast<std::uint32_t>(ranks_.size()),
                      .device = fmt::format("cuda:{}", device->index)});
  }
}

CudaGroupSession::~CudaGroupSession() {
  if (!work_.is_abandoned()) return;
  if (engine_) engine_->abandon();
  if (nccl_) nccl_->abandon();
}

void CudaGroupSession::set_up(const plan::Case& planned) {
  kernel_ = &gpu_program_of(planned);
  reference_.reset();
  engine_.reset();
  graphs_.clear();
  program_ = kernel_->group;
  parameters_ = planned.parameters;
  iterations_ = planned.iterations;
  deadline_ = planned.deadline;
  refills_ = kernel_->one_use_arrays != nullptr && kernel_->one_use_arrays(parameters_);
  watch_.begin_case();
  work_.begin_case(planned);
  if (parameters_.engine != Engine::nccl) {
    std::vector<int> indices;
    work_.each([&](CudaGroupMember& one) { indices.push_back(one.device().index); });
    work_.each([&](CudaGroupMember& one) { one.reach(indices); });
  }
  take_memory(planned);
  timed_ = groups(&CudaGroupMember::launch);
  quiet_ = groups(&CudaGroupMember::quiet);
  work_.each([](CudaGroupMember& one) { one.readback().clear_ticks(kFilling); });
  run(kFilling, program_.prepare);
  open_engine(planned);
  // CUDA loads code at its first launch: not in a sample, where streams are held.
  enqueue(quiet_.front());
  work_.wait("running once");
  run(kFilling, program_.prepare);
  run("spoiling the outputs", program_.spoil);
  if (parameters_.submission == Submission::graph && engine_->can_be_captured()) {
    graphs_ = work_.capture([this] { queue_iterations(); });
  }
}

void CudaGroupSession::take_memory(const plan::Case& planned) {
  ArrayWishes wishes;
  wishes.copies = refills_ ? planned.iterations : 1;
  std::uint32_t processors = work_.first().launch().processors;
  work_.each(
      [&](CudaGroupMember& one) { processors = std::min(processors, one.launch().processors); });
  wishes.sizes = sizes_ = kernel_->arrays(parameters_, processors);
  memory_.set_up(work_.members(), wishes, switch_use_of(parameters_));
}

std::vector<Group> CudaGroupSession::groups(const Launch& (CudaGroupMember::*launch)() const) {
  std::vector<Group> made(work_.first().memory().copies().size());
  for (std::size_t copy = 0; copy < made.size(); ++copy) {
    Group& group = made[copy];
    group.ranks = work_.size();
    group.first_rank = world_ ? world_->first_rank : 0;
    for (int rank = 0; rank < work_.size(); ++rank) {
      CudaGroupMember& one = work_.member(rank);
      group.device[rank] = one.device().index;
      group.launch[rank] = (one.*launch)();
      group.arrays[rank] = one.memory().copies()[copy];
    }
    for (int i = 0; i < kMaxArrays; ++i) {
      group.multicast[i] = memory_.multicast(group.arrays[0].data[i]);
    }
  }
  return made;
}

std::shared_ptr<NcclConnections> CudaGroupSession::connections() {
  if (!nccl_) {
    nccl_ = std::make_shared<NcclConnections>(work_.calls(), nccl_files_,
                                              world_ ? world_->join : NcclConnections::World{});
  }
  return nccl_;
}

void CudaGroupSession::open_engine(const plan::Case& planned) {
  if (parameters_.engine == Engine::nccl) {
    engine_ = open_nccl_engine(connections());
  } else {
    engine_ = open_kernel_engine([this](int rank) { work_.member(rank).select(); });
  }
  engine_->set_up(planned, quiet_.front());
}

GroupReferenceCase CudaGroupSession::lent() {
  std::function<std::function<void()>(const std::function<void()>&)> capture;
  if (!graphs_.empty()) {
    capture = [this](const std::function<void()>& queue) -> std::function<void()> {
      auto graphs = std::make_shared<std::vector<CudaGraph>>(work_.capture(queue));
      return [this, graphs] { work_.launch(*graphs); };
    };
  }
  return {.parameters = parameters_,
          .program = program_,
          .sizes = sizes_,
          .copies = quiet_,
          .iterations = iterations_,
          .deadline = deadline_,
          .calls = work_.calls(),
          .allocate = [this](int rank, std::uint64_t bytes) -> std::shared_ptr<void> {
            work_.member(rank).select();
            return allocate_device(work_.member(rank).work(), bytes);
          },
          .prepare =
              [this](std::span<const Group> copies) {
                work_.run("filling the inputs of NCCL", program_.prepare, copies, parameters_);
              },
          .capture = std::move(capture),
          .time = [this](auto copies, const auto& queue) { return time(copies, queue); },
          .compare =
              [this](auto copies) {
                return joined(work_.compare("checking the answer of NCCL", program_.verify, copies,
                                            parameters_));
              },
          .abandoned = [this] { return work_.is_abandoned(); }};
}

/// NCCL beside a kernel of ours; where it does the case itself, nothing is beside it.
ReferenceSession* CudaGroupSession::reference() {
  reference_.reset();
  if (kernel_->reference != Reference::nccl || parameters_.engine == Engine::nccl) return nullptr;
  reference_ = open_nccl_reference(lent(), connections());
  return reference_.get();
}

/// Launches say what they did and not on which devices.
void CudaGroupSession::enqueue(const Group& group) {
  try {
    engine_->enqueue(group);
  } catch (const HangError&) {
    throw;
  } catch (const Error& failure) {
    throw Error(failure.kind(), fmt::format("launching on the group that begins with cuda:{}: {}",
                                            group.device[0], failure.what()));
  }
}

void CudaGroupSession::queue_iterations() {
  for (std::uint64_t i = 0; i < iterations_; ++i) enqueue(timed_[i % timed_.size()]);
}

Seconds CudaGroupSession::time_sample() {
  const Seconds sample = time(quiet_, [this] {
    if (graphs_.empty()) return queue_iterations();
    work_.launch(graphs_);
  });
  const std::string failure = engine_->failure();
  if (!failure.empty()) throw Error(ErrorKind::unavailable, failure);
  for (std::size_t rank = 0; rank < ranks_.size(); ++rank) {
    ranks_[rank].sample_s = work_.member(static_cast<int>(rank)).last_sample().count();
  }
  return sample;
}

Seconds CudaGroupSession::time(std::span<const Group> copies, const std::function<void()>& queue) {
  // A sample that one process alone takes again would wait for the others for ever.
  return work_.time(
      world_ ? Held::no : Held::yes,
      [&] {
        if (refills_) work_.run(kFilling, program_.prepare, copies, parameters_);
        if (world_) world_->meet();
      },
      queue);
}

Mismatch CudaGroupSession::verify() {
  const auto found = work_.compare("checking the answer", program_.verify, quiet_, parameters_);
  for (std::size_t rank = 0; rank < ranks_.size(); ++rank) {
    ranks_[rank].wrong_elements = found[rank].count;
  }
  return joined(found);
}

}  // namespace

std::unique_ptr<DeviceSession> open_cuda_group_session(std::vector<CudaDevice*> devices,
                                                       Watch watch, std::vector<std::string> nccl,
                                                       std::optional<GroupWorld> world) {
  return std::make_unique<CudaGroupSession>(devices, std::move(watch), std::move(nccl),
                                            std::move(world));
}

}  // namespace assay::measure
