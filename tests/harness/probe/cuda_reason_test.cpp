// Does every way of having no GPU get its own reason?
// SPDX-License-Identifier: Apache-2.0
#include "harness/probe/cuda_reason.hpp"

#include <gtest/gtest.h>

namespace assay::probe {
namespace {

CudaAnswer answer(int status, int driver_version) {
  CudaAnswer made;
  made.status = status;
  made.status_text = "text of the runtime";
  made.driver_version = driver_version;
  made.runtime_version = 13020;
  return made;
}

CudaAnswer no_device(std::optional<std::string> visible_devices) {
  CudaAnswer made = answer(CudaStatus::no_device, 13000);
  made.visible_devices = std::move(visible_devices);
  return made;
}

TEST(CudaReason, devices_need_none) {
  CudaAnswer found = answer(CudaStatus::success, 13000);
  found.device_count = 1;
  EXPECT_EQ(cuda_reason(found), "");
}

TEST(CudaReason, no_driver) {
  EXPECT_EQ(cuda_reason(answer(CudaStatus::insufficient_driver, 0)),
            "no NVIDIA driver is installed");
}

TEST(CudaReason, driver_too_old) {
  EXPECT_EQ(cuda_reason(answer(CudaStatus::insufficient_driver, 12040)),
            "the NVIDIA driver is too old: it supports CUDA 12.4, and 13.0 or newer is needed");
}

TEST(CudaReason, no_device) {
  EXPECT_EQ(cuda_reason(no_device(std::nullopt)), "the NVIDIA driver finds no GPU");
  EXPECT_EQ(cuda_reason(answer(CudaStatus::success, 13000)), "the NVIDIA driver finds no GPU");
}

TEST(CudaReason, hidden_by_the_environment) {
  EXPECT_EQ(cuda_reason(no_device("")), "CUDA_VISIBLE_DEVICES=\"\" hides every GPU");
  EXPECT_EQ(cuda_reason(no_device(" ")), "CUDA_VISIBLE_DEVICES=\"\" hides every GPU");
  EXPECT_EQ(cuda_reason(no_device("-1")), "CUDA_VISIBLE_DEVICES=\"-1\" hides every GPU");
  EXPECT_EQ(cuda_reason(no_device("-1,0")), "CUDA_VISIBLE_DEVICES=\"-1,0\" hides every GPU");
  EXPECT_EQ(cuda_reason(no_device("7")),
            "the NVIDIA driver finds no GPU that CUDA_VISIBLE_DEVICES=\"7\" names");
}

TEST(CudaReason, environment_is_shown_only_where_it_is_short_plain_text) {
  EXPECT_EQ(cuda_reason(no_device(std::string(4000, '7'))),
            "the NVIDIA driver finds no GPU that CUDA_VISIBLE_DEVICES=\"...\" names");
  EXPECT_EQ(cuda_reason(no_device("\x1b[2J")),
            "the NVIDIA driver finds no GPU that CUDA_VISIBLE_DEVICES=\"...\" names");
}

TEST(CudaReason, hidden_devices_do_not_excuse_a_missing_driver) {
  CudaAnswer hidden = answer(CudaStatus::insufficient_driver, 0);
  hidden.visible_devices = "-1";
  EXPECT_EQ(cuda_reason(hidden), "no NVIDIA driver is installed");
}

TEST(CudaReason, stub_library) {
  EXPECT_EQ(
      cuda_reason(answer(CudaStatus::stub_library, 0)),
      "libcuda.so.1 is the CUDA toolkit's stub, not a driver; take the toolkit's stubs folder "
      "out of LD_LIBRARY_PATH");
}

TEST(CudaReason, driver_that_does_not_start) {
  EXPECT_EQ(cuda_reason(answer(999, 13000)),
            "the NVIDIA driver does not start: text of the runtime (CUDA error 999)");
}

TEST(CudaReason, fabric_manager_that_is_down) {
  EXPECT_EQ(cuda_reason(answer(CudaStatus::system_not_ready, 13000)),
            "the NVIDIA driver waits for the fabric manager, which sets up the NVLink switches; "
            "start nvidia-fabricmanager, of the driver's own version");
}

TEST(CudaReason, old_devices_are_unusable) {
  EXPECT_EQ(unusable_reason(7, 5),
            "compute capability 7.5 is below 8.0, the oldest that is supported");
  EXPECT_EQ(unusable_reason(8, 0), "");
  EXPECT_EQ(unusable_reason(9, 0), "");
  EXPECT_EQ(unusable_reason(12, 0), "");
}

TEST(CudaReason, one_usable_device_is_enough) {
  CudaFacts old;
  old.name = "Tesla T4";
  old.unusable = "too old";
  CudaFacts good;
  good.index = 1;
  EXPECT_EQ(no_usable_device_reason({old}), "cuda:0 (Tesla T4) is unusable: too old");
  EXPECT_EQ(no_usable_device_reason({old, good}), "");
  EXPECT_EQ(no_usable_device_reason({}), "");
}

TEST(CudaReason, gpus_that_only_nvml_sees) {
  EXPECT_EQ(with_gpus_of_nvml("no driver", 8, 0), "no driver; NVML sees 8 GPUs, CUDA shows 0");
  EXPECT_EQ(with_gpus_of_nvml("no driver", 1, 0), "no driver; NVML sees 1 GPU, CUDA shows 0");
  EXPECT_EQ(with_gpus_of_nvml("too old", 1, 1), "too old");
  EXPECT_EQ(with_gpus_of_nvml("no driver", std::nullopt, 0), "no driver");
  EXPECT_EQ(with_gpus_of_nvml("", 8, 4), "");
}

TEST(CudaReason, versions) {
  EXPECT_EQ(cuda_version_name(13020), "13.2");
  EXPECT_EQ(cuda_version_name(12000), "12.0");
}

}  // namespace
}  // namespace assay::probe
