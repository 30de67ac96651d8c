// How the numbers that NVML returns become words.
// SPDX-License-Identifier: Apache-2.0
#include "harness/probe/nvml/status.hpp"

#include <fmt/format.h>

#include "harness/probe/nvml/api.hpp"

namespace assay::probe {
namespace {

struct Word {
  int code;
  NvmlStatus status;
  const char* text;
};
constexpr Word kWords[] = {
    {nvml_api::kSuccess, NvmlStatus::ok, "success"},
    {nvml_api::kUninitialized, NvmlStatus::failed, "the library is not started"},
    {nvml_api::kInvalidArgument, NvmlStatus::failed, "an argument is not valid"},
    {nvml_api::kNotSupported, NvmlStatus::not_supported, "not supported"},
    {nvml_api::kNoPermission, NvmlStatus::no_permission, "no permission"},
    {nvml_api::kNotFound, NvmlStatus::failed, "not found"},
    {nvml_api::kInsufficientPower, NvmlStatus::failed, "a power cable is missing"},
    {nvml_api::kDriverNotLoaded, NvmlStatus::failed, "the NVIDIA driver is not loaded"},
    {nvml_api::kTimeout, NvmlStatus::timeout, "the driver did not answer in time"},
    {nvml_api::kInterruptIssue, NvmlStatus::failed, "the GPU has an interrupt problem"},
    {nvml_api::kLibraryNotFound, NvmlStatus::failed, "a library of the driver is missing"},
    {nvml_api::kFunctionNotFound, NvmlStatus::not_supported, "the driver lacks the function"},
    {nvml_api::kCorruptedInforom, NvmlStatus::failed, "the infoROM is corrupted"},
    {nvml_api::kGpuIsLost, NvmlStatus::gpu_lost, "the GPU is lost"},
    {nvml_api::kResetRequired, NvmlStatus::gpu_lost, "the GPU needs a reset"},
    {nvml_api::kOperatingSystem, NvmlStatus::failed, "the operating system refuses"},
    {nvml_api::kVersionMismatch, NvmlStatus::failed,
     "the library and the loaded driver are of different versions"},
    {nvml_api::kInUse, NvmlStatus::failed, "the GPU is in use"},
    {nvml_api::kMemory, NvmlStatus::failed, "out of memory"},
    {nvml_api::kNoData, NvmlStatus::not_supported, "no data"},
    {nvml_api::kArgumentVersionMismatch, NvmlStatus::not_supported,
     "the library has another version of the argument"},
    {nvml_api::kDeprecated, NvmlStatus::not_supported, "no longer supported"},
    {nvml_api::kNotReady, NvmlStatus::failed, "not ready"},
    {nvml_api::kGpuNotFound, NvmlStatus::failed, "no GPU was found"},
    {nvml_api::kInvalidState, NvmlStatus::failed, "not possible in this state"},
};

const Word* word_of(int code) {
  for (const Word& word : kWords) {
    if (word.code == code) return &word;
  }
  return nullptr;
}

const char* text_of(const NvmlFailure& failure) {
  switch (failure.status) {
    case NvmlStatus::ok:
      return "success";
    case NvmlStatus::missing_function:
      return "this NVML has no such function";
    case NvmlStatus::hung:
      return "refused, for an earlier call did not return";
    case NvmlStatus::not_supported:
      return "not supported";
    default:
      return "unknown error";
  }
}

}  // namespace

NvmlStatus nvml_status(int code) {
  const Word* word = word_of(code);
  return word ? word->status : NvmlStatus::failed;
}

std::string nvml_status_text(int code) {
  const Word* word = word_of(code);
  return fmt::format("{} (NVML status {})", word ? word->text : "unknown error", code);
}

std::string to_string(const NvmlFailure& failure) {
  // A failure without a code never reached the library.
  if (failure.code == nvml_api::kSuccess) {
    return fmt::format("{}: {}", failure.function, text_of(failure));
  }
  return fmt::format("{}: {}", failure.function, nvml_status_text(failure.code));
}

}  // namespace assay::probe
