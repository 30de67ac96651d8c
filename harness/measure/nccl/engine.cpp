// Set-up chooses and rehearses; then there is nothing but calls.
// SPDX-License-Identifier: Apache-2.0
#include "harness/measure/nccl/engine.hpp"

#include <optional>
#include <utility>
#include <vector>

#include "collectives/nccl/choice.hpp"
#include "harness/measure/nccl/buffers.hpp"

namespace assay::measure {
namespace {

class NcclEngine final : public GroupEngine {
 public:
  explicit NcclEngine(std::shared_ptr<NcclConnections> connections)
      : connections_(std::move(connections)) {}

  ~NcclEngine() override { connections_->stop_listening(); }

  void set_up(const plan::Case& planned, const Group& group) override;
  void enqueue(const Group& group) override;
  bool can_be_captured() const override { return true; }
  std::string failure() override {
    return communicators_ ? communicators_->failure() : std::string();
  }
  std::optional<LibraryUse> library() override;
  void abandon() override { connections_->abandon(); }

 private:
  void begin(const plan::Case& planned, const Group& group);

  std::shared_ptr<NcclConnections> connections_;
  std::shared_ptr<NcclCommunicators> communicators_;  ///< of the case
  Placement placement_ = Placement::none;
  GroupProgram program_ = {};
  NcclOperation operation_ = {};
};

/// The program of the GPU, or what a build without one says of it.
const Kernel& kernel_of(const KernelEntry& entry) {
  const Kernel* gpu = entry.for_target(Target::gpu);
  return gpu != nullptr ? *gpu : entry.description();
}

void NcclEngine::set_up(const plan::Case& planned, const Group& group) {
  connections_->listen();
  try {
    begin(planned, group);
  } catch (...) {
    connections_->stop_listening();
    throw;
  }
  connections_->keep_listening();
}

void NcclEngine::begin(const plan::Case& planned, const Group& group) {
  const Parameters& parameters = planned.parameters;
  const Kernel& kernel = kernel_of(*planned.kernel);
  const NcclCollective collective = nccl_collective_of(kernel.name);
  program_ = kernel.group;
  placement_ = parameters.placement;
  communicators_ = connections_->of(group, parameters.algorithm, planned.deadline);
  operation_ =
      nccl_operation(collective, parameters.type, parameters.bytes, communicators_->ranks());
  enqueue(group);
  connections_->calls().wait(group, "running NCCL once");
}

void NcclEngine::enqueue(const Group& group) {
  communicators_->queue(operation_, nccl_buffers(group, program_, operation_, placement_,
                                                 communicators_->first_rank()));
}

/// Of the last operation: one that a graph captured may be done differently from the first.
std::optional<LibraryUse> NcclEngine::library() {
  LibraryUse use{.name = "NCCL", .version = connections_->library().version()};
  if (!communicators_) return use;
  const NcclChoice choice = nccl_choice(connections_->heard(), nccl_name(operation_.collective));
  use.algorithm = choice.algorithm;
  use.protocol = choice.protocol;
  use.channels = choice.channels;
  return use;
}

}  // namespace

std::unique_ptr<GroupEngine> open_nccl_engine(std::shared_ptr<NcclConnections> connections) {
  return std::make_unique<NcclEngine>(std::move(connections));
}

}  // namespace assay::measure
