// Copies to pinned memory, each waited for with the deadline of the case.
// SPDX-License-Identifier: Apache-2.0
#include "harness/measure/cuda_readback.hpp"

#include <cuda_runtime_api.h>

#include <memory>
#include <new>

#include "harness/measure/answer_sample.hpp"

namespace assay::measure {
namespace {

// Below, the steps of the global timer (up to 1 us) would show in the clock.
constexpr std::uint64_t kClockNanosecondsAtLeast = 20'000;

}  // namespace

CudaReadback::CudaReadback(CudaWork& work, CUstream_st* stream)
    : work_(work),
      stream_(stream),
      words_(allocate_pinned(work, sizeof(Words))),
      ticks_(allocate_device(work, sizeof(ClockTicks))) {
  new (words_.get()) Words();
}

void CudaReadback::copy(std::string_view step, void* to, const void* from, std::size_t bytes) {
  work_.check(cudaMemcpyAsync(to, from, bytes, cudaMemcpyDeviceToHost, stream_), step);
}

Mismatch CudaReadback::compare(std::string_view step, Mismatch* on_device,
                               const std::function<void()>& queue) {
  work_.check(cudaMemsetAsync(on_device, 0, sizeof(Mismatch), stream_), step);
  work_.run(step, queue);
  copy(step, &words().mismatch, on_device, sizeof(Mismatch));
  work_.wait(stream_, step);
  return words().mismatch;
}

double CudaReadback::counted(const double* on_device) {
  constexpr std::string_view kStep = "reading what was counted";
  copy(kStep, &words().counted, on_device, sizeof(double));
  work_.wait(stream_, kStep);
  return words().counted;
}

void CudaReadback::clear_ticks(std::string_view step) {
  work_.check(cudaMemsetAsync(ticks_.get(), 0, sizeof(ClockTicks), stream_), step);
}

std::optional<double> CudaReadback::clock_hz() {
  constexpr std::string_view kStep = "reading the clock";
  copy(kStep, &words().ticks, ticks_.get(), sizeof(ClockTicks));
  clear_ticks(kStep);
  work_.wait(stream_, kStep);
  const ClockTicks ticks = words().ticks;
  if (ticks.nanoseconds < kClockNanosecondsAtLeast || ticks.cycles == 0) return std::nullopt;
  return static_cast<double>(ticks.cycles) / static_cast<double>(ticks.nanoseconds) * 1e9;
}

std::vector<ProcessorWork> CudaReadback::processor_work(const ProcessorWork* on_device,
                                                        std::uint32_t count) {
  constexpr std::string_view kStep = "reading what each SM did";
  if (on_device == nullptr) return {};
  const PinnedMemory here = allocate_pinned(work_, count * sizeof(ProcessorWork));
  copy(kStep, here.get(), on_device, count * sizeof(ProcessorWork));
  work_.wait(stream_, kStep);
  const auto* const first = reinterpret_cast<const ProcessorWork*>(here.get());
  return {first, first + count};
}

std::vector<std::byte> CudaReadback::answer_sample(const Kernel& kernel,
                                                   const Parameters& parameters,
                                                   const Launch& where, const Arrays& arrays) {
  constexpr std::string_view kStep = "reading the answer";
  const int array = kernel.answer_array;
  if (array == kNoArray) return {};
  const auto sample = AnswerSample::of(kernel.arrays(parameters, where.processors).bytes[array]);
  const PinnedMemory here = allocate_pinned(work_, sample.size_bytes());
  auto* const to = static_cast<std::byte*>(here.get());
  const auto* const from = static_cast<const std::byte*>(arrays.data[array]);
  sample.for_each([&](std::uint64_t in_sample, std::uint64_t in_answer, std::uint64_t bytes) {
    copy(kStep, to + in_sample, from + in_answer, bytes);
  });
  work_.wait(stream_, kStep);
  return {to, to + sample.size_bytes()};
}

}  // namespace assay::measure
