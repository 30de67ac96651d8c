// Makes and frees what CUDA gives out.
// SPDX-License-Identifier: Apache-2.0
#include "harness/measure/cuda_handles.hpp"

#include <cuda_runtime_api.h>
#include <fmt/format.h>

#include "harness/core/units.hpp"

namespace assay::measure {
namespace {

struct DestroyGraphPlan {
  void operator()(cudaGraph_t graph) const { cudaGraphDestroy(graph); }
};
using GraphPlan = std::unique_ptr<CUgraph_st, DestroyGraphPlan>;

/// Ends a capture whatever happens in between: a stream left in one takes no other work.
class Capture {
 public:
  Capture(CudaWork& work, cudaStream_t stream) : stream_(stream) {
    work.check(cudaStreamBeginCapture(stream, cudaStreamCaptureModeThreadLocal), kStep);
    open_ = true;
  }
  ~Capture() {
    cudaGraph_t graph = nullptr;
    if (open_ && cudaStreamEndCapture(stream_, &graph) == cudaSuccess) GraphPlan{graph};
    if (open_) cudaGetLastError();
  }
  Capture(const Capture&) = delete;
  Capture& operator=(const Capture&) = delete;

  GraphPlan end(CudaWork& work) {
    cudaGraph_t graph = nullptr;
    open_ = false;
    work.check(cudaStreamEndCapture(stream_, &graph), kStep);
    return GraphPlan{graph};
  }

  static constexpr std::string_view kStep = "capturing a graph";

 private:
  cudaStream_t stream_;
  bool open_ = false;
};

CudaGraph instantiate(CudaWork& work, cudaStream_t stream, const GraphPlan& plan) {
  cudaGraphExec_t made = nullptr;
  work.check(cudaGraphInstantiate(&made, plan.get(), 0), "instantiating a graph");
  CudaGraph graph(made, {&work.device()});
  work.check(cudaGraphUpload(graph.get(), stream), "uploading a graph");
  return graph;
}

}  // namespace

int destroy_stream(CUstream_st* stream) {
  return cudaStreamDestroy(stream);
}
int destroy_event(CUevent_st* event) {
  return cudaEventDestroy(event);
}
int destroy_graph(CUgraphExec_st* graph) {
  return cudaGraphExecDestroy(graph);
}
int free_device_memory(std::byte* memory) {
  return cudaFree(memory);
}
int free_pinned_memory(std::byte* memory) {
  return cudaFreeHost(memory);
}

CudaStream make_stream(CudaWork& work) {
  cudaStream_t stream = nullptr;
  work.check(cudaStreamCreateWithFlags(&stream, cudaStreamNonBlocking), "making a stream");
  return CudaStream(stream, {&work.device()});
}

CudaEvent make_event(CudaWork& work, EventKind kind) {
  cudaEvent_t event = nullptr;
  const unsigned flags = kind == EventKind::timing ? cudaEventDefault : cudaEventDisableTiming;
  work.check(cudaEventCreateWithFlags(&event, flags), "making an event");
  return CudaEvent(event, {&work.device()});
}

DeviceMemory allocate_device(CudaWork& work, std::uint64_t bytes) {
  void* memory = nullptr;
  const cudaError_t status = cudaMalloc(&memory, bytes);
  if (status != cudaSuccess) work.check(status, fmt::format("allocating {}", format_bytes(bytes)));
  return DeviceMemory(static_cast<std::byte*>(memory), {&work.device()});
}

PinnedMemory allocate_pinned(CudaWork& work, std::uint64_t bytes) {
  void* memory = nullptr;
  const cudaError_t status = cudaHostAlloc(&memory, bytes, cudaHostAllocMapped);
  if (status != cudaSuccess) {
    work.check(status, fmt::format("pinning {} of the host", format_bytes(bytes)),
               "give a smaller --bytes, or more memory to the host or its container");
  }
  return PinnedMemory(static_cast<std::byte*>(memory), {&work.device()});
}

CudaGraph capture_graph(CudaWork& work, CUstream_st* stream, const std::function<void()>& program) {
  Capture capture(work, stream);
  work.run(Capture::kStep, program);
  return instantiate(work, stream, capture.end(work));
}

std::vector<CudaGraph> capture_graphs(std::span<const StreamOfDevice> streams,
                                      const std::function<void()>& program) {
  std::vector<std::unique_ptr<Capture>> captures;
  for (const auto& [work, stream] : streams) {
    work->select();
    captures.push_back(std::make_unique<Capture>(*work, stream));
  }
  streams.front().work->run(Capture::kStep, program);
  std::vector<GraphPlan> plans;
  for (std::size_t i = 0; i < streams.size(); ++i) {
    streams[i].work->select();
    plans.push_back(captures[i]->end(*streams[i].work));
  }
  std::vector<CudaGraph> graphs;
  for (std::size_t i = 0; i < streams.size(); ++i) {
    streams[i].work->select();
    graphs.push_back(instantiate(*streams[i].work, streams[i].stream, plans[i]));
  }
  return graphs;
}

}  // namespace assay::measure
