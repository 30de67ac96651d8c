// Calls the kernel's own program for every rank.
// SPDX-License-Identifier: Apache-2.0
#include "harness/measure/kernel_engine.hpp"

#include <fmt/format.h>

#include <utility>

#include "collectives/all_reduce_way.hpp"
#include "harness/measure/gpu_program.hpp"
#include "kernels/error.hpp"

namespace assay::measure {
namespace {

/// Algorithm::best is one of all-reduce's, and depends on whether there is a switch.
std::string instruction_of(const Parameters& parameters, const Group& group) {
  if (parameters.algorithm != Algorithm::best) return {};
  const RankPlace place{.ranks = static_cast<std::uint32_t>(group.ranks),
                        .processors = group.launch[0].processors,
                        .multicast = group.multicast[0] != nullptr,
                        .linked = true};
  return name_of(all_reduce_way(parameters, place));
}

class KernelEngine final : public GroupEngine {
 public:
  explicit KernelEngine(std::function<void(int)> select) : select_(std::move(select)) {}

  void set_up(const plan::Case& planned, const Group& group) override {
    program_ = gpu_program_of(planned).group;
    parameters_ = planned.parameters;
    instruction_ = instruction_of(parameters_, group);
    if (program_.enqueue != nullptr) return;
    throw Error(ErrorKind::unavailable,
                fmt::format("running {}: only a library does it; choose engine=nccl with --only",
                            planned.name()));
  }
  void enqueue(const Group& group) override {
    for (int rank = 0; rank < group.ranks; ++rank) {
      select_(rank);
      program_.enqueue(group, parameters_, rank);
    }
  }
  bool can_be_captured() const override { return true; }
  std::string instruction() const override { return instruction_; }

 private:
  std::function<void(int)> select_;
  GroupProgram program_;
  Parameters parameters_;
  std::string instruction_;
};

}  // namespace

std::unique_ptr<GroupEngine> open_kernel_engine(std::function<void(int rank)> select) {
  return std::make_unique<KernelEngine>(std::move(select));
}

}  // namespace assay::measure
