// What is this library, this driver, this system, and which GPUs are there?
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cctype>
#include <string>

#include "tests/nvml/replay.hpp"

using namespace assay::fake_nvml;

namespace {

/// Bus ids are written with four or eight digits of domain, in either case.
std::string plain_bus_id(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char letter) { return static_cast<char>(std::toupper(letter)); });
  const std::size_t domain = text.find(':');
  return text.substr(std::min(text.find_first_not_of('0'), domain));
}

template <class IsIt>
int find_device(const Call& call, const Device** device, IsIt is_it) {
  if (call.status() != kSuccess) return call.status();
  if (device == nullptr) return kInvalidArgument;
  for (const auto* list : {&replay().devices, &replay().slices}) {
    for (const Device& candidate : *list) {
      if (!is_it(candidate)) continue;
      if (is_lost(candidate, call.at_s())) return kGpuIsLost;
      *device = &candidate;
      return kSuccess;
    }
  }
  return kNotFound;
}

std::string text_of(const Device& device, const std::string& key) {
  const auto& value = device.recording->at(0, device.prefix() + key);
  return value.is_null() ? std::string() : value.get<std::string>();
}

int by_index(const Call& call, unsigned index, const Device** device) {
  if (call.status() == kSuccess && index >= replay().devices.size()) return kInvalidArgument;
  return find_device(call, device,
                     [&](const Device& it) { return !it.slice && it.index == index; });
}

int by_bus_id(const Call& call, const char* bus_id, const Device** device) {
  if (bus_id == nullptr) return kInvalidArgument;
  return find_device(call, device, [&](const Device& it) {
    return !it.slice && plain_bus_id(text_of(it, "/pci/bus_id")) == plain_bus_id(bus_id);
  });
}

int count(const Call& call, unsigned* devices) {
  if (call.status() != kSuccess) return call.status();
  *devices = static_cast<unsigned>(replay().devices.size());
  return kSuccess;
}

const char* status_text(int status) {
  switch (status) {
    case kSuccess:
      return "Success";
    case kUninitialised:
      return "Uninitialized";
    case kInvalidArgument:
      return "Invalid Argument";
    case kNotSupported:
      return "Not Supported";
    case kNotFound:
      return "Not Found";
    case kInsufficientSize:
      return "Insufficient Size";
    case kGpuIsLost:
      return "GPU is lost";
    case kVersionMismatch:
      return "Argument Version Mismatch";
    default:
      return "Unknown Error";
  }
}

}  // namespace

FAKE_NVML int nvmlInit_v2() {
  return initialise();
}
FAKE_NVML int nvmlInit() {
  return initialise();
}
FAKE_NVML int nvmlInitWithFlags(unsigned) {
  return initialise();
}
FAKE_NVML int nvmlShutdown() {
  return shut_down();
}
FAKE_NVML const char* nvmlErrorString(int status) {
  return status_text(status);
}

FAKE_NVML int nvmlSystemGetDriverVersion(char* version, unsigned length) {
  return answer_text(Call(__func__), "/driver_version", version, length);
}
FAKE_NVML int nvmlSystemGetNVMLVersion(char* version, unsigned length) {
  return answer_text(Call(__func__), "/library_version", version, length);
}
FAKE_NVML int nvmlSystemGetCudaDriverVersion(int* version) {
  return answer(Call(__func__), "/cuda_driver_version", version);
}
FAKE_NVML int nvmlSystemGetCudaDriverVersion_v2(int* version) {
  return answer(Call(__func__), "/cuda_driver_version", version);
}
FAKE_NVML int nvmlSystemGetProcessName(unsigned, char*, unsigned) {
  return kNotFound;  // as in a container
}

FAKE_NVML int nvmlSystemGetConfComputeState(ConfComputeState* state) {
  const Call call(__func__);
  const int status = answer_word(call, "/confidential_compute/environment", &state->environment,
                                 {"unavailable", "simulation", "production"});
  if (status != kSuccess) return status;
  answer(call, "/confidential_compute/enabled", &state->feature);
  return answer(call, "/confidential_compute/development_mode", &state->development_mode);
}
FAKE_NVML int nvmlSystemGetConfComputeSettings(ConfComputeSettingsV1* settings) {
  if (settings->version != struct_version<ConfComputeSettingsV1>(1)) return kVersionMismatch;
  ConfComputeState state{};
  const int status = nvmlSystemGetConfComputeState(&state);
  if (status != kSuccess) return status;
  settings->environment = state.environment;
  settings->feature = state.feature;
  settings->development_mode = state.development_mode;
  settings->multi_gpu_mode = 0;
  return kSuccess;
}
FAKE_NVML int nvmlSystemGetConfComputeGpusReadyState(unsigned* ready) {
  return answer(Call(__func__), "/confidential_compute/enabled", ready);
}

FAKE_NVML int nvmlDeviceGetCount_v2(unsigned* devices) {
  return count(Call(__func__), devices);
}
FAKE_NVML int nvmlDeviceGetCount(unsigned* devices) {
  return count(Call(__func__), devices);
}
FAKE_NVML int nvmlDeviceGetHandleByIndex_v2(unsigned index, const Device** device) {
  return by_index(Call(__func__), index, device);
}
FAKE_NVML int nvmlDeviceGetHandleByIndex(unsigned index, const Device** device) {
  return by_index(Call(__func__), index, device);
}
FAKE_NVML int nvmlDeviceGetHandleByPciBusId_v2(const char* bus_id, const Device** device) {
  return by_bus_id(Call(__func__), bus_id, device);
}
FAKE_NVML int nvmlDeviceGetHandleByPciBusId(const char* bus_id, const Device** device) {
  return by_bus_id(Call(__func__), bus_id, device);
}
FAKE_NVML int nvmlDeviceGetHandleByUUID(const char* uuid, const Device** device) {
  if (uuid == nullptr) return kInvalidArgument;
  return find_device(Call(__func__), device,
                     [&](const Device& it) { return text_of(it, "/uuid") == uuid; });
}
FAKE_NVML int nvmlDeviceGetHandleBySerial(const char* serial, const Device** device) {
  if (serial == nullptr) return kInvalidArgument;
  return find_device(Call(__func__), device, [&](const Device& it) {
    return !it.slice && text_of(it, "/serial") == serial;
  });
}
