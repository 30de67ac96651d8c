// Where does a kernel leave what it waited for in vain, and who reads it?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <optional>
#include <utility>

#include "harness/measure/cuda_handles.hpp"
#include "harness/measure/session.hpp"
#include "kernels/kernel.hpp"

namespace assay::measure {

/// Lies in pinned memory of the host: a kernel that gives up ends its context, and nothing of the
/// device can be read any more.
class CudaStall {
 public:
  explicit CudaStall(CudaWork& work);

  /// Launches by it wait so long for one another and no longer. Forgets what happened before.
  void arm(Launch& launch);

  /// What a kernel left since; empty: nothing.
  std::optional<Stall> happened() const;

  /// What f returns. Where f fails, and a kernel has left why, throws HangError with that.
  template <class F>
  auto watch(F f) {
    try {
      return f();
    } catch (const Error& failure) {
      explain(failure);
      throw;
    }
  }

 private:
  void explain(const Error& failure) const;
  Stall& stall() const;

  PinnedMemory memory_;
};

}  // namespace assay::measure
