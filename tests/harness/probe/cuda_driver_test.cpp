// What does the real CUDA runtime answer with each driver, and does the probe read it right? The
// runtime opens libcuda.so.1 by name, so a library of that name that is open already is its driver.
// It does so once a process, therefore each case runs in a child.
// SPDX-License-Identifier: Apache-2.0
#include <dlfcn.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <string>

#include "harness/probe/cuda_facts.hpp"

namespace assay::probe {
namespace {

struct Driver {
  const char* library = FAKE_DRIVER;
  int start_status = 0;
  int version = 13000;
};

[[noreturn]] void print_reason_with(const Driver& driver,
                                    const std::optional<std::string>& visible_devices) {
  void* library = dlopen(driver.library, RTLD_NOW | RTLD_GLOBAL);
  if (library == nullptr) {
    std::fprintf(stderr, "cannot open %s: %s\n", driver.library, dlerror());
    std::_Exit(1);
  }
  if (void* state = dlsym(library, "fake_driver_state")) {
    reinterpret_cast<void (*)(int, int)>(state)(driver.start_status, driver.version);
  }
  const CudaProbe probe = probe_cuda("/", visible_devices);
  std::fprintf(stderr, "driver %s: %s.\n", probe.driver_version.value_or("unknown").c_str(),
               probe.reason.c_str());
  std::_Exit(probe.devices.empty() ? 0 : 1);
}

void expect_reason(const Driver& driver, const std::optional<std::string>& visible_devices,
                   const std::string& text) {
  EXPECT_EXIT(print_reason_with(driver, visible_devices), testing::ExitedWithCode(0),
              testing::HasSubstr(text));
}

TEST(CudaDriver, too_old) {
  const std::string older = std::to_string(RUNTIME_MAJOR - 1) + ".2";
  expect_reason({.version = (RUNTIME_MAJOR - 1) * 1000 + 20}, std::nullopt,
                "driver " + older + ": the NVIDIA driver is too old: it supports CUDA " + older +
                    ", and " + std::to_string(RUNTIME_MAJOR) + ".0 or newer is needed.");
}

TEST(CudaDriver, finds_no_device) {
  expect_reason({.start_status = 100, .version = 99000}, std::nullopt,
                "driver 99.0: the NVIDIA driver finds no GPU.");
}

TEST(CudaDriver, hidden_devices) {
  expect_reason({.start_status = 100, .version = 99000}, "-1",
                "driver 99.0: CUDA_VISIBLE_DEVICES=\"-1\" hides every GPU.");
}

TEST(CudaDriver, does_not_start) {
  expect_reason({.start_status = 999, .version = 99000}, std::nullopt,
                "the NVIDIA driver does not start: unknown error (CUDA error 999).");
  expect_reason(
      {.start_status = 802, .version = 99000}, std::nullopt,
      "the NVIDIA driver waits for the fabric manager, which sets up the NVLink switches");
}

TEST(CudaDriver, stub_of_the_toolkit) {
  if (!std::filesystem::exists(CUDA_STUB)) GTEST_SKIP() << "this toolkit has no stub library";
  expect_reason({.library = CUDA_STUB}, std::nullopt,
                "driver unknown: libcuda.so.1 is the CUDA toolkit's stub, not a driver");
}

}  // namespace
}  // namespace assay::probe
