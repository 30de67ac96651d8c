// Arms launches, and turns a CUDA error that a stall has caused into the stall.
// SPDX-License-Identifier: Apache-2.0
#include "harness/measure/cuda_stall.hpp"

#include <fmt/format.h>

#include <atomic>
#include <new>

#include "harness/measure/stall.hpp"

namespace assay::measure {
namespace {

// A thousand times what the slowest step of a healthy device takes, and well within the deadline of
// any case.
constexpr std::uint64_t kPatienceNs = 10'000'000'000;

}  // namespace

CudaStall::CudaStall(CudaWork& work) : memory_(allocate_pinned(work, sizeof(Stall))) {
  new (memory_.get()) Stall{};
}

Stall& CudaStall::stall() const {
  return *std::launder(reinterpret_cast<Stall*>(memory_.get()));
}

void CudaStall::arm(Launch& launch) {
  stall() = Stall{};
  launch.stall = &stall();
  launch.patience_ns = kPatienceNs;
}

std::optional<Stall> CudaStall::happened() const {
  Stall& left = stall();
  if (std::atomic_ref(left.happened).load(std::memory_order_acquire) != 1) return std::nullopt;
  return left;
}

void CudaStall::explain(const Error& failure) const {
  const std::optional<Stall> left = happened();
  if (!left) return;
  throw HangError(fmt::format("{}; {}", stall_text(*left), failure.what()), hang_of(*left, {}));
}

}  // namespace assay::measure
