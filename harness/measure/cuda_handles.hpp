// Who frees streams, events, graphs and memory of CUDA, and when must nobody?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "harness/measure/cuda_work.hpp"

struct CUgraphExec_st;

namespace assay::measure {

/// Frees nothing of an abandoned device: to free is to wait for what still runs there. Ignores the
/// status: after an asynchronous error every call returns that again.
template <class T, int (*kFree)(T*)>
struct CudaDelete {
  const CudaDevice* device = nullptr;
  void operator()(T* thing) const {
    if (!device->abandoned) kFree(thing);
  }
};

int destroy_stream(CUstream_st* stream);
int destroy_event(CUevent_st* event);
int destroy_graph(CUgraphExec_st* graph);
int free_device_memory(std::byte* memory);
int free_pinned_memory(std::byte* memory);

using CudaStream = std::unique_ptr<CUstream_st, CudaDelete<CUstream_st, destroy_stream>>;
using CudaEvent = std::unique_ptr<CUevent_st, CudaDelete<CUevent_st, destroy_event>>;
using CudaGraph = std::unique_ptr<CUgraphExec_st, CudaDelete<CUgraphExec_st, destroy_graph>>;
using DeviceMemory = std::unique_ptr<std::byte, CudaDelete<std::byte, free_device_memory>>;
using PinnedMemory = std::unique_ptr<std::byte, CudaDelete<std::byte, free_pinned_memory>>;

enum class EventKind : std::uint8_t { timing, ordering };

CudaStream make_stream(CudaWork& work);
CudaEvent make_event(CudaWork& work, EventKind kind);
DeviceMemory allocate_device(CudaWork& work, std::uint64_t bytes);
/// The device reaches it at the address it has here.
PinnedMemory allocate_pinned(CudaWork& work, std::uint64_t bytes);

/// What `program` queues on the stream, as a graph that is ready to be launched on it.
CudaGraph capture_graph(CudaWork& work, CUstream_st* stream, const std::function<void()>& program);

struct StreamOfDevice {
  CudaWork* work;
  CUstream_st* stream;
};
/// The same of streams of several devices, at least one, on all of which `program` queues: a graph
/// of each.
std::vector<CudaGraph> capture_graphs(std::span<const StreamOfDevice> streams,
                                      const std::function<void()>& program);

}  // namespace assay::measure
