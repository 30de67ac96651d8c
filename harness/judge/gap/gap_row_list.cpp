// An engine is always named where there are two: kernels and the copy engine never meet in one row.
// SPDX-License-Identifier: Apache-2.0
#include "harness/judge/gap/gap_row_list.hpp"

namespace assay::judge {
namespace {

using catalogue::Metric;

Metric tensor_rate(const char* type) {
  return {.name = "tensor.rate/rate", .parameters = {.type = type}};
}

Metric fma_rate(const char* type) {
  return {.name = "fma.rate/rate", .parameters = {.type = type}};
}

Metric peer(const char* direction, const char* engine) {
  return {.name = "transfer.peer/bandwidth",
          .parameters = {.direction = direction, .engine = engine}};
}

Metric copy_engine(const char* direction) {
  return {.name = "transfer.copy_engine/bandwidth", .parameters = {.direction = direction}};
}

Metric all_reduce(const char* algorithm, std::uint32_t devices) {
  return {.name = "collective.all_reduce/bus_bandwidth",
          .parameters = {.algorithm = algorithm, .devices = devices}};
}

}  // namespace

std::vector<GapMetric> gap_arithmetic_metrics() {
  return {{"FP16 GEMM", {.name = "gemm.fp16/throughput"}},
          {"BF16 GEMM", {.name = "gemm.bf16/throughput"}},
          {"TF32 GEMM", {.name = "gemm.tf32/throughput"}},
          {"FP8 GEMM", {.name = "gemm.fp8_e4m3/throughput"}},
          {"FP16 per SM clock", tensor_rate("fp16"), Form::per_sm_clock},
          {"FP32 GEMM", {.name = "gemm.fp32/throughput"}},
          {"FP64 GEMM", {.name = "gemm.fp64/throughput"}}};
}

std::vector<GapMetric> gap_memory_metrics() {
  return {{"memory triad", {.name = "memory.triad/bandwidth"}},
          {"memory read", {.name = "memory.read/bandwidth"}},
          {"memory copy", {.name = "memory.copy/bandwidth"}},
          {"memory add", {.name = "memory.add/bandwidth"}},
          {"memory scale", {.name = "memory.scale/bandwidth"}},
          {"memory write", {.name = "memory.write/bandwidth"}}};
}

std::vector<GapMetric> gap_device_metrics() {
  return {{"local copy engine", copy_engine("device_to_device")},
          {"memory capacity", {.name = "memory.capacity/capacity"}},
          {"L2 cache", {.name = "l2.knee/capacity"}},
          {"SMs", {.name = "sm.census/count"}}};
}

std::vector<GapMetric> gap_peer_metrics() {
  return {{"NVLink one way", peer("one", "sm")},
          {"NVLink copy one way", peer("one", "copy_engine")},
          {"NVLink both ways", peer("both", "sm")},
          {"NVLink copy both ways", peer("both", "copy_engine")}};
}

std::vector<GapMetric> gap_all_reduce_metrics() {
  return {{"all-reduce ring 8", all_reduce("ring", 8)},
          {"all-reduce ring 4", all_reduce("ring", 4)},
          {"all-reduce ring 2", all_reduce("ring", 2)},
          {"all-reduce NVLS 8", all_reduce("nvls", 8)}};
}

GapMetric gap_ridge_metric() {
  return gap_arithmetic_metrics().front();
}

std::vector<GapMetric> gap_other_metrics() {
  return {{"INT8 GEMM", {.name = "gemm.int8/throughput"}},
          {"BF16 per SM clock", tensor_rate("bf16"), Form::per_sm_clock},
          {"TF32 per SM clock", tensor_rate("tf32"), Form::per_sm_clock},
          {"FP8 per SM clock", tensor_rate("fp8"), Form::per_sm_clock},
          {"INT8 per SM clock", tensor_rate("int8"), Form::per_sm_clock},
          {"FP64 per SM clock", tensor_rate("fp64"), Form::per_sm_clock},
          {"FP32 vector", fma_rate("fp32")},
          {"FP64 vector", fma_rate("fp64")},
          {"copy engine to GPU", copy_engine("host_to_device")},
          {"copy engine to host", copy_engine("device_to_host")},
          {"launch latency", {.name = "launch.latency/latency"}}};
}

std::vector<GapFigure> gap_other_figures() {
  return {{"memory as sold", "memory.size", "B"},
          {"memory clock", "memory.clock", "Hz"},
          {"memory bus", "memory.bus_width", "bit"},
          {"highest clock", "clocks.maximum", "Hz"},
          {"NVLink links", "nvlink.links", "1"}};
}

}  // namespace assay::judge
