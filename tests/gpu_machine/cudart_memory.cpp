// How does the fake CUDA runtime give out memory and move it?
// SPDX-License-Identifier: Apache-2.0
#include <cuda_runtime_api.h>

#include <cstdlib>
#include <cstring>

#include "tests/gpu_machine/last_error.cuh"
#include "tests/gpu_machine/machine.hpp"
#include "tests/gpu_machine/stream.hpp"

using namespace assay::gpu_machine;

namespace {

Stream& stream_of(cudaStream_t stream) {
  return *reinterpret_cast<Stream*>(stream);
}

cudaError_t push(cudaStream_t stream, Work work) {
  Device& device = stream_of(stream).device();
  if (device.sticky() == cudaSuccess) stream_of(stream).push(std::move(work));
  return status_of(device);
}

}  // namespace

extern "C" {

cudaError_t cudaMemGetInfo(std::size_t* free_bytes, std::size_t* total_bytes) {
  *free_bytes = current_device().free_bytes();
  *total_bytes = current_device().cuda("memory_bytes", 256u << 20);
  return status_of(current_device());
}
cudaError_t cudaMalloc(void** memory, std::size_t bytes) {
  if (current_device().sticky() != cudaSuccess) return status_of(current_device());
  *memory = current_device().allocate(bytes);
  return remember(*memory == nullptr ? cudaErrorMemoryAllocation : cudaSuccess);
}
/// Waits for the device, as the real one does.
cudaError_t cudaFree(void* memory) {
  if (current_device().sticky() == cudaSuccess) current_device().wait_until_idle();
  current_device().release(memory);
  return status_of(current_device());
}
cudaError_t cudaHostAlloc(void** memory, std::size_t bytes, unsigned) {
  if (current_device().sticky() != cudaSuccess) return status_of(current_device());
  *memory = std::aligned_alloc(4096, (bytes + 4095) / 4096 * 4096);
  return remember(*memory == nullptr ? cudaErrorMemoryAllocation : cudaSuccess);
}
cudaError_t cudaFreeHost(void* memory) {
  if (current_device().sticky() == cudaSuccess) current_device().wait_until_idle();
  std::free(memory);
  return status_of(current_device());
}
cudaError_t cudaHostRegister(void*, std::size_t, unsigned) {
  return status_of(current_device());
}
cudaError_t cudaHostUnregister(void*) {
  if (current_device().sticky() == cudaSuccess) current_device().wait_until_idle();
  return status_of(current_device());
}
cudaError_t cudaMemsetAsync(void* memory, int value, std::size_t bytes, cudaStream_t stream) {
  return push(stream, [=](assay::Team&) { std::memset(memory, value, bytes); });
}
cudaError_t cudaMemcpyAsync(void* to, const void* from, std::size_t bytes, cudaMemcpyKind,
                            cudaStream_t stream) {
  return push(stream, [=](assay::Team&) { std::memcpy(to, from, bytes); });
}

}  // extern "C"
