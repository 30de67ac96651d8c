// How does the fake CUDA runtime order work: streams, events, graphs?
// SPDX-License-Identifier: Apache-2.0
#include <cuda_runtime_api.h>

#include <chrono>
#include <memory>

#include "tests/gpu_machine/last_error.cuh"
#include "tests/gpu_machine/machine.hpp"
#include "tests/gpu_machine/stream.hpp"

using namespace assay::gpu_machine;

namespace {

Stream* of(cudaStream_t stream) {
  return reinterpret_cast<Stream*>(stream);
}
Event* of(cudaEvent_t event) {
  return reinterpret_cast<Event*>(event);
}
WorkList* of(cudaGraph_t graph) {
  return reinterpret_cast<WorkList*>(graph);
}
WorkList* of(cudaGraphExec_t graph) {
  return reinterpret_cast<WorkList*>(graph);
}

}  // namespace

extern "C" {

cudaError_t cudaStreamCreateWithFlags(cudaStream_t* stream, unsigned) {
  if (current_device().sticky() != cudaSuccess) return status_of(current_device());
  *stream = reinterpret_cast<cudaStream_t>(new Stream(current_device()));
  return cudaSuccess;
}
cudaError_t cudaStreamDestroy(cudaStream_t stream) {
  Device& device = of(stream)->device();
  Stream::close(of(stream));
  return status_of(device);
}
cudaError_t cudaStreamQuery(cudaStream_t stream) {
  if (stream == nullptr) return status_of(current_device());
  if (of(stream)->device().sticky() != cudaSuccess) return status_of(of(stream)->device());
  return remember(of(stream)->is_idle() ? cudaSuccess : cudaErrorNotReady);
}
cudaError_t cudaStreamWaitEvent(cudaStream_t stream, cudaEvent_t event, unsigned) {
  Event::wait_in(*of(stream), of(event)->self);
  return status_of(of(stream)->device());
}

cudaError_t cudaEventCreateWithFlags(cudaEvent_t* event, unsigned) {
  if (current_device().sticky() != cudaSuccess) return status_of(current_device());
  const auto made = std::make_shared<Event>();
  made->self = made;
  *event = reinterpret_cast<cudaEvent_t>(made.get());
  return cudaSuccess;
}
cudaError_t cudaEventDestroy(cudaEvent_t event) {
  of(event)->self.reset();
  return cudaSuccess;
}
cudaError_t cudaEventRecord(cudaEvent_t event, cudaStream_t stream) {
  Device& device = of(stream)->device();
  if (device.sticky() == cudaSuccess) of(event)->record(*of(stream));
  return status_of(device);
}
cudaError_t cudaEventQuery(cudaEvent_t event) {
  const Device* device = of(event)->device();
  if (device != nullptr && device->sticky() != cudaSuccess) return status_of(*device);
  return remember(of(event)->is_done() ? cudaSuccess : cudaErrorNotReady);
}
cudaError_t cudaEventElapsedTime(float* milliseconds, cudaEvent_t start, cudaEvent_t stop) {
  const std::chrono::duration<float, std::milli> elapsed = of(stop)->when() - of(start)->when();
  *milliseconds = elapsed.count();
  return status_of(*of(stop)->device());
}

cudaError_t cudaStreamBeginCapture(cudaStream_t stream, cudaStreamCaptureMode) {
  of(stream)->begin_capture();
  return status_of(of(stream)->device());
}
cudaError_t cudaStreamEndCapture(cudaStream_t stream, cudaGraph_t* graph) {
  *graph = reinterpret_cast<cudaGraph_t>(new WorkList(of(stream)->end_capture()));
  return status_of(of(stream)->device());
}
cudaError_t cudaGraphInstantiate(cudaGraphExec_t* graph, cudaGraph_t plan, unsigned long long) {
  *graph = reinterpret_cast<cudaGraphExec_t>(new WorkList(*of(plan)));
  return status_of(current_device());
}
cudaError_t cudaGraphUpload(cudaGraphExec_t, cudaStream_t) {
  return status_of(current_device());
}
cudaError_t cudaGraphLaunch(cudaGraphExec_t graph, cudaStream_t stream) {
  if (of(stream)->device().sticky() == cudaSuccess) {
    for (const Work& work : *of(graph)) of(stream)->push(work);
  }
  return status_of(of(stream)->device());
}
cudaError_t cudaGraphDestroy(cudaGraph_t graph) {
  delete of(graph);
  return cudaSuccess;
}
cudaError_t cudaGraphExecDestroy(cudaGraphExec_t graph) {
  delete of(graph);
  return cudaSuccess;
}

}  // extern "C"
