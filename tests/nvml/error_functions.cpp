// What has gone wrong on one GPU so far, and who else is on it?
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <iterator>
#include <string>

#include "tests/nvml/replay.hpp"

using namespace assay::fake_nvml;

namespace {

constexpr const char* kSeverities[] = {"corrected", "uncorrected"};
constexpr const char* kPeriods[] = {"volatile", "aggregate"};
constexpr const char* kPlaces[] = {"l1_cache", "l2_cache",       "device_memory", "register_file",
                                   "texture",  "texture_shared", "cbu",           "sram"};

std::string ecc_pointer(unsigned severity, unsigned period) {
  return std::string("/ecc_errors/") + kPeriods[period] + "/" + kSeverities[severity];
}

/// Fills the caller's array, or says how long it has to be.
template <class Process, class Fill>
int answer_processes(const Call& call, const std::string& kind, unsigned* count, Process* list,
                     Fill fill) {
  if (call.status() != kSuccess) return call.status();
  const auto& processes = call.value("/processes/" + kind);
  if (processes.is_null()) return kNotSupported;
  const unsigned room = *count;
  *count = static_cast<unsigned>(processes.size());
  if (*count == 0) return kSuccess;
  if (room < *count) return kInsufficientSize;
  for (const auto& process : processes) {
    const auto& memory = process.at("memory_bytes");
    fill(*list++, process.at("pid").template get<unsigned>(),
         memory.is_null() ? kNotAvailable : memory.template get<std::uint64_t>());
  }
  return kSuccess;
}

int answer_v1(const Call& call, const std::string& kind, unsigned* count, ProcessV1* list) {
  return answer_processes(call, kind, count, list,
                          [](ProcessV1& process, unsigned pid, std::uint64_t bytes) {
                            process = {.pid = pid, .used_memory = bytes};
                          });
}

int answer_v2(const Call& call, const std::string& kind, unsigned* count, ProcessV2* list) {
  constexpr unsigned kNoInstance = ~0U;
  return answer_processes(call, kind, count, list,
                          [](ProcessV2& process, unsigned pid, std::uint64_t bytes) {
                            process = {.pid = pid,
                                       .used_memory = bytes,
                                       .gpu_instance = kNoInstance,
                                       .compute_instance = kNoInstance};
                          });
}

}  // namespace

FAKE_NVML int nvmlDeviceGetTotalEccErrors(const Device* device, unsigned severity, unsigned period,
                                          unsigned long long* errors) {
  if (severity > 1 || period > 1) return kInvalidArgument;
  return answer(Call(__func__, device), ecc_pointer(severity, period) + "/total", errors);
}
FAKE_NVML int nvmlDeviceGetMemoryErrorCounter(const Device* device, unsigned severity,
                                              unsigned period, unsigned place,
                                              unsigned long long* errors) {
  if (severity > 1 || period > 1 || place >= std::size(kPlaces)) return kInvalidArgument;
  return answer(Call(__func__, device), ecc_pointer(severity, period) + "/" + kPlaces[place],
                errors);
}
FAKE_NVML int nvmlDeviceGetRemappedRows(const Device* device, unsigned* corrected,
                                        unsigned* uncorrected, unsigned* pending,
                                        unsigned* failed) {
  const Call call(__func__, device);
  const int status = answer(call, "/remapped_rows/corrected", corrected);
  if (status != kSuccess) return status;
  answer(call, "/remapped_rows/uncorrected", uncorrected);
  answer(call, "/remapped_rows/pending", pending);
  return answer(call, "/remapped_rows/failed", failed);
}
FAKE_NVML int nvmlDeviceGetRowRemapperHistogram(const Device* device, RowRemapperHistogram* banks) {
  const Call call(__func__, device);
  const int status = answer(call, "/remapped_rows/banks/maximum", &banks->maximum);
  if (status != kSuccess) return status;
  answer(call, "/remapped_rows/banks/high", &banks->high);
  answer(call, "/remapped_rows/banks/partial", &banks->partial);
  answer(call, "/remapped_rows/banks/low", &banks->low);
  return answer(call, "/remapped_rows/banks/none", &banks->none);
}
FAKE_NVML int nvmlDeviceGetRetiredPagesPendingStatus(const Device* device, unsigned* pending) {
  return answer(Call(__func__, device), "/retired_pages_pending", pending);
}

FAKE_NVML int nvmlDeviceGetComputeRunningProcesses_v3(const Device* device, unsigned* count,
                                                      ProcessV2* list) {
  return answer_v2(Call(__func__, device), "compute", count, list);
}
FAKE_NVML int nvmlDeviceGetComputeRunningProcesses_v2(const Device* device, unsigned* count,
                                                      ProcessV2* list) {
  return answer_v2(Call(__func__, device), "compute", count, list);
}
FAKE_NVML int nvmlDeviceGetComputeRunningProcesses(const Device* device, unsigned* count,
                                                   ProcessV1* list) {
  return answer_v1(Call(__func__, device), "compute", count, list);
}
FAKE_NVML int nvmlDeviceGetGraphicsRunningProcesses_v3(const Device* device, unsigned* count,
                                                       ProcessV2* list) {
  return answer_v2(Call(__func__, device), "graphics", count, list);
}
FAKE_NVML int nvmlDeviceGetGraphicsRunningProcesses_v2(const Device* device, unsigned* count,
                                                       ProcessV2* list) {
  return answer_v2(Call(__func__, device), "graphics", count, list);
}
FAKE_NVML int nvmlDeviceGetGraphicsRunningProcesses(const Device* device, unsigned* count,
                                                    ProcessV1* list) {
  return answer_v1(Call(__func__, device), "graphics", count, list);
}
FAKE_NVML int nvmlDeviceGetMPSComputeRunningProcesses_v3(const Device* device, unsigned* count,
                                                         ProcessV2* list) {
  return answer_v2(Call(__func__, device), "mps", count, list);
}
FAKE_NVML int nvmlDeviceGetMPSComputeRunningProcesses_v2(const Device* device, unsigned* count,
                                                         ProcessV2* list) {
  return answer_v2(Call(__func__, device), "mps", count, list);
}
FAKE_NVML int nvmlDeviceGetMPSComputeRunningProcesses(const Device* device, unsigned* count,
                                                      ProcessV1* list) {
  return answer_v1(Call(__func__, device), "mps", count, list);
}
