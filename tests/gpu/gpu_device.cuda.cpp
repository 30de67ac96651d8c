#include "tests/gpu/gpu_device.hpp"

#include <cuda_runtime_api.h>

#include <algorithm>
#include <array>
#include <vector>

#include "kernels/machine/cuda_check.cuh"
#include "kernels/machine/timing.hpp"

namespace assay::testing {
namespace {

constexpr std::uint64_t kGuardBytes = 4096;
constexpr int kFill = 0xA5;

/// Memory of the device or of the host, and a guard behind it.
class GuardedArray {
 public:
  GuardedArray(std::uint64_t bytes, Place place, HostMemory kind) : bytes_(bytes) {
    void* memory = nullptr;
    const std::uint64_t all = bytes + kGuardBytes;
    if (place == Place::device) {
      check(cudaMalloc(&memory, all), "allocating memory of the device");
      memory_ = {memory, [](void* of) { cudaFree(of); }};
      check(cudaMemset(memory, kFill, all), "filling memory of the device");
    } else if (kind == HostMemory::pageable) {
      memory_ = {::operator new (all, std::align_val_t{4096}),
                 [](void* of) { ::operator delete (of, std::align_val_t{4096}); }};
      std::fill_n(static_cast<unsigned char*>(memory_.get()), all, kFill);
    } else {
      check(cudaMallocHost(&memory, all), "allocating pinned memory");
      memory_ = {memory, [](void* of) { cudaFreeHost(of); }};
      std::fill_n(static_cast<unsigned char*>(memory), all, kFill);
    }
  }

  unsigned char* data() const { return static_cast<unsigned char*>(memory_.get()); }
  std::uint64_t bytes() const { return bytes_; }

  bool guard_whole() const {
    std::array<unsigned char, kGuardBytes> guard{};
    check(cudaMemcpy(guard.data(), data() + bytes_, kGuardBytes, cudaMemcpyDefault),
          "reading a guard");
    return std::all_of(guard.begin(), guard.end(), [](unsigned char at) { return at == kFill; });
  }

 private:
  std::uint64_t bytes_;
  std::unique_ptr<void, void (*)(void*)> memory_{nullptr, [](void*) {}};
};

/// One value in memory of the device.
template <class T>
class OnDevice {
 public:
  OnDevice() { check(cudaMalloc(&at_, sizeof(T)), "allocating a counter"), set({}); }
  ~OnDevice() { cudaFree(at_); }
  OnDevice(const OnDevice&) = delete;
  OnDevice& operator=(const OnDevice&) = delete;

  T* at() const { return static_cast<T*>(at_); }
  void set(const T& value) {
    check(cudaMemcpy(at_, &value, sizeof value, cudaMemcpyHostToDevice), "setting a counter");
  }
  T value() const {
    T value{};
    check(cudaMemcpy(&value, at_, sizeof value, cudaMemcpyDeviceToHost), "reading a counter");
    return value;
  }

 private:
  void* at_ = nullptr;
};

std::uint32_t attribute(cudaDeviceAttr which) {
  int value = 0;
  check(cudaDeviceGetAttribute(&value, which, 0), "asking for an attribute of the device");
  return static_cast<std::uint32_t>(value);
}

}  // namespace

std::string no_gpu() {
  int count = 0;
  const cudaError_t status = cudaGetDeviceCount(&count);
  if (status != cudaSuccess) return std::string("no GPU: ") + cudaGetErrorString(status);
  return count == 0 ? "no GPU" : "";
}

std::string no_linked_gpus() {
  if (std::string reason = no_gpu(); !reason.empty()) return reason;
  int count = 0;
  check(cudaGetDeviceCount(&count), "counting GPUs");
  if (count < 2) return "there is one GPU only";
  for (int from = 0; from < count; ++from) {
    for (int to = 0; to < count; ++to) {
      int can = 1;
      if (from != to) check(cudaDeviceCanAccessPeer(&can, from, to), "asking for peer access");
      if (can == 0) {
        return "cuda:" + std::to_string(from) + " cannot reach cuda:" + std::to_string(to);
      }
    }
  }
  return "";
}

struct GpuDevice::State {
  DeviceShape shape;
  cudaStream_t queue = nullptr, side_queue = nullptr;
  cudaEvent_t side_event = nullptr;
  OnDevice<Mismatch> mismatch;
  OnDevice<double> counted;
  OnDevice<ClockTicks> ticks;
  std::vector<GuardedArray> arrays;
  std::array<int, kMaxArrays> index{};
  Arrays view;

  Launch launch(ClockTicks* keeps) const {
    return {.queue = queue,
            .processors = shape.processors,
            .last_level_cache_bytes = shape.last_level_cache_bytes,
            .ticks = keeps,
            .side_queue = side_queue,
            .side_event = side_event};
  }
  void finish() const { check(cudaDeviceSynchronize(), "waiting for a kernel"); }
};

GpuDevice::GpuDevice() : state_(std::make_unique<State>()) {
  State& s = *state_;
  check(cudaStreamCreateWithFlags(&s.queue, cudaStreamNonBlocking), "making a stream");
  check(cudaStreamCreateWithFlags(&s.side_queue, cudaStreamNonBlocking), "making a stream");
  check(cudaEventCreateWithFlags(&s.side_event, cudaEventDisableTiming), "making an event");
  std::size_t free = 0, total = 0;
  check(cudaMemGetInfo(&free, &total), "asking for free memory");
  s.shape = {.processors = attribute(cudaDevAttrMultiProcessorCount),
             .compute_capability = 10 * attribute(cudaDevAttrComputeCapabilityMajor) +
                                   attribute(cudaDevAttrComputeCapabilityMinor),
             .last_level_cache_bytes = attribute(cudaDevAttrL2CacheSize),
             .memory_bytes = total,
             // Tests need no more, and memory is filled and read back.
             .memory_free_bytes = std::min<std::uint64_t>(free, std::uint64_t{2} << 30)};
}

GpuDevice::~GpuDevice() {
  cudaDeviceSynchronize();
  cudaEventDestroy(state_->side_event);
  cudaStreamDestroy(state_->side_queue);
  cudaStreamDestroy(state_->queue);
}

const DeviceShape& GpuDevice::shape() const {
  return state_->shape;
}

void GpuDevice::allocate(const Kernel& kernel, const Parameters& parameters) {
  State& s = *state_;
  s.arrays.clear();
  s.index.fill(-1);
  s.view = {.mismatch = s.mismatch.at(), .counted = s.counted.at()};
  s.ticks.set({});
  const ArraySizes sizes = kernel.arrays(parameters, s.shape.processors);
  for (std::size_t a = 0; a < kMaxArrays; ++a) {
    if (sizes.bytes[a] == 0) continue;
    s.index[a] = static_cast<int>(s.arrays.size());
    s.arrays.emplace_back(sizes.bytes[a], sizes.place[a], parameters.host_memory);
    s.view.data[a] = s.arrays.back().data();
  }
  s.finish();
}

void GpuDevice::prepare(const Kernel& kernel, const Parameters& parameters) {
  kernel.program.prepare(state_->launch(nullptr), state_->view, parameters);
  state_->finish();
}
void GpuDevice::enqueue(const Kernel& kernel, const Parameters& parameters,
                        std::uint64_t iterations) {
  kernel.program.enqueue(state_->launch(state_->ticks.at()), state_->view, parameters, iterations);
  state_->finish();
}
void GpuDevice::spoil(const Kernel& kernel, const Parameters& parameters) {
  kernel.program.spoil(state_->launch(nullptr), state_->view, parameters);
  state_->finish();
}
Mismatch GpuDevice::verify(const Kernel& kernel, const Parameters& parameters) {
  state_->mismatch.set({});
  kernel.program.verify(state_->launch(nullptr), state_->view, parameters);
  state_->finish();
  return state_->mismatch.value();
}
Mismatch GpuDevice::verify_repeat(const Kernel& kernel, const Parameters& parameters) {
  state_->mismatch.set({});
  kernel.program.verify_repeat(state_->launch(nullptr), state_->view, parameters);
  state_->finish();
  return state_->mismatch.value();
}

bool GpuDevice::guards_whole() const {
  return std::all_of(state_->arrays.begin(), state_->arrays.end(),
                     [](const GuardedArray& array) { return array.guard_whole(); });
}

ClockTicks GpuDevice::ticks() const {
  queue_fold_ticks(state_->launch(nullptr), state_->ticks.at());
  return state_->ticks.value();
}

void GpuDevice::flip(int array, std::uint64_t byte) {
  const GuardedArray& of = state_->arrays.at(
      static_cast<std::size_t>(state_->index.at(static_cast<std::size_t>(array))));
  unsigned char value = 0;
  check(cudaMemcpy(&value, of.data() + byte, 1, cudaMemcpyDefault), "reading a byte");
  value ^= 0x10;
  check(cudaMemcpy(of.data() + byte, &value, 1, cudaMemcpyDefault), "writing a byte");
}

std::vector<std::byte> GpuDevice::contents(int array) const {
  std::vector<std::byte> copy(bytes(array));
  const auto at = static_cast<std::size_t>(state_->index.at(static_cast<std::size_t>(array)));
  check(cudaMemcpy(copy.data(), state_->arrays.at(at).data(), copy.size(), cudaMemcpyDefault),
        "reading an array");
  return copy;
}

std::uint64_t GpuDevice::bytes(int array) const {
  const int at = state_->index.at(static_cast<std::size_t>(array));
  return at < 0 ? 0 : state_->arrays.at(static_cast<std::size_t>(at)).bytes();
}

}  // namespace assay::testing
