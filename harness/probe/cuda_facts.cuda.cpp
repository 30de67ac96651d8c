// How the CUDA runtime is asked. It is linked statically and opens the driver itself, so this runs,
// and says so, on machines without one.
// SPDX-License-Identifier: Apache-2.0
#include <cuda_runtime_api.h>
#include <fmt/core.h>

#include <cstddef>
#include <string_view>

#include "harness/probe/cuda_facts.hpp"
#include "harness/probe/cuda_multicast.hpp"
#include "harness/probe/cuda_peers.hpp"
#include "harness/probe/cuda_reason.hpp"
#include "harness/probe/text.hpp"
#include "kernels/error.hpp"

namespace assay::probe {
namespace {

static_assert(CudaStatus::success == cudaSuccess);
static_assert(CudaStatus::stub_library == cudaErrorStubLibrary);
static_assert(CudaStatus::insufficient_driver == cudaErrorInsufficientDriver);
static_assert(CudaStatus::no_device == cudaErrorNoDevice);

void check(cudaError_t status, std::string_view doing) {
  if (status == cudaSuccess) return;
  cudaGetLastError();  // or a later, unrelated check would see it again
  throw Error(ErrorKind::unavailable, fmt::format("{}: {} (CUDA error {})", doing,
                                                  cudaGetErrorString(status), int{status}));
}

/// Absent where the driver does not answer, or answers zero, which no such attribute really is.
std::optional<std::uint32_t> attribute(cudaDeviceAttr name, int device) {
  int value = 0;
  if (cudaDeviceGetAttribute(&value, name, device) != cudaSuccess) {
    cudaGetLastError();
    return std::nullopt;
  }
  if (value <= 0) return std::nullopt;
  return static_cast<std::uint32_t>(value);
}

/// Absent where the driver does not answer.
std::optional<bool> truth(cudaDeviceAttr name, int device) {
  int value = 0;
  if (cudaDeviceGetAttribute(&value, name, device) == cudaSuccess) return value != 0;
  cudaGetLastError();
  return std::nullopt;
}

std::optional<double> clock_hz(cudaDeviceAttr name, int device) {
  const std::optional<std::uint32_t> kilohertz = attribute(name, device);
  if (!kilohertz) return std::nullopt;
  return *kilohertz * 1e3;
}

/// "GPU-8-4-4-4-12", as nvidia-smi and CUDA_VISIBLE_DEVICES write it.
std::string uuid_name(const cudaUUID_t& uuid) {
  std::string name = "GPU-";
  for (std::size_t i = 0; i < sizeof uuid.bytes; ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) name += '-';
    name += fmt::format("{:02x}", static_cast<unsigned char>(uuid.bytes[i]));
  }
  return name;
}

void read_properties(CudaFacts& facts) {
  cudaDeviceProp properties{};
  check(cudaGetDeviceProperties(&properties, facts.index), "reading the properties of the device");
  facts.uuid = uuid_name(properties.uuid);
  facts.name = clean_text(properties.name).value_or("");
  facts.compute_major = properties.major;
  facts.compute_minor = properties.minor;
  facts.multiprocessors = static_cast<std::uint32_t>(properties.multiProcessorCount);
  facts.memory_bytes = properties.totalGlobalMem;
  facts.l2_bytes = static_cast<std::uint64_t>(properties.l2CacheSize);
  facts.ecc = properties.ECCEnabled != 0;
  char bus_id[32] = {};
  check(cudaDeviceGetPCIBusId(bus_id, sizeof bus_id, facts.index), "reading the PCI bus id");
  facts.pci_bus_id = bus_id;
  facts.maximum_clock_hz = clock_hz(cudaDevAttrClockRate, facts.index);
  facts.memory_clock_hz = clock_hz(cudaDevAttrMemoryClockRate, facts.index);
  facts.memory_bus_bits = attribute(cudaDevAttrGlobalMemoryBusWidth, facts.index);
  facts.mps = truth(cudaDevAttrMpsEnabled, facts.index);
  facts.multicast = multicast_of(facts.index);
}

void read_free_memory_of(CudaFacts& facts) {
  std::size_t free_bytes = 0, total_bytes = 0;
  check(cudaSetDevice(facts.index), "selecting the device");
  check(cudaMemGetInfo(&free_bytes, &total_bytes), "reading the free memory of the device");
  facts.memory_free_bytes = free_bytes;
}

CudaFacts probe_device(int index) {
  CudaFacts facts;
  facts.index = index;
  try {
    read_properties(facts);
    facts.unusable = unusable_reason(facts.compute_major, facts.compute_minor);
  } catch (const Error& error) {
    facts.unusable = error.what();
  }
  return facts;
}

CudaAnswer ask_runtime(const std::optional<std::string>& visible_devices) {
  CudaAnswer answer;
  answer.visible_devices = visible_devices;
  // Both stay 0 where the question itself fails, as with the stub library.
  if (cudaDriverGetVersion(&answer.driver_version) != cudaSuccess) answer.driver_version = 0;
  if (cudaRuntimeGetVersion(&answer.runtime_version) != cudaSuccess) answer.runtime_version = 0;
  const cudaError_t status = cudaGetDeviceCount(&answer.device_count);
  answer.status = status;
  answer.status_text = cudaGetErrorString(status);
  cudaGetLastError();
  return answer;
}

std::optional<std::string> known_version(int version) {
  if (version == 0) return std::nullopt;
  return cuda_version_name(version);
}

}  // namespace

CudaProbe probe_cuda(const std::filesystem::path&,
                     const std::optional<std::string>& visible_devices) {
  const CudaAnswer answer = ask_runtime(visible_devices);
  CudaProbe probe;
  probe.built = true;
  probe.reason = cuda_reason(answer);
  probe.driver_version = known_version(answer.driver_version);
  probe.runtime_version = known_version(answer.runtime_version);
  if (!probe.reason.empty()) return probe;
  for (int index = 0; index < answer.device_count; ++index) {
    probe.devices.push_back(probe_device(index));
  }
  probe.peers = cuda_peers(probe.devices);
  probe.reason = no_usable_device_reason(probe.devices);
  return probe;
}

void read_free_memory(CudaProbe& probe) {
  std::optional<int> first;
  for (CudaFacts& facts : probe.devices) {
    if (!facts.usable() || facts.memory_free_bytes != 0) continue;
    try {
      read_free_memory_of(facts);
      if (!first) first = facts.index;
    } catch (const Error& error) {
      facts.unusable = error.what();
    }
  }
  // Not on device 0 whatever it is: selecting a device creates its context.
  if (first) cudaSetDevice(*first);
  cudaGetLastError();
}

}  // namespace assay::probe
