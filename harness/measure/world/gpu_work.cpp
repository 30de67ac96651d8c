// A session of GPUs that joins the others, and what becomes of its numbers.
// SPDX-License-Identifier: Apache-2.0
#include "harness/measure/world/gpu_work.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "collectives/nccl/versions.hpp"
#include "harness/measure/statistics.hpp"
#include "kernels/error.hpp"

namespace assay::measure {
namespace {

const KernelEntry& find_entry(KernelTable kernels, const std::string& name) {
  for (const KernelEntry& entry : kernels) {
    if (entry.description().name == name) return entry;
  }
  throw Error(ErrorKind::unavailable, fmt::format("this build has no {}", name));
}

int gpus_before(const std::vector<Member>& members, int rank) {
  int count = 0;
  for (int other = 0; other < rank; ++other) {
    count += static_cast<int>(members[static_cast<std::size_t>(other)].gpus.size());
  }
  return count;
}

}  // namespace

GpuWork::GpuWork(World& world, OpenGroup open, KernelTable kernels)
    : world_(world), open_(std::move(open)), kernels_(kernels) {
  for (const int gpu : world.self().gpus) {
    gpus_.push_back({.kind = plan::DeviceId::Kind::cuda, .index = gpu});
  }
  if (gpus_.empty()) throw Error(ErrorKind::unavailable, "this rank holds no GPU");
  first_rank_ = gpus_before(world.members(), world.rank());
  ranks_ = gpus_before(world.members(), world.size());
}

/// Every process asks at the same time, for each communicator anew.
NcclWorld GpuWork::join(const NcclLibrary& library) {
  NcclWorld joined{.ranks = ranks_, .first_rank = first_rank_};
  if (world_.rank() == 0) joined.id = nccl_unique_id(library);
  world_.broadcast(&joined.id, sizeof joined.id, patience_);
  return joined;
}

void GpuWork::set_up(const Order& order) {
  patience_ = Seconds(order.patience_s);
  plan::Case part;
  part.kernel = &find_entry(kernels_, order.kernel.string());
  part.parameters = order.parameters;
  part.device = gpus_.front();
  part.group = gpus_;
  part.iterations = order.iterations;
  part.deadline = patience_;
  if (!session_) {
    session_ = open_(gpus_, {.first_rank = first_rank_,
                             .join = [this](const NcclLibrary& library) { return join(library); },
                             .meet = [this] { world_.barrier(patience_); }});
  }
  session_->set_up(part);
}

Sampled GpuWork::sample() {
  Sampled sampled{.time = session_->time_sample(), .mismatch = session_->verify()};
  for (const RankResult& one : session_->ranks()) {
    sampled.numbers.push_back(one.sample_s);
    sampled.numbers.push_back(static_cast<double>(one.wrong_elements));
  }
  return sampled;
}

Mismatch GpuWork::verify() {
  return session_->verify();
}

void GpuOutcome::begin(const plan::Case&) {
  ranks_.clear();
  for (const Member& member : world_.members()) {
    for (const int gpu : member.gpus) {
      ranks_.push_back({.rank = static_cast<std::uint32_t>(ranks_.size()),
                        .device = fmt::format("cuda:{}", gpu),
                        .host = member.host});
    }
  }
  seconds_.assign(ranks_.size(), {});
}

std::size_t GpuOutcome::numbers() const {
  std::size_t most = 0;
  for (const Member& member : world_.members()) most = std::max(most, member.gpus.size());
  return 2 * most;
}

Seconds GpuOutcome::add_sample(const std::vector<Obeyed>& ranks) {
  Seconds slowest{};
  std::size_t gpu = 0;
  for (std::size_t rank = 0; rank < ranks.size(); ++rank) {
    slowest = std::max(slowest, Seconds(ranks[rank].reply.seconds));
    const auto& numbers = ranks[rank].numbers;
    for (std::size_t i = 0; i < world_.members()[rank].gpus.size(); ++i, ++gpu) {
      if (2 * i + 1 >= numbers.size()) continue;
      seconds_[gpu].push_back(numbers[2 * i]);
      ranks_[gpu].wrong_elements = static_cast<std::uint64_t>(numbers[2 * i + 1]);
    }
  }
  return slowest;
}

std::vector<RankResult> GpuOutcome::ranks() const {
  std::vector<RankResult> list = ranks_;
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (!seconds_[i].empty()) list[i].sample_s = summarise(seconds_[i]).median;
  }
  return list;
}

std::uint32_t GpuOutcome::number_of(int rank) const {
  return static_cast<std::uint32_t>(gpus_before(world_.members(), rank));
}

std::string why_no_nccl(const std::vector<Member>& members) {
  std::vector<NcclOfProcess> processes;
  for (std::size_t rank = 0; rank < members.size(); ++rank) {
    const Member& member = members[rank];
    if (member.gpus.empty()) {
      return fmt::format(
          "rank {} on {} holds no GPU: {}", rank, member.host,
          member.gpus_seen == 0
              ? "it has none that can be used; 'assay probe' there says why"
              : fmt::format("{} for more ranks on this host; start at most one for each GPU",
                            member.gpus_seen));
    }
    processes.push_back({.host = member.host,
                         .rank = static_cast<int>(rank),
                         .version_code = member.nccl_version_code});
  }
  const std::string mismatch = nccl_mismatch(processes);
  if (!mismatch.empty() || processes.empty() || processes.front().version_code != 0) {
    return mismatch;
  }
  return "no rank has an NCCL that can be used: install it on every host";
}

}  // namespace assay::measure
