// SPDX-License-Identifier: Apache-2.0
// How fast do the CUDA runtime's own copies and CUB stream memory? A peer of assay's memory.*
// cases.
//
// usage: stream_peers BYTES SAMPLES
// Prints "PEER.KERNEL MEDIAN BEST", B/s, for arrays of BYTES of random fp64, each sample one call
// between two events. Bytes are counted as assay counts them: each input once, each output once.
#include <cuda_runtime.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cub/device/device_for.cuh>
#include <cub/device/device_reduce.cuh>
#include <cub/device/device_transform.cuh>
#include <cuda/std/tuple>
#include <functional>
#include <vector>

namespace {

void check(cudaError_t status, const char* doing) {
  if (status == cudaSuccess) return;
  std::fprintf(stderr, "stream_peers: %s: %s\n", doing, cudaGetErrorString(status));
  std::exit(1);
}

// Zeros, or one value throughout, would draw less power than real data.
__global__ void fill(double* to, std::uint64_t count, std::uint32_t key) {
  for (std::uint64_t i = blockIdx.x * std::uint64_t{blockDim.x} + threadIdx.x; i < count;
       i += std::uint64_t{gridDim.x} * blockDim.x) {
    std::uint32_t hash = (static_cast<std::uint32_t>(i) ^ key) * 2654435761u;
    hash ^= hash >> 15;
    to[i] = 1.0 + (hash & 1023u) / 1024.0;
  }
}

struct Store {
  double* to;
  __device__ void operator()(std::int64_t i) const { to[i] = 3.0; }
};

struct Scale {
  __device__ double operator()(double x) const { return 3.0 * x; }
};
struct Copy {
  __device__ double operator()(double x) const { return x; }
};
struct Add {
  __device__ double operator()(double x, double y) const { return x + y; }
};
struct Triad {
  __device__ double operator()(double x, double y) const { return x + 3.0 * y; }
};

struct Device {
  double *a = nullptr, *b = nullptr, *c = nullptr, *sum = nullptr;
  void* scratch = nullptr;
  std::size_t scratch_bytes = 0;
  std::uint64_t bytes = 0;
  std::int64_t count = 0;
  cudaEvent_t start{}, stop{};
};

void measure(const Device& device, const char* name, double arrays, int samples,
             const std::function<cudaError_t()>& call) {
  std::vector<double> seconds;
  for (int i = 0; i < samples + 2; ++i) {  // two to warm up
    check(cudaEventRecord(device.start), name);
    check(call(), name);
    check(cudaEventRecord(device.stop), name);
    check(cudaEventSynchronize(device.stop), name);
    float milliseconds = 0;
    check(cudaEventElapsedTime(&milliseconds, device.start, device.stop), name);
    if (i >= 2) seconds.push_back(milliseconds / 1e3);
  }
  std::sort(seconds.begin(), seconds.end());
  const double moved = arrays * static_cast<double>(device.bytes);
  std::printf("%s %.6g %.6g\n", name, moved / seconds[seconds.size() / 2], moved / seconds.front());
}

Device make(std::uint64_t bytes) {
  Device device;
  device.bytes = bytes;
  device.count = static_cast<std::int64_t>(bytes / sizeof(double));
  for (double** array : {&device.a, &device.b, &device.c}) {
    check(cudaMalloc(array, bytes), "allocating an array");
  }
  check(cudaMalloc(&device.sum, sizeof(double)), "allocating");
  const auto count = static_cast<std::uint64_t>(device.count);
  fill<<<1024, 256>>>(device.a, count, 1);
  fill<<<1024, 256>>>(device.b, count, 2);
  fill<<<1024, 256>>>(device.c, count, 3);
  check(cub::DeviceReduce::Sum(nullptr, device.scratch_bytes, device.a, device.sum, device.count),
        "asking for scratch memory");
  check(cudaMalloc(&device.scratch, device.scratch_bytes), "allocating scratch memory");
  check(cudaEventCreate(&device.start), "making an event");
  check(cudaEventCreate(&device.stop), "making an event");
  check(cudaDeviceSynchronize(), "filling the arrays");
  return device;
}

void measure_all(Device& d, int samples) {
  const auto transform = [&](auto inputs, auto operation) {
    return cub::DeviceTransform::Transform(inputs, d.c, d.count, operation);
  };
  measure(d, "runtime.copy", 2, samples,
          [&] { return cudaMemcpyAsync(d.c, d.a, d.bytes, cudaMemcpyDeviceToDevice); });
  measure(d, "runtime.write", 1, samples, [&] { return cudaMemsetAsync(d.c, 0x3F, d.bytes); });
  measure(d, "cub.read", 1, samples,
          [&] { return cub::DeviceReduce::Sum(d.scratch, d.scratch_bytes, d.a, d.sum, d.count); });
  measure(d, "cub.write", 1, samples, [&] { return cub::DeviceFor::Bulk(d.count, Store{d.c}); });
  measure(d, "cub.copy", 2, samples, [&] { return transform(d.a, Copy{}); });
  measure(d, "cub.scale", 2, samples, [&] { return transform(d.a, Scale{}); });
  measure(d, "cub.add", 3, samples,
          [&] { return transform(cuda::std::make_tuple(d.a, d.b), Add{}); });
  measure(d, "cub.triad", 3, samples,
          [&] { return transform(cuda::std::make_tuple(d.a, d.b), Triad{}); });
}

}  // namespace

int main(int argc, char** argv) {
  const std::uint64_t bytes = argc == 3 ? std::strtoull(argv[1], nullptr, 10) : 0;
  const int samples = argc == 3 ? std::atoi(argv[2]) : 0;
  if (bytes < 1024 || samples < 1) {
    std::fprintf(stderr, "usage: stream_peers BYTES SAMPLES\n");
    return 2;
  }
  Device device = make(bytes);
  measure_all(device, samples);
  return 0;
}
