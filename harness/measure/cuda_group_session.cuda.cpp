// Runs a case on several GPUs at once: one stream each, all of them let go together.
// SPDX-License-Identifier: Apache-2.0
#include "harness/measure/cuda_group_session.hpp"

#include <cuda_runtime_api.h>
#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <span>
#include <utility>

#include "harness/measure/cuda_group_hang.hpp"
#include "harness/measure/cuda_group_member.hpp"
#include "harness/measure/cuda_group_timer.hpp"
#include "harness/measure/gpu_program.hpp"
#include "harness/measure/kernel_engine.hpp"
#include "harness/measure/nccl/engine.hpp"
#include "kernels/error.hpp"

namespace assay::measure {
namespace {

// As of one device.
constexpr int kExpiredHoldsAtMost = 2;
constexpr std::string_view kFilling = "filling the inputs";

class CudaGroupSession final : public DeviceSession {
 public:
  CudaGroupSession(std::vector<CudaDevice*> devices, Watch watch, std::vector<std::string> nccl,
                   std::optional<GroupWorld> world);
  ~CudaGroupSession() override;

  void set_up(const plan::Case& planned) override;
  Seconds time_sample() override;
  void spoil() override { run_on_all("spoiling the outputs", program_.spoil); }
  Mismatch verify() override;
  void fill(Inputs inputs) override {
    parameters_.inputs = inputs;
    run_on_all(kFilling, program_.prepare);
  }
  std::vector<RankResult> ranks() override { return ranks_; }
  std::optional<LibraryUse> library() override { return engine_->library(); }
  std::optional<double> clock_hz() override { return first().readback().clock_hz(); }
  Telemetry telemetry(std::span<const SampleInterval> intervals) override {
    return watch_.telemetry(intervals);
  }
  std::optional<bool> is_level() override { return watch_.is_level(); }

 private:
  using Step = void (*)(const Group&, const Parameters&, int rank);
  CudaGroupMember& first() { return *members_.front(); }
  CudaGroupMember& member(int rank) { return *members_[static_cast<std::size_t>(rank)]; }
  int size() const { return static_cast<int>(members_.size()); }
  void each(const std::function<void(CudaGroupMember&)>& action);
  void take_memory(const plan::Case& planned, const Kernel& kernel);
  std::vector<Group> groups(const Launch& (CudaGroupMember::*launch)() const);
  void open_engine(const plan::Case& planned);
  void capture();
  void queue_iterations();
  void queue_sample();
  void run_on_all(std::string_view step, Step function);
  void wait_for_all(std::string_view step);

  Watch watch_;
  std::vector<std::string> nccl_files_;
  std::optional<GroupWorld> world_;
  std::shared_ptr<NcclConnections> nccl_;
  CudaGroupMembers members_;
  std::unique_ptr<GroupEngine> engine_;
  std::vector<Group> timed_, quiet_;  ///< one for each copy of the arrays
  GroupProgram program_;
  Parameters parameters_;
  std::uint64_t iterations_ = 1;
  bool refills_ = false, graphs_ = false;
  int expired_ = 0;
  std::vector<RankResult> ranks_;  ///< of the last sample
};

CudaGroupSession::CudaGroupSession(std::vector<CudaDevice*> devices, Watch watch,
                                   std::vector<std::string> nccl, std::optional<GroupWorld> world)
    : watch_(std::move(watch)), nccl_files_(std::move(nccl)), world_(std::move(world)) {
  std::vector<int> indices;
  for (CudaDevice* device : devices) {
    members_.push_back(std::make_unique<CudaGroupMember>(*device));
    indices.push_back(device->index);
    ranks_.push_back({.rank = static_cast<std::uint32_t>(ranks_.size()),
                      .device = fmt::format("cuda:{}", device->index)});
  }
}

/// What a failed step left in the queues may still use the memory.
CudaGroupSession::~CudaGroupSession() {
  for (const auto& one : members_) {
    if (!one->device().lost.empty()) continue;
    try {
      one->select();
      one->graph().reset();
      one->wait("closing the session");
    } catch (const Error&) {
      // Whoever failed before has said what is wrong.
    }
  }
  const auto abandoned = [](const auto& one) { return one->device().abandoned; };
  if (std::any_of(members_.begin(), members_.end(), abandoned)) {
    if (engine_) engine_->abandon();
    if (nccl_) nccl_->abandon();
  }
}

void CudaGroupSession::each(const std::function<void(CudaGroupMember&)>& action) {
  for (const auto& one : members_) {
    one->select();
    action(*one);
  }
}

void CudaGroupSession::set_up(const plan::Case& planned) {
  const Kernel& kernel = gpu_program_of(planned);
  engine_.reset();
  program_ = kernel.group;
  parameters_ = planned.parameters;
  iterations_ = planned.iterations;
  refills_ = kernel.one_use_arrays != nullptr && kernel.one_use_arrays(parameters_);
  graphs_ = false;
  expired_ = 0;
  watch_.begin_case();
  each([&](CudaGroupMember& one) { one.begin_case(planned); });
  if (parameters_.engine != Engine::nccl) {
    std::vector<int> indices;
    for (const auto& one : members_) indices.push_back(one->device().index);
    each([&](CudaGroupMember& one) { one.reach(indices); });
  }
  take_memory(planned, kernel);
  timed_ = groups(&CudaGroupMember::launch);
  quiet_ = groups(&CudaGroupMember::quiet);
  each([](CudaGroupMember& one) { one.readback().clear_ticks(kFilling); });
  run_on_all(kFilling, program_.prepare);
  open_engine(planned);
  // CUDA loads code at its first launch: not in a sample, where streams are held.
  engine_->enqueue(quiet_.front());
  wait_for_all("running once");
  run_on_all(kFilling, program_.prepare);
  run_on_all("spoiling the outputs", program_.spoil);
  if (parameters_.submission == Submission::graph && engine_->can_be_captured()) capture();
}

void CudaGroupSession::take_memory(const plan::Case& planned, const Kernel& kernel) {
  ArrayWishes wishes;
  wishes.copies = refills_ ? planned.iterations : 1;
  std::uint32_t processors = first().launch().processors;
  for (const auto& one : members_) processors = std::min(processors, one->launch().processors);
  wishes.sizes = kernel.arrays(parameters_, processors);
  each([&](CudaGroupMember& one) { one.memory().set_up(one.work(), wishes); });
}

std::vector<Group> CudaGroupSession::groups(const Launch& (CudaGroupMember::*launch)() const) {
  std::vector<Group> made(first().memory().copies().size());
  for (std::size_t copy = 0; copy < made.size(); ++copy) {
    Group& group = made[copy];
    group.ranks = size();
    group.first_rank = world_ ? world_->first_rank : 0;
    for (int rank = 0; rank < size(); ++rank) {
      group.device[rank] = member(rank).device().index;
      group.launch[rank] = (member(rank).*launch)();
      group.arrays[rank] = member(rank).memory().copies()[copy];
    }
  }
  return made;
}

void CudaGroupSession::open_engine(const plan::Case& planned) {
  if (parameters_.engine == Engine::nccl) {
    if (!nccl_) {
      const GroupCalls calls{
          .select =
              [this](int device) {
                for (const auto& one : members_) {
                  if (one->device().index == device) one->select();
                }
              },
          .wait = [this](const Group&, std::string_view step) { wait_for_all(step); }};
      nccl_ = std::make_shared<NcclConnections>(calls, nccl_files_,
                                                world_ ? world_->join : NcclConnections::World{});
    }
    engine_ = open_nccl_engine(nccl_);
  } else {
    engine_ = open_kernel_engine([this](int rank) { member(rank).select(); });
  }
  engine_->set_up(planned, quiet_.front());
}

/// One graph a rank, of all its iterations: launched together, they meet on the devices.
void CudaGroupSession::capture() {
  for (int rank = 0; rank < size(); ++rank) {
    CudaGroupMember& one = member(rank);
    one.select();
    one.graph() = capture_graph(one.work(), one.stream(), [&] {
      for (std::uint64_t i = 0; i < iterations_; ++i) {
        program_.enqueue(timed_[i % timed_.size()], parameters_, rank);
      }
    });
    one.wait("uploading a graph");
  }
  graphs_ = true;
}

void CudaGroupSession::queue_iterations() {
  for (std::uint64_t i = 0; i < iterations_; ++i) engine_->enqueue(timed_[i % timed_.size()]);
}

void CudaGroupSession::queue_sample() {
  if (!graphs_) return queue_iterations();
  each([](CudaGroupMember& one) {
    one.work().check(cudaGraphLaunch(one.graph().get(), one.stream()), "launching a graph");
  });
}

void CudaGroupSession::run_on_all(std::string_view step, Step function) {
  for (const Group& group : quiet_) {
    for (int rank = 0; rank < size(); ++rank) {
      CudaGroupMember& one = member(rank);
      one.select();
      one.work().run(step, [&] { function(group, parameters_, rank); });
    }
  }
  wait_for_all(step);
}

void CudaGroupSession::wait_for_all(std::string_view step) {
  for (const auto& one : members_) {
    one->select();
    try {
      one->wait(step);
    } catch (const Error& failure) {
      throw_hang(members_, step, failure.what());
    }
  }
}

Seconds CudaGroupSession::time_sample() {
  for (;;) {
    if (refills_) run_on_all(kFilling, program_.prepare);
    // A sample that is taken again by one process alone would wait for the others for ever.
    const bool alone = !world_;
    const Held held = alone && expired_ < kExpiredHoldsAtMost ? Held::yes : Held::no;
    if (world_) world_->meet();
    const std::optional<Seconds> sample = time_group(
        members_, held, [this] { queue_sample(); },
        [this](std::string_view step) { wait_for_all(step); });
    const std::string failure = engine_->failure();
    if (!failure.empty()) throw Error(ErrorKind::unavailable, failure);
    if (sample) {
      for (std::size_t rank = 0; rank < ranks_.size(); ++rank) {
        ranks_[rank].sample_s = members_[rank]->last_sample().count();
      }
      return *sample;
    }
    ++expired_;
  }
}

Mismatch CudaGroupSession::verify() {
  constexpr std::string_view kStep = "checking the answer";
  Mismatch all;
  for (int rank = 0; rank < size(); ++rank) {
    CudaGroupMember& one = member(rank);
    one.select();
    const Mismatch found =
        one.readback().compare(kStep, one.memory().copies().front().mismatch, [&] {
          for (const Group& group : quiet_) program_.verify(group, parameters_, rank);
        });
    ranks_[static_cast<std::size_t>(rank)].wrong_elements = found.count;
    const std::uint64_t checked = all.checked + found.checked, count = all.count + found.count;
    if (all.count == 0 && found.count != 0) all = found;
    all.checked = checked;
    all.count = count;
  }
  return all;
}

}  // namespace

std::unique_ptr<DeviceSession> open_cuda_group_session(std::vector<CudaDevice*> devices,
                                                       Watch watch, std::vector<std::string> nccl,
                                                       std::optional<GroupWorld> world) {
  return std::make_unique<CudaGroupSession>(std::move(devices), std::move(watch), std::move(nccl),
                                            std::move(world));
}

}  // namespace assay::measure
