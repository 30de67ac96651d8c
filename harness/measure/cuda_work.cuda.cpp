// Tells errors that a context survives from those that end it, and waits with a deadline.
// SPDX-License-Identifier: Apache-2.0
#include "harness/measure/cuda_work.hpp"

#include <cuda_runtime_api.h>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <thread>
#include <utility>

#include "harness/core/units.hpp"
#include "kernels/error.hpp"
#include "kernels/machine/cuda_check.cuh"

namespace assay::measure {
namespace {

using Clock = std::chrono::steady_clock;

// For so long waiting spins: to sleep takes 50 us and more, a short sample less.
constexpr Seconds kSpin{1e-3};
constexpr Seconds kLongestSleep{2e-3};

/// Errors of which driver_types.h says that any further CUDA work returns them too, and those of
/// memory and links that no context outlives.
bool ends_the_context(cudaError_t error) {
  switch (error) {
    case cudaErrorECCUncorrectable:
    case cudaErrorNvlinkUncorrectable:
    case cudaErrorContained:
    case cudaErrorIllegalAddress:
    case cudaErrorLaunchTimeout:
    case cudaErrorContextIsDestroyed:
    case cudaErrorAssert:
    case cudaErrorHardwareStackError:
    case cudaErrorIllegalInstruction:
    case cudaErrorMisalignedAddress:
    case cudaErrorInvalidAddressSpace:
    case cudaErrorInvalidPc:
    case cudaErrorLaunchFailure:
    case cudaErrorTensorMemoryLeak:
    case cudaErrorMpsClientTerminated:
    case cudaErrorExternalDevice:
      return true;
    default:
      return false;
  }
}

/// Of errors that are in no list: a context that is gone answers every further call with an error.
bool context_answers() {
  cudaGetLastError();
  const cudaError_t status = cudaStreamQuery(nullptr);
  cudaGetLastError();
  return status == cudaSuccess || status == cudaErrorNotReady;
}

std::string_view advice_on(cudaError_t error) {
  switch (error) {
    case cudaErrorMemoryAllocation:
      return "give a smaller --bytes, or end what else holds memory of this GPU (nvidia-smi)";
    case cudaErrorECCUncorrectable:
      return "memory of this GPU returned what was not written to it (ECC): look at `nvidia-smi -q "
             "-d ECC,ROW_REMAPPER`, and reset or replace the GPU";
    case cudaErrorNvlinkUncorrectable:
      return "a link of this GPU failed: look at `nvidia-smi nvlink -e`, and reset the GPU";
    default:
      return "look for an Xid of this GPU in `dmesg`, and try the case alone (--only)";
  }
}

}  // namespace

void CudaWork::begin_case(std::string name, Seconds deadline) {
  case_ = std::move(name);
  deadline_ = deadline;
}

int CudaWork::select() {
  // CUDA keeps the last error of a thread, not of a device: a lost one may have left its own.
  cudaGetLastError();
  check(cudaSetDevice(device_.index), fmt::format("opening cuda:{}", device_.index));
  return device_.index;
}

std::uint64_t CudaWork::attribute(int name) {
  int value = 0;
  check(cudaDeviceGetAttribute(&value, static_cast<cudaDeviceAttr>(name), device_.index),
        "asking for an attribute");
  return static_cast<std::uint64_t>(value);
}

std::string CudaWork::what_was_done(std::string_view step) const {
  if (case_.empty()) return fmt::format("{} on {}", step, device_.name());
  return fmt::format("{} for {} on {}", step, case_, device_.name());
}

void CudaWork::check(int status, std::string_view step, std::string_view advice) {
  if (status != cudaSuccess) fail(status, step, advice);
}

void CudaWork::run(std::string_view step, const std::function<void()>& program) {
  try {
    program();
  } catch (const CudaError& error) {
    fail(error.status(), step, {});
  }
}

void CudaWork::fail(int status, std::string_view step, std::string_view advice) {
  const auto error = static_cast<cudaError_t>(status);
  const std::string what =
      fmt::format("{} ({})", cudaGetErrorString(error), cudaGetErrorName(error));
  if (advice.empty()) advice = advice_on(error);
  std::string message = fmt::format("{}: {}; {}", what_was_done(step), what, advice);
  if (ends_the_context(error) || !context_answers()) {
    if (device_.lost.empty()) {
      device_.lost = case_.empty()
                         ? fmt::format("{}: lost {}: {}", device_.name(), step, what)
                         : fmt::format("{}: lost in case {}: {}", device_.name(), case_, what);
    }
    message += "; nothing more can be measured on this GPU until assay is started again";
  }
  throw Error(ErrorKind::unavailable, message);
}

void CudaWork::give_up(std::string_view step) {
  const std::string why =
      fmt::format("not done after {}, its deadline", format_duration(deadline_));
  device_.abandoned = true;
  device_.lost = fmt::format("{}: lost in case {}: {} was {}", device_.name(), case_, step, why);
  throw Error(ErrorKind::unavailable,
              fmt::format("{}: {}; a kernel that runs on cannot be stopped, so nothing more can be "
                          "measured on this GPU until assay is started again; look for an Xid of "
                          "this GPU in `dmesg`",
                          what_was_done(step), why));
}

void CudaWork::poll(std::string_view step, const std::function<int()>& status) {
  const auto begin = Clock::now();
  for (;;) {
    const int now = status();
    if (now != cudaErrorNotReady) return check(now, step);
    cudaGetLastError();  // "not ready" too is kept for the next who asks
    const Seconds waited = Clock::now() - begin;
    if (deadline_ > Seconds{} && waited > deadline_) give_up(step);
    if (waited > kSpin) std::this_thread::sleep_for(std::min(waited / 16, kLongestSleep));
  }
}

void CudaWork::wait(CUstream_st* stream, std::string_view step) {
  check(cudaGetLastError(), step);
  poll(step, [stream] { return static_cast<int>(cudaStreamQuery(stream)); });
}

void CudaWork::wait(CUevent_st* event, std::string_view step) {
  check(cudaGetLastError(), step);
  poll(step, [event] { return static_cast<int>(cudaEventQuery(event)); });
}

}  // namespace assay::measure
