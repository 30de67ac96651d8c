// The probes of the machine for warps on a GPU.
#include <memory>

#include "kernels/gemm_sm80_shapes.hpp"
#include "kernels/machine/launch.cuh"
#include "kernels/machine/warp_mma.cuh"
#include "tests/gpu/warp_mma_probes.hpp"

namespace assay::gpu {
namespace {

template <class Probe>
struct OnWarp {
  Probe probe;
  ASSAY_BODY void operator()(const WarpMachine& machine) const { probe.run(machine); }
};

/// The words as the probe leaves them.
template <class Probe>
testing::WarpWords after(Probe probe, testing::WarpWords words) {
  const std::size_t bytes = words.size() * sizeof(std::uint32_t);
  void* memory = nullptr;
  check(cudaMalloc(&memory, bytes), "allocating memory of the device");
  const std::unique_ptr<void, cudaError_t (*)(void*)> held(memory, &cudaFree);
  check(cudaMemcpy(memory, words.data(), bytes, cudaMemcpyHostToDevice), "copying operands");
  probe.words = static_cast<std::uint32_t*>(memory);
  launch_grid<WarpMachine, kWarpLanes>(
      Launch{}, {.blocks = 1, .shared_bytes = testing::kWarpProbeShared}, OnWarp<Probe>{probe});
  check(cudaMemcpy(words.data(), memory, bytes, cudaMemcpyDeviceToHost), "running a probe");
  return words;
}

}  // namespace
}  // namespace assay::gpu

namespace assay::testing {

WarpWords mma_of_hardware(DataType type, WarpWords operands) {
  WarpWords answer;
  gpu::with_mma_probe(type, [&](auto probe) { answer = gpu::after(probe, operands); });
  return answer;
}

WarpWords copies_of_hardware(WarpWords memory) {
  return gpu::after(gpu::CopyProbe{}, std::move(memory));
}

const char* no_warp_mma(DataType type) {
  int devices = 0, major = 0, minor = 0;
  if (cudaGetDeviceCount(&devices) != cudaSuccess || devices == 0)
    return "no CUDA device can be used here";
  check(cudaDeviceGetAttribute(&major, cudaDevAttrComputeCapabilityMajor, 0),
        "asking for the compute capability");
  check(cudaDeviceGetAttribute(&minor, cudaDevAttrComputeCapabilityMinor, 0),
        "asking for the compute capability");
  const bool has = major * 10 + minor >= static_cast<int>(gemm_sm80_capability(type));
  return has ? "" : "this build has no code of this type for the GPU";
}

}  // namespace assay::testing
