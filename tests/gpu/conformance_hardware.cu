// The probes on a Hopper part.
#include <memory>
#include <vector>

#include "kernels/machine/hopper.cuh"
#include "kernels/machine/launch.cuh"
#include "tests/gpu/conformance_probes.hpp"

namespace assay::gpu {
namespace {

template <class Probe>
struct OnHopper {
  Probe probe;

  ASSAY_BODY void operator()(const Machine&) const {
#if defined(__CUDA_ARCH_FEAT_SM90_ALL)
    HopperMachine machine;
    probe.run(machine);
#else
    __trap();
#endif
  }
};

class HardwareDevice {
 public:
  using TensorMap = gpu::TensorMap;

  std::uint32_t* words(const Words& words) {
    void* memory = nullptr;
    check(cudaMalloc(&memory, words.size() * sizeof(std::uint32_t)),
          "allocating memory of the device");
    arrays_.push_back({{static_cast<std::uint32_t*>(memory), &release}, words.size()});
    check(cudaMemcpy(memory, words.data(), words.size() * sizeof(std::uint32_t),
                     cudaMemcpyHostToDevice),
          "copying operands");
    return arrays_.back().memory.get();
  }
  TensorMap map(const hopper::Tensor& tensor) const { return tensor_map(tensor); }
  Words read(const std::uint32_t* data) const {
    for (const Array& each : arrays_) {
      if (each.memory.get() != data) continue;
      Words words(each.size);
      check(
          cudaMemcpy(words.data(), data, each.size * sizeof(std::uint32_t), cudaMemcpyDeviceToHost),
          "reading an answer");
      return words;
    }
    return {};
  }
  template <class Probe>
  void run(const Probe& probe, std::uint32_t cluster) const {
    launch_grid<Machine, Probe::kWarpgroups * hopper::kWarpgroupLanes>(
        Launch{}, {.blocks = cluster, .shared_bytes = kProbeShared, .cluster = cluster},
        OnHopper<Probe>{probe});
    check(cudaDeviceSynchronize(), "running a probe");
  }

 private:
  static void release(std::uint32_t* memory) { cudaFree(memory); }
  struct Array {
    std::unique_ptr<std::uint32_t, void (*)(std::uint32_t*)> memory;
    std::size_t size;
  };
  std::vector<Array> arrays_;
};

}  // namespace
}  // namespace assay::gpu

namespace assay::testing {

const char* no_hopper() {
  int devices = 0, major = 0, minor = 0;
  if (cudaGetDeviceCount(&devices) != cudaSuccess || devices == 0)
    return "no CUDA device can be used here";
  check(cudaDeviceGetAttribute(&major, cudaDevAttrComputeCapabilityMajor, 0),
        "asking for the compute capability");
  check(cudaDeviceGetAttribute(&minor, cudaDevAttrComputeCapabilityMinor, 0),
        "asking for the compute capability");
  return major == 9 && minor == 0 ? "" : "this GPU does not run code for sm_90a";
}

#define ASSAY_CONFORMANCE_CASE(Case)         \
  Words answer_of_hardware(const Case& of) { \
    gpu::HardwareDevice device;              \
    return gpu::answer(device, of);          \
  }
ASSAY_CONFORMANCE_CASE(WgmmaCase)
ASSAY_CONFORMANCE_CASE(TensorLoadCase)
ASSAY_CONFORMANCE_CASE(TensorStoreCase)
ASSAY_CONFORMANCE_CASE(MulticastCase)
ASSAY_CONFORMANCE_CASE(BarrierCase)
ASSAY_CONFORMANCE_CASE(RegisterCase)
#undef ASSAY_CONFORMANCE_CASE

}  // namespace assay::testing
