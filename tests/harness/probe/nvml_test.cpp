// Is the library opened, started and shut down in order, and is every way of not having it a
// reason? SPDX-License-Identifier: Apache-2.0
#include "harness/probe/nvml/nvml.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/harness/probe/fake_nvml.hpp"

namespace assay::probe {
namespace {

using testing::HasSubstr;

TEST(Nvml, without_a_library_there_is_a_reason) {
  const Nvml nvml({.library = "/nowhere/libnvidia-ml.so.1"});
  EXPECT_FALSE(nvml.usable());
  EXPECT_THAT(
      nvml.reason(),
      HasSubstr("the NVIDIA management library cannot be opened: /nowhere/libnvidia-ml.so.1"));
  EXPECT_EQ(nvml.driver_version(), std::nullopt);
  EXPECT_FALSE(nvml.find(kFakeUuid, "0000:1B:00.0").has_value());
  EXPECT_EQ(nvml.together<int>([] { return 1; }), std::nullopt);
}

TEST(Nvml, another_library_is_not_taken_for_it) {
  const Nvml nvml({.library = "libm.so.6"});
  EXPECT_FALSE(nvml.usable());
  EXPECT_THAT(nvml.reason(), HasSubstr("it is something else"));
}

TEST(Nvml, library_that_does_not_start) {
  FakeNvml fake("healthy_h100");
  EXPECT_THROW(FakeNvml("/nowhere.json"), std::runtime_error);
  const Nvml nvml = fake.open();
  EXPECT_FALSE(nvml.usable());
  EXPECT_EQ(nvml.reason(),
            "the NVIDIA management library does not start: unknown error (NVML status 999)");
}

TEST(Nvml, describes_the_host) {
  FakeNvml fake("eight_devices");
  const Nvml nvml = fake.open();
  ASSERT_TRUE(nvml.usable()) << nvml.reason();
  EXPECT_EQ(nvml.reason(), "");
  EXPECT_EQ(nvml.library_version(), "13.580.65.06");
  EXPECT_EQ(nvml.driver_version(), "580.65.06");
  EXPECT_EQ(nvml.device_count(), 8u);
  EXPECT_EQ(nvml.confidential_compute(), "off");
  EXPECT_THAT(nvml.missing_functions(), testing::IsEmpty());
}

TEST(Nvml, shuts_down_with_its_last_user) {
  FakeNvml fake("healthy_h100");
  EXPECT_FALSE(fake.started());
  {
    std::optional<NvmlDevice> device;
    {
      const Nvml nvml = fake.open();
      device = nvml.find_by_uuid(kFakeUuid);
    }
    ASSERT_TRUE(device.has_value());
    EXPECT_TRUE(fake.started());
    EXPECT_EQ(device->sm_clock_hz(), 1980e6);
  }
  EXPECT_FALSE(fake.started());
}

TEST(Nvml, devices_are_found_by_uuid_or_bus_id) {
  FakeNvml fake("eight_devices");
  const Nvml nvml = fake.open();
  const auto by_bus = nvml.find("", "0000:1B:00.0");
  ASSERT_TRUE(by_bus.has_value());
  const auto by_uuid = nvml.find(*by_bus->uuid(), "");
  ASSERT_TRUE(by_uuid.has_value());
  EXPECT_EQ(by_uuid->serial(), by_bus->serial());
  EXPECT_FALSE(nvml.find("GPU-00000000-0000-0000-0000-000000000000", "").has_value());
  EXPECT_EQ(nvml.last_failure().status, NvmlStatus::failed);
  EXPECT_FALSE(nvml.find("GPU-00000000-0000-0000-0000-000000000000", "0000:FF:00.0").has_value());
}

}  // namespace
}  // namespace assay::probe
