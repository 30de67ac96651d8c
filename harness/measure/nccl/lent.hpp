// What does the session of a group lend to those who run NCCL on its devices?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string_view>

#include "harness/core/seconds.hpp"
#include "kernels/kernel.hpp"

namespace assay::measure {

/// The CUDA calls that NCCL does not do itself. All of them may throw Error.
struct GroupCalls {
  /// Makes it the current device, as the CUDA runtime counts them.
  std::function<void(int device)> select;
  /// Until all that is queued on the stream of every rank is done, with a deadline. `step` is what
  /// was being done, for messages.
  std::function<void(const Group&, std::string_view step)> wait;
};

/// The case that is set up, as its session has it. What is referred to outlives the reference.
struct GroupReferenceCase {
  const Parameters& parameters;
  GroupProgram program;           ///< of the GPU: which arrays are the input and the output
  ArraySizes sizes = {};          ///< of one rank
  std::span<const Group> copies;  ///< what iterations take in turn
  std::uint64_t iterations = 1;   ///< of one sample
  Seconds deadline{};             ///< of one step of NCCL's own; 0: an hour
  GroupCalls calls;
  /// Memory of the device of that rank, aligned to 4096 B; throws where there is none.
  std::function<std::shared_ptr<void>(int rank, std::uint64_t bytes)> allocate;
  /// GroupProgram::prepare of every rank of the copies, untimed, and waited for. Of the copies
  /// given here and below the arrays are null that are neither input nor output.
  std::function<void(std::span<const Group> copies)> prepare;
  /// Captures what is queued on the streams of all ranks into a graph each, and returns what
  /// launches them. Empty where the case is not submitted so.
  std::function<std::function<void()>(const std::function<void()>& queue)> capture;
  /// Prepares the copies where every sample needs that (see Kernel::one_use_arrays), untimed; then
  /// times what is queued just as a sample of the kernel is timed.
  std::function<Seconds(std::span<const Group> copies, const std::function<void()>& queue)> time;
  /// Verifies every rank of the copies as those of the kernel are verified.
  std::function<Mismatch(std::span<const Group> copies)> compare;
  /// The devices are abandoned: nothing of them may be waited for or freed.
  std::function<bool()> abandoned;
};

}  // namespace assay::measure
