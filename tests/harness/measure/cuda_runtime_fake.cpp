// The entry points of the CUDA runtime that a session calls.
#include "tests/harness/measure/cuda_runtime_fake.hpp"

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <cstring>
#include <utility>

#include "kernels/machine/cuda_check.cuh"

using namespace assay::measure;

namespace {

std::uint32_t word(std::uint32_t& flag) {
  return std::atomic_ref(flag).load();
}

/// A release is a write to memory: the fake sees it with the next call.
void see_releases() {
  for (auto& [handle, stream] : fake_cuda().streams) {
    for (FakeWork& work : stream.queue) {
      const bool first = work.hold != nullptr && work.released_at == kForEver;
      if (first && word(work.hold->released) != 0) work.released_at = fake_cuda().host_nanoseconds;
    }
  }
}

}  // namespace

cudaError_t assay::measure::begin_fake_call(const char* name) {
  FakeCuda& cuda = fake_cuda();
  see_releases();
  cuda.log.push_back(name);
  if (++cuda.calls == cuda.fail_call) return cuda.last_error = cuda.fail_with;
  return cuda.device().sticky;
}

namespace {

double end_of(const FakeStream& stream, FakeWork& work) {
  const double begin = std::max(stream.time, work.queued_at);
  if (work.hold == nullptr) return begin + work.nanoseconds;
  const double bound = begin + work.bound_nanoseconds;
  return std::max(begin, std::min(bound, work.released_at));
}

/// Does the next work of a stream, which may be a hold nobody has released: that lasts to its
/// bound.
bool step(FakeStream& stream) {
  FakeCuda& cuda = fake_cuda();
  FakeWork& work = stream.queue.front();
  const double end = end_of(stream, work);
  if (end >= kForEver) return false;
  if (work.hold != nullptr) {
    work.hold->held = 1;
    if (work.released_at > end) work.hold->expired = 1;
  }
  stream.time = end;
  cuda.done.push_back(work.name);
  const auto effect = std::move(work.effect);
  stream.queue.pop_front();
  if (effect) effect();
  return true;
}

/// Until it is empty or its device has failed. False: it never will be.
bool drain(FakeStream& stream) {
  const FakeDevice& device = fake_cuda().devices.at(static_cast<std::size_t>(stream.device));
  while (!stream.queue.empty() && device.sticky == cudaSuccess) {
    if (!step(stream)) return false;
  }
  fake_cuda().host_nanoseconds = std::max(fake_cuda().host_nanoseconds, stream.time);
  return true;
}

void wait_for_device(int device) {
  for (auto& [handle, stream] : fake_cuda().streams) {
    if (stream.device == device && !drain(stream)) fake_cuda().would_hang = true;
  }
}

FakeStream& stream_at(const void* handle) {
  return fake_cuda().streams.at(handle);
}

void add(FakeStream& stream, FakeWork work) {
  FakeCuda& cuda = fake_cuda();
  cuda.host_nanoseconds += kLaunchNanoseconds;
  work.queued_at = cuda.host_nanoseconds;
  if (stream.capturing) return stream.captured.push_back(std::move(work));
  stream.queue.push_back(std::move(work));
  if (stream.queue.size() <= kQueueDepth) return;
  // The host waits for room, if need be until the hold in front gives up.
  if (!step(stream)) cuda.would_hang = true;
  cuda.host_nanoseconds = std::max(cuda.host_nanoseconds, stream.time);
}

cudaError_t queue(const char* name, cudaStream_t stream, FakeWork work) {
  const cudaError_t status = begin_fake_call(name);
  if (status == cudaSuccess) add(stream_at(stream), std::move(work));
  return status;
}

/// The first to ask while there is work is told so; meanwhile it is done.
cudaError_t query(const char* name, FakeStream& stream) {
  cudaError_t status = begin_fake_call(name);
  if (status != cudaSuccess) return status;
  if (stream.queue.empty()) return cudaSuccess;
  drain(stream);
  status = fake_cuda().device().sticky;
  return status != cudaSuccess ? status : fake_cuda().last_error = cudaErrorNotReady;
}

template <class Handle, class Map, class Value>
cudaError_t make(const char* name, Handle* handle, Map& map, Value value) {
  const cudaError_t status = begin_fake_call(name);
  if (status != cudaSuccess) return status;
  *handle = static_cast<Handle>(std::malloc(1));
  map.emplace(*handle, std::move(value));
  return cudaSuccess;
}

/// Frees even where it is told to fail: what is counted is who forgot to ask.
template <class Map>
cudaError_t destroy(const char* name, const void* handle, Map& map) {
  const cudaError_t status = begin_fake_call(name);
  map.erase(handle);
  std::free(const_cast<void*>(handle));
  return status;
}

}  // namespace

void assay::measure::fake_launch(void* stream, FakeWork work) {
  const cudaError_t kept = fake_cuda().last_error;
  check(kept, "launching a kernel, which finds an old error");
  check(queue("launch", static_cast<cudaStream_t>(stream), std::move(work)), "launching a kernel");
}

extern "C" {

cudaError_t cudaSetDevice(int device) {
  if (static_cast<std::size_t>(device) >= fake_cuda().devices.size()) {
    return fake_cuda().last_error = cudaErrorInvalidDevice;
  }
  fake_cuda().current = device;
  return begin_fake_call("cudaSetDevice");
}
cudaError_t cudaDeviceGetAttribute(int* value, cudaDeviceAttr name, int) {
  *value = name == cudaDevAttrMultiProcessorCount ? 78 : fake_cuda().l2_bytes;
  return begin_fake_call("cudaDeviceGetAttribute");
}
cudaError_t cudaStreamCreateWithFlags(cudaStream_t* stream, unsigned) {
  return make("cudaStreamCreate", stream, fake_cuda().streams,
              FakeStream{.device = fake_cuda().current, .time = fake_cuda().host_nanoseconds});
}
cudaError_t cudaStreamDestroy(cudaStream_t stream) {
  return destroy("cudaStreamDestroy", stream, fake_cuda().streams);
}
cudaError_t cudaEventCreateWithFlags(cudaEvent_t* event, unsigned) {
  return make("cudaEventCreate", event, fake_cuda().events, 0.0);
}
cudaError_t cudaEventDestroy(cudaEvent_t event) {
  return destroy("cudaEventDestroy", event, fake_cuda().events);
}
cudaError_t cudaMalloc(void** memory, std::size_t bytes) {
  FakeDevice& device = fake_cuda().device();
  if (device.used_bytes + bytes > device.memory_bytes) {
    begin_fake_call("cudaMalloc");
    return fake_cuda().last_error = cudaErrorMemoryAllocation;
  }
  const cudaError_t status = begin_fake_call("cudaMalloc");
  if (status != cudaSuccess) return status;
  *memory = std::aligned_alloc(4096, (bytes + 4095) / 4096 * 4096);
  device.used_bytes += bytes;
  fake_cuda().memory.emplace(*memory, std::pair{fake_cuda().current, bytes});
  return cudaSuccess;
}
cudaError_t cudaFree(void* memory) {
  if (memory == nullptr) return begin_fake_call("cudaFree");
  const auto [device, bytes] = fake_cuda().memory.at(memory);
  wait_for_device(device);
  fake_cuda().devices.at(static_cast<std::size_t>(device)).used_bytes -= bytes;
  return destroy("cudaFree", memory, fake_cuda().memory);
}
cudaError_t cudaHostAlloc(void** memory, std::size_t bytes, unsigned) {
  const cudaError_t status = begin_fake_call("cudaHostAlloc");
  if (status != cudaSuccess) return status;
  *memory = std::aligned_alloc(4096, (bytes + 4095) / 4096 * 4096);
  fake_cuda().pinned.emplace(*memory, bytes);
  return cudaSuccess;
}
cudaError_t cudaFreeHost(void* memory) {
  wait_for_device(fake_cuda().current);
  return destroy("cudaFreeHost", memory, fake_cuda().pinned);
}
cudaError_t cudaHostRegister(void* memory, std::size_t bytes, unsigned) {
  const cudaError_t status = begin_fake_call("cudaHostRegister");
  if (status == cudaSuccess) fake_cuda().pinned.emplace(memory, bytes);
  return status;
}
cudaError_t cudaHostUnregister(void* memory) {
  wait_for_device(fake_cuda().current);
  fake_cuda().pinned.erase(memory);
  return begin_fake_call("cudaHostUnregister");
}
cudaError_t cudaEventRecord(cudaEvent_t event, cudaStream_t stream) {
  // An event may be destroyed before its record is done.
  const auto effect = [event, stream] {
    if (fake_cuda().events.count(event) != 0) fake_cuda().events[event] = stream_at(stream).time;
  };
  return queue("cudaEventRecord", stream, {.name = "event", .effect = effect});
}
cudaError_t cudaMemsetAsync(void* memory, int value, std::size_t bytes, cudaStream_t stream) {
  return queue("cudaMemsetAsync", stream,
               {.name = "memset", .effect = [=] { std::memset(memory, value, bytes); }});
}
cudaError_t cudaMemcpyAsync(void* to, const void* from, std::size_t bytes, cudaMemcpyKind,
                            cudaStream_t stream) {
  return queue("cudaMemcpyAsync", stream,
               {.name = "memcpy", .effect = [=] { std::memcpy(to, from, bytes); }});
}
cudaError_t cudaStreamQuery(cudaStream_t stream) {
  static FakeStream nothing;
  return query("cudaStreamQuery", stream == nullptr ? nothing : stream_at(stream));
}
cudaError_t cudaEventQuery(cudaEvent_t) {
  cudaError_t status = begin_fake_call("cudaEventQuery");
  for (auto& [handle, stream] : fake_cuda().streams) {
    if (status != cudaSuccess || stream.device != fake_cuda().current) continue;
    if (stream.queue.empty()) continue;
    drain(stream);
    status = fake_cuda().device().sticky;
    if (status == cudaSuccess) status = fake_cuda().last_error = cudaErrorNotReady;
  }
  return status;
}
cudaError_t cudaEventElapsedTime(float* milliseconds, cudaEvent_t start, cudaEvent_t stop) {
  auto& events = fake_cuda().events;
  *milliseconds = static_cast<float>((events.at(stop) - events.at(start)) * 1e-6);
  return begin_fake_call("cudaEventElapsedTime");
}
cudaError_t cudaStreamBeginCapture(cudaStream_t stream, cudaStreamCaptureMode) {
  const cudaError_t status = begin_fake_call("cudaStreamBeginCapture");
  if (status == cudaSuccess) stream_at(stream).capturing = true;
  return status;
}
cudaError_t cudaStreamEndCapture(cudaStream_t stream, cudaGraph_t* graph) {
  stream_at(stream).capturing = false;
  auto captured = std::exchange(stream_at(stream).captured, {});
  return make("cudaStreamEndCapture", graph, fake_cuda().plans, std::move(captured));
}
cudaError_t cudaGraphDestroy(cudaGraph_t graph) {
  return destroy("cudaGraphDestroy", graph, fake_cuda().plans);
}
cudaError_t cudaGraphInstantiate(cudaGraphExec_t* made, cudaGraph_t graph, unsigned long long) {
  return make("cudaGraphInstantiate", made, fake_cuda().graphs, fake_cuda().plans.at(graph));
}
cudaError_t cudaGraphExecDestroy(cudaGraphExec_t graph) {
  return destroy("cudaGraphExecDestroy", graph, fake_cuda().graphs);
}
cudaError_t cudaGraphUpload(cudaGraphExec_t, cudaStream_t stream) {
  return queue("cudaGraphUpload", stream, {.name = "upload"});
}
cudaError_t cudaGraphLaunch(cudaGraphExec_t graph, cudaStream_t stream) {
  // A copy: a graph may be destroyed before its launch is done.
  const auto nodes = fake_cuda().graphs.at(graph);
  FakeWork all{.name = "graph"};
  for (const FakeWork& node : nodes) all.nanoseconds += node.nanoseconds;
  all.effect = [nodes] {
    for (const FakeWork& node : nodes) node.effect();
  };
  return queue("cudaGraphLaunch", stream, std::move(all));
}
cudaError_t cudaGetLastError() {
  const cudaError_t sticky = fake_cuda().device().sticky;
  const cudaError_t last = std::exchange(fake_cuda().last_error, cudaSuccess);
  return sticky != cudaSuccess ? sticky : last;
}
const char* cudaGetErrorName(cudaError_t status) {
  if (status == cudaErrorECCUncorrectable) return "cudaErrorECCUncorrectable";
  if (status == cudaErrorIllegalAddress) return "cudaErrorIllegalAddress";
  return "cudaErrorOfTheFake";
}
const char* cudaGetErrorString(cudaError_t) {
  return "what the fake was told to return";
}

}  // extern "C"
