// The entry points of the CUDA runtime that a session calls.
#include "tests/harness/measure/cuda_runtime_fake.hpp"

#include <cstdlib>
#include <cstring>

namespace assay::measure {

FakeGpu& fake_gpu() {
  static FakeGpu gpu;
  return gpu;
}

}  // namespace assay::measure

using assay::measure::fake_gpu;

namespace {

template <class Handle>
cudaError_t make(Handle* handle, int& live) {
  if (fake_gpu().sticky != cudaSuccess) return fake_gpu().sticky;
  ++live;
  *handle = static_cast<Handle>(std::malloc(1));
  return cudaSuccess;
}

template <class Handle>
cudaError_t destroy(Handle handle, int& live) {
  --live;
  std::free(handle);
  return fake_gpu().sticky;
}

cudaError_t enqueue(std::function<void()> work) {
  if (fake_gpu().sticky == cudaSuccess) fake_gpu().queue.push_back(std::move(work));
  return fake_gpu().sticky;
}

}  // namespace

extern "C" {

cudaError_t cudaSetDevice(int device) {
  return device == 0 ? fake_gpu().sticky : cudaErrorInvalidDevice;
}
cudaError_t cudaDeviceGetAttribute(int* value, cudaDeviceAttr name, int) {
  *value = name == cudaDevAttrMultiProcessorCount ? 78 : 60 << 20;
  return cudaSuccess;
}
cudaError_t cudaStreamCreateWithFlags(cudaStream_t* stream, unsigned) {
  return make(stream, fake_gpu().live_streams);
}
cudaError_t cudaStreamDestroy(cudaStream_t stream) {
  return destroy(stream, fake_gpu().live_streams);
}
cudaError_t cudaEventCreate(cudaEvent_t* event) {
  return make(event, fake_gpu().live_events);
}
cudaError_t cudaEventDestroy(cudaEvent_t event) {
  return destroy(event, fake_gpu().live_events);
}
cudaError_t cudaMalloc(void** memory, std::size_t bytes) {
  if (bytes > fake_gpu().memory_bytes) return cudaErrorMemoryAllocation;
  ++fake_gpu().allocations;
  ++fake_gpu().live_allocations;
  *memory = std::aligned_alloc(4096, bytes);
  return cudaSuccess;
}
cudaError_t cudaFree(void* memory) {
  return destroy(memory, fake_gpu().live_allocations);
}
cudaError_t cudaEventRecord(cudaEvent_t event, cudaStream_t) {
  return enqueue([event] { fake_gpu().recorded[event] = fake_gpu().clock_milliseconds; });
}
cudaError_t cudaMemsetAsync(void* memory, int value, std::size_t bytes, cudaStream_t) {
  return enqueue([=] { std::memset(memory, value, bytes); });
}
cudaError_t cudaMemcpyAsync(void* to, const void* from, std::size_t bytes, cudaMemcpyKind,
                            cudaStream_t) {
  return enqueue([=] { std::memcpy(to, from, bytes); });
}
cudaError_t cudaStreamSynchronize(cudaStream_t) {
  auto& gpu = fake_gpu();
  while (gpu.sticky == cudaSuccess && !gpu.queue.empty()) {
    const auto work = std::move(gpu.queue.front());
    gpu.queue.pop_front();
    work();
  }
  return gpu.sticky;
}
cudaError_t cudaEventElapsedTime(float* milliseconds, cudaEvent_t start, cudaEvent_t stop) {
  auto& recorded = fake_gpu().recorded;
  *milliseconds = static_cast<float>(recorded.at(stop) - recorded.at(start));
  return fake_gpu().sticky;
}
cudaError_t cudaGetLastError() {
  return fake_gpu().sticky;
}
const char* cudaGetErrorName(cudaError_t) {
  return "cudaErrorOfTheFake";
}
const char* cudaGetErrorString(cudaError_t) {
  return "what the fake was told to return";
}

}  // extern "C"
