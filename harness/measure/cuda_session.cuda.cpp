// Runs the GPU program of a case on one stream and times it by events.
#include <cuda_runtime_api.h>
#include <fmt/format.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>

#include "harness/measure/cuda_session.hpp"
#include "harness/measure/memory_layout.hpp"
#include "kernels/error.hpp"
#include "kernels/machine/cuda_check.cuh"

namespace assay::measure {
namespace {

// Deleters ignore the status: after an asynchronous error every call returns it again.
struct DestroyStream {
  void operator()(cudaStream_t stream) const { cudaStreamDestroy(stream); }
};
struct DestroyEvent {
  void operator()(cudaEvent_t event) const { cudaEventDestroy(event); }
};
struct FreeMemory {
  void operator()(std::byte* memory) const { cudaFree(memory); }
};
using Stream = std::unique_ptr<std::remove_pointer_t<cudaStream_t>, DestroyStream>;
using Event = std::unique_ptr<std::remove_pointer_t<cudaEvent_t>, DestroyEvent>;
using Memory = std::unique_ptr<std::byte, FreeMemory>;

// The widest transaction of a memory controller is far below; cudaMalloc itself aligns to 512.
constexpr std::uint64_t kAlignmentBytes = 4096;

Stream make_stream() {
  cudaStream_t stream = nullptr;
  check(cudaStreamCreateWithFlags(&stream, cudaStreamNonBlocking), "making a stream");
  return Stream(stream);
}

Event make_event() {
  cudaEvent_t event = nullptr;
  check(cudaEventCreate(&event), "making an event");
  return Event(event);
}

std::uint64_t attribute(cudaDeviceAttr name, int device) {
  int value = 0;
  check(cudaDeviceGetAttribute(&value, name, device), fmt::format("querying cuda:{}", device));
  return static_cast<std::uint64_t>(value);
}

int select(int device) {
  check(cudaSetDevice(device), fmt::format("opening cuda:{}", device));
  return device;
}

class CudaSession final : public DeviceSession {
 public:
  explicit CudaSession(int device);

  void set_up(const plan::Case& planned) override;
  Seconds time_sample() override;
  void spoil() override;
  Mismatch verify() override;
  std::optional<double> clock_hz() override { return std::nullopt; }

 private:
  std::byte* reserve(std::uint64_t bytes);
  void synchronise();

  int device_;
  Stream stream_ = make_stream();
  Event start_ = make_event();
  Event stop_ = make_event();
  Memory memory_;
  std::uint64_t memory_bytes_ = 0;
  std::string doing_;  ///< made once a case: the samples allocate nothing

  Launch launch_;
  Program program_;
  Arrays arrays_;
  Parameters parameters_;
  std::uint64_t iterations_ = 1;
};

CudaSession::CudaSession(int device)
    : device_(select(device)),
      launch_{.queue = stream_.get(),
              .processors =
                  static_cast<std::uint32_t>(attribute(cudaDevAttrMultiProcessorCount, device)),
              .last_level_cache_bytes = attribute(cudaDevAttrL2CacheSize, device)} {}

std::byte* CudaSession::reserve(std::uint64_t bytes) {
  if (bytes <= memory_bytes_) return memory_.get();
  memory_.reset();
  memory_bytes_ = 0;
  void* memory = nullptr;
  check(cudaMalloc(&memory, bytes),
        fmt::format("allocating {} bytes for {}; give a smaller --bytes", bytes, doing_));
  memory_.reset(static_cast<std::byte*>(memory));
  memory_bytes_ = bytes;
  return memory_.get();
}

void CudaSession::set_up(const plan::Case& planned) {
  doing_ = "running " + planned.name();
  const Kernel* kernel = planned.kernel->for_target(Target::gpu);
  if (kernel == nullptr) {
    throw Error(ErrorKind::unavailable,
                fmt::format("{}: this build holds no GPU program of it; build it with a CUDA "
                            "compiler (scripts/setup --cuda)",
                            doing_));
  }
  select(device_);
  program_ = kernel->program;
  parameters_ = planned.parameters;
  iterations_ = planned.iterations;
  const MemoryLayout layout(kernel->arrays(parameters_, launch_.processors), kAlignmentBytes);
  arrays_ = layout.place(reserve(layout.total_bytes));
  program_.prepare(launch_, arrays_, parameters_);
  synchronise();
}

// Errors of kernels queued earlier surface here.
void CudaSession::synchronise() {
  check(cudaGetLastError(), doing_);
  check(cudaStreamSynchronize(stream_.get()), doing_);
}

Seconds CudaSession::time_sample() {
  check(cudaEventRecord(start_.get(), stream_.get()), doing_);
  program_.enqueue(launch_, arrays_, parameters_, iterations_);
  check(cudaEventRecord(stop_.get(), stream_.get()), doing_);
  synchronise();
  float milliseconds = 0;
  check(cudaEventElapsedTime(&milliseconds, start_.get(), stop_.get()), doing_);
  return std::chrono::duration<double, std::milli>(static_cast<double>(milliseconds));
}

void CudaSession::spoil() {
  program_.spoil(launch_, arrays_, parameters_);
  synchronise();
}

Mismatch CudaSession::verify() {
  check(cudaMemsetAsync(arrays_.mismatch, 0, sizeof(Mismatch), stream_.get()), doing_);
  program_.verify(launch_, arrays_, parameters_);
  Mismatch found;
  check(cudaMemcpyAsync(&found, arrays_.mismatch, sizeof found, cudaMemcpyDeviceToHost,
                        stream_.get()),
        doing_);
  synchronise();
  return found;
}

}  // namespace

std::unique_ptr<DeviceSession> open_cuda_session(int device_index) {
  return std::make_unique<CudaSession>(device_index);
}

}  // namespace assay::measure
