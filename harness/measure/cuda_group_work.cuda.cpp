// Goes from device to device, and waits for all of them.
// SPDX-License-Identifier: Apache-2.0
#include "harness/measure/cuda_group_work.hpp"

#include <cuda_runtime_api.h>

#include <algorithm>
#include <utility>

#include "harness/measure/cuda_group_hang.hpp"
#include "harness/measure/cuda_group_timer.hpp"
#include "kernels/error.hpp"

namespace assay::measure {
namespace {

// As of one device.
constexpr int kExpiredHoldsAtMost = 2;

}  // namespace

CudaGroupWork::CudaGroupWork(const std::vector<CudaDevice*>& devices) {
  for (CudaDevice* device : devices) {
    members_.push_back(std::make_unique<CudaGroupMember>(*device));
  }
}

CudaGroupWork::~CudaGroupWork() {
  for (const auto& one : members_) {
    if (!one->device().lost.empty()) continue;
    try {
      one->select();
      one->wait("closing the session");
    } catch (const Error&) {
      // Whoever failed before has said what is wrong.
    }
  }
}

void CudaGroupWork::each(const std::function<void(CudaGroupMember&)>& action) {
  for (const auto& one : members_) {
    one->select();
    action(*one);
  }
}

bool CudaGroupWork::is_abandoned() const {
  return std::any_of(members_.begin(), members_.end(),
                     [](const auto& one) { return one->device().abandoned; });
}

GroupCalls CudaGroupWork::calls() {
  return {.select =
              [this](int device) {
                for (const auto& one : members_) {
                  if (one->device().index == device) one->select();
                }
              },
          .wait = [this](const Group&, std::string_view step) { wait(step); }};
}

void CudaGroupWork::begin_case(const plan::Case& planned) {
  expired_ = 0;
  each([&](CudaGroupMember& one) { one.begin_case(planned); });
}

void CudaGroupWork::run(std::string_view step, Step function, std::span<const Group> copies,
                        const Parameters& parameters) {
  for (const Group& group : copies) {
    for (int rank = 0; rank < size(); ++rank) {
      CudaGroupMember& one = member(rank);
      one.select();
      one.work().run(step, [&] { function(group, parameters, rank); });
    }
  }
  wait(step);
}

Seconds CudaGroupWork::time(Held wish, const std::function<void()>& prepare,
                            const std::function<void()>& queue) {
  for (;;) {
    prepare();
    const Held held = expired_ < kExpiredHoldsAtMost ? wish : Held::no;
    const std::optional<Seconds> sample =
        time_group(members_, held, queue, [this](std::string_view step) { wait(step); });
    if (sample) return *sample;
    ++expired_;
  }
}

std::vector<Mismatch> CudaGroupWork::compare(std::string_view step, Step verify,
                                             std::span<const Group> copies,
                                             const Parameters& parameters) {
  std::vector<Mismatch> found;
  for (int rank = 0; rank < size(); ++rank) {
    CudaGroupMember& one = member(rank);
    one.select();
    found.push_back(one.readback().compare(step, one.memory().copies().front().mismatch, [&] {
      for (const Group& group : copies) verify(group, parameters, rank);
    }));
  }
  return found;
}

std::vector<CudaGraph> CudaGroupWork::capture(const std::function<void()>& queue) {
  std::vector<StreamOfDevice> streams;
  for (const auto& one : members_) streams.push_back({&one->work(), one->stream()});
  std::vector<CudaGraph> graphs = capture_graphs(streams, queue);
  wait("uploading a graph");
  return graphs;
}

void CudaGroupWork::launch(const std::vector<CudaGraph>& graphs) {
  for (std::size_t rank = 0; rank < graphs.size(); ++rank) {
    CudaGroupMember& one = *members_[rank];
    one.select();
    one.work().check(cudaGraphLaunch(graphs[rank].get(), one.stream()), "launching a graph");
  }
}

void CudaGroupWork::wait(std::string_view step) {
  for (const auto& one : members_) {
    one->select();
    try {
      one->wait(step);
    } catch (const Error& failure) {
      throw_hang(members_, step, failure.what());
    }
  }
}

Mismatch joined(const std::vector<Mismatch>& ranks) {
  Mismatch all;
  for (const Mismatch& found : ranks) {
    const std::uint64_t checked = all.checked + found.checked, count = all.count + found.count;
    if (all.count == 0 && found.count != 0) all = found;
    all.checked = checked;
    all.count = count;
  }
  return all;
}

}  // namespace assay::measure
