// A session on the fake runtime, and a kernel that only queues, as those of a GPU do.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>

#include "harness/measure/cuda_session.hpp"
#include "kernels/error.hpp"
#include "tests/harness/measure/cuda_runtime_fake.hpp"

namespace assay::measure {

/// Seeds with a meaning of their own.
inline constexpr std::uint64_t kFaultingSeed = 666, kHangingSeed = 667;

/// One double a copy: spoiled, or the seed. A launch takes parameters.k nanoseconds.
struct TestKernel {
  static double* output(const Arrays& arrays) { return static_cast<double*>(arrays.data[0]); }

  static void spoil(const Launch& launch, const Arrays& arrays, const Parameters&) {
    fake_launch(launch.queue, {.name = "spoil", .effect = [=] { *output(arrays) = std::nan(""); }});
  }
  static void prepare(const Launch& launch, const Arrays& arrays, const Parameters& parameters) {
    EXPECT_EQ(launch.ticks, nullptr) << "preparing is not timed";
    spoil(launch, arrays, parameters);
  }
  static void enqueue(const Launch& launch, const Arrays& arrays, const Parameters& parameters,
                      std::uint64_t iterations) {
    for (std::uint64_t n = 0; n < iterations; ++n)
      fake_launch(launch.queue, work(launch, arrays, parameters));
  }
  static FakeWork work(const Launch& launch, const Arrays& arrays, const Parameters& parameters) {
    const auto nanoseconds = static_cast<double>(parameters.k);
    const bool hangs = parameters.seed == kHangingSeed;
    const auto effect = [launch, arrays, parameters, nanoseconds] {
      *output(arrays) = static_cast<double>(parameters.seed);
      *arrays.counted += 1;
      if (parameters.seed == kFaultingSeed) fake_cuda().device().sticky = cudaErrorIllegalAddress;
      if (launch.ticks == nullptr) return;
      launch.ticks->cycles += static_cast<std::uint64_t>(1.5 * nanoseconds);
      launch.ticks->nanoseconds += static_cast<std::uint64_t>(nanoseconds);
    };
    return {.name = "kernel", .nanoseconds = hangs ? kForEver : nanoseconds, .effect = effect};
  }
  static void verify(const Launch& launch, const Arrays& arrays, const Parameters& parameters) {
    fake_launch(launch.queue, {.name = "verify", .effect = [=] {
                                 arrays.mismatch->checked += 1;
                                 if (*output(arrays) != static_cast<double>(parameters.seed)) {
                                   arrays.mismatch->count += 1;
                                 }
                               }});
  }
  static ArraySizes arrays(const Parameters& parameters, std::uint32_t) {
    ArraySizes sizes{{parameters.bytes, 0, 0, 0}};
    if (parameters.host_memory == HostMemory::none) return sizes;
    sizes.bytes[1] = parameters.bytes;
    sizes.place[1] = Place::host;
    return sizes;
  }
};

constexpr Kernel test_kernel(Quantity quantity) {
  return {.name = "test.write",
          .question = "Does the session run it?",
          .check = "the element",
          .quantity = quantity,
          .limit = Limit::memory,
          .matrix = false,
          .sized = true,
          .arrays = TestKernel::arrays,
          .work = [](const Parameters&, std::uint32_t) { return Work{}; },
          .program = {.prepare = TestKernel::prepare,
                      .enqueue = TestKernel::enqueue,
                      .spoil = TestKernel::spoil,
                      .verify = TestKernel::verify}};
}
inline constexpr Kernel kWrite = test_kernel(Quantity::bandwidth);
inline constexpr Kernel kCount = test_kernel(Quantity::count);
inline constexpr Kernel kCapacity = test_kernel(Quantity::capacity);
inline constexpr KernelEntry kWriteEntry{.on = {&kWrite, nullptr, nullptr, &kWrite}};
inline constexpr KernelEntry kCountEntry{.on = {&kCount, nullptr, nullptr, &kCount}};
inline constexpr KernelEntry kCapacityEntry{.on = {&kCapacity, nullptr, nullptr, &kCapacity}};
inline constexpr KernelEntry kCpuOnlyEntry{.on = {&kWrite, nullptr, nullptr, nullptr}};

/// Five launches of 3 us.
inline plan::Case write_case(Parameters parameters, std::uint64_t iterations = 5) {
  plan::Case planned;
  planned.kernel = &kWriteEntry;
  planned.parameters = parameters;
  if (parameters.bytes == 0) planned.parameters.bytes = 64;
  if (parameters.seed == 0) planned.parameters.seed = 7;
  if (parameters.k == 0) planned.parameters.k = 3000;
  planned.device = {.kind = plan::DeviceId::Kind::cuda, .index = 0};
  planned.iterations = iterations;
  return planned;
}

class OnFakeCuda : public testing::Test {
 protected:
  OnFakeCuda() { fake_cuda() = FakeCuda{}; }
  ~OnFakeCuda() override {
    session_.reset();
    EXPECT_TRUE(device_.abandoned || fake_cuda().live() == 0) << fake_cuda().live() << " leaked";
    EXPECT_FALSE(fake_cuda().would_hang) << "waited for work that does not end";
  }
  virtual std::unique_ptr<DeviceSession> open() {
    return open_cuda_session(device_, Watch("not here"));
  }
  DeviceSession& session() {
    if (!session_) session_ = open();
    return *session_;
  }
  void close() { session_.reset(); }

  template <class Action>
  std::string message_of(Action action) {
    try {
      action();
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::unavailable);
      return error.what();
    }
    return "nothing was thrown";
  }

  CudaDevice device_{.index = 0, .uuid = "GPU-0123"};

 private:
  std::unique_ptr<DeviceSession> session_;
};

}  // namespace assay::measure
