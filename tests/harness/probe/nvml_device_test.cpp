// Does what a GPU answers, through the real interface, come out as values in SI units, and as
// nothing where it does not answer? SPDX-License-Identifier: Apache-2.0
#include "harness/probe/nvml/device.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/harness/probe/fake_nvml.hpp"

namespace assay::probe {
namespace {

using testing::ElementsAre;

NvmlDevice device_of(FakeNvml& fake) {
  const Nvml nvml = fake.open();
  auto device = nvml.find_by_uuid(kFakeUuid);
  if (!device) throw std::runtime_error("not found: " + to_string(nvml.last_failure()));
  return *device;
}

TEST(NvmlDevice, readings_are_in_si_units) {
  FakeNvml fake("healthy_h100");
  const NvmlDevice device = device_of(fake);
  EXPECT_EQ(device.sm_clock_hz(), 1980e6);
  EXPECT_EQ(device.memory_clock_hz(), 2619e6);
  EXPECT_DOUBLE_EQ(device.power_w().value_or(0), 452.5);
  EXPECT_EQ(device.temperature_c(), 41);
  EXPECT_EQ(device.clock_event_bits(), 0u);
  EXPECT_DOUBLE_EQ(device.total_energy_j().value_or(0), 1234567.0);
  EXPECT_EQ(device.enforced_power_limit_w(), 700);
  EXPECT_EQ(device.default_power_limit_w(), 700);
  EXPECT_EQ(device.power_limit_range_w(), (std::pair{200.0, 700.0}));
  EXPECT_EQ(device.last_failure().status, NvmlStatus::ok);
}

TEST(NvmlDevice, clock_is_locked_and_restored) {
  FakeNvml fake("healthy_h100");
  NvmlDevice device = device_of(fake);
  const auto locks = fake.calls("nvmlDeviceSetGpuLockedClocks");
  EXPECT_EQ(device.sustained_clock_mhz(), 1980u);
  EXPECT_TRUE(device.lock_clock(1410));
  EXPECT_TRUE(device.restore_clock());
  EXPECT_EQ(fake.calls("nvmlDeviceSetGpuLockedClocks"), locks + 1);
  EXPECT_FALSE(device.lock_clock(1981));
  EXPECT_EQ(to_string(device.last_failure()),
            "nvmlDeviceSetGpuLockedClocks: an argument is not valid (NVML status 2)");
}

TEST(NvmlDevice, who_may_not_lock_a_clock_is_told) {
  FakeNvml fake(patched_recording("no_permission", "healthy_h100",
                                  {{"errors", {{"nvmlDeviceSetGpuLockedClocks", 4}}}}));
  NvmlDevice device = device_of(fake);
  EXPECT_FALSE(device.lock_clock(1410));
  EXPECT_EQ(device.last_failure().status, NvmlStatus::no_permission);
}

TEST(NvmlDevice, without_application_clocks_the_highest_is_sustained) {
  FakeNvml fake(patched_recording(
      "no_application_clock", "healthy_h100",
      {{"default_application_clock_mhz", nullptr}, {"maximum_clock_mhz", {{"sm", 1755}}}}));
  EXPECT_EQ(device_of(fake).sustained_clock_mhz(), 1755u);
}

TEST(NvmlDevice, power_of_the_moment_is_asked_for_first) {
  FakeNvml fake("healthy_h100");
  const NvmlDevice device = device_of(fake);
  const auto fields = fake.calls("nvmlDeviceGetFieldValues");
  const auto averages = fake.calls("nvmlDeviceGetPowerUsage");
  EXPECT_TRUE(device.power_w().has_value());
  EXPECT_EQ(fake.calls("nvmlDeviceGetFieldValues"), fields + 1);
  EXPECT_EQ(fake.calls("nvmlDeviceGetPowerUsage"), averages);
}

TEST(NvmlDevice, clock_events_and_their_times) {
  FakeNvml fake("power_capped");
  const NvmlDevice device = device_of(fake);
  fake.at(0.5);
  EXPECT_EQ(device.clock_event_bits(), nvml_api::kReasonSoftwarePowerCap);
  const auto before = device.clock_event_times();
  fake.at(1.5);
  const auto after = device.clock_event_times();
  ASSERT_EQ(before.size(), 5u);
  ASSERT_EQ(after.size(), 5u);
  EXPECT_EQ(after[0].reason, nvml_api::kReasonSoftwarePowerCap);
  EXPECT_NEAR((after[0].total - before[0].total).count(), 1.0, 1e-9);
  EXPECT_EQ((after[1].total - before[1].total).count(), 0);
}

TEST(NvmlDevice, counters) {
  FakeNvml fake("ecc_storm");
  const NvmlDevice device = device_of(fake);
  const auto corrected = device.ecc_corrected(), uncorrected = device.ecc_uncorrected();
  const auto rows = device.remapped_rows();
  ASSERT_TRUE(corrected && uncorrected && rows);
  EXPECT_EQ(rows->corrected + rows->uncorrected, 0u);
  EXPECT_EQ(device.pcie_replays(), 0u);
  EXPECT_EQ(device.nvlink_errors(), 0u);
  fake.at(1000);
  EXPECT_GT(device.ecc_corrected().value_or(0), *corrected);
  EXPECT_GT(device.ecc_uncorrected().value_or(0), *uncorrected);
  EXPECT_GT(device.remapped_rows()->uncorrected + device.remapped_rows()->corrected, 0u);
}

TEST(NvmlDevice, nvlink_errors_are_summed_over_links_and_kinds) {
  const auto path = patched_recording("nvlink_errors", "healthy_h100", {{"nvlinks", nullptr}});
  {
    FakeNvml fake(path);
    const NvmlDevice device = device_of(fake);
    EXPECT_EQ(device.nvlink_errors(), std::nullopt);
    EXPECT_EQ(device.last_failure().status, NvmlStatus::not_supported);
  }
  nlohmann::json links = nlohmann::json::array();
  for (int link = 0; link < 3; ++link) {
    links.push_back(
        {{"active", true}, {"errors", {{"replay", link}, {"recovery", 10}, {"crc_flit", 100}}}});
  }
  FakeNvml fake(patched_recording("nvlink_errors", "healthy_h100", {{"nvlinks", links}}));
  EXPECT_EQ(device_of(fake).nvlink_errors(), 333u);
}

TEST(NvmlDevice, nvlinks) {
  FakeNvml fake("link_below_maximum");
  const auto links = device_of(fake).nvlinks();
  ASSERT_TRUE(links.has_value());
  ASSERT_EQ(links->size(), 18u);
  EXPECT_EQ((*links)[5].link, 5u);
  EXPECT_TRUE((*links)[5].active);
  EXPECT_EQ((*links)[5].version, 4u);
  EXPECT_EQ((*links)[5].rate, 26562e6);
  EXPECT_EQ((*links)[5].remote_kind, "switch");
  EXPECT_EQ((*links)[5].remote_pci_bus, "00000000:C8:00.0");
  EXPECT_FALSE((*links)[17].active);
  EXPECT_EQ((*links)[17].rate, std::nullopt);
}

TEST(NvmlDevice, what_the_driver_does_not_tell_is_absent_never_zero) {
  FakeNvml fake("old_driver");
  const NvmlDevice device = device_of(fake);
  EXPECT_EQ(device.total_energy_j(), std::nullopt);
  EXPECT_EQ(device.last_failure().status, NvmlStatus::not_supported);
  EXPECT_STREQ(device.last_failure().function, "nvmlDeviceGetTotalEnergyConsumption");
  EXPECT_EQ(to_string(device.last_failure()),
            "nvmlDeviceGetTotalEnergyConsumption: not supported (NVML status 3)");
  EXPECT_EQ(device.ecc_corrected(), std::nullopt);
  EXPECT_EQ(device.pcie_replays(), std::nullopt);
  EXPECT_EQ(device.numa_node(), std::nullopt);
  EXPECT_FALSE(device.remapped_rows().has_value());
  EXPECT_FALSE(device.nvlinks().has_value());
  EXPECT_EQ(device.nvlink_errors(), std::nullopt);
  EXPECT_EQ(device.sm_clock_hz(), 1980e6);
}

TEST(NvmlDevice, functions_under_older_names) {
  FakeNvml fake("renamed_functions");
  const NvmlDevice device = device_of(fake);
  EXPECT_EQ(device.clock_event_bits(), 0u);
  EXPECT_GT(fake.calls("nvmlDeviceGetCurrentClocksThrottleReasons"), 0u);
  ASSERT_TRUE(device.pci_info().has_value());
  EXPECT_EQ(device.pci_info()->device_id, 0x233010DEu);
  // Without _v2 what the driver keeps for itself cannot be told from what is in use.
  const auto memory = device.memory();
  ASSERT_TRUE(memory.has_value());
  EXPECT_EQ(memory->total_bytes, 85520809984u);
  EXPECT_EQ(memory->used_bytes, std::nullopt);
}

TEST(NvmlDevice, missing_functions_are_named_and_leave_the_rest_alone) {
  FakeNvml fake("missing_functions");
  const Nvml nvml = fake.open();
  EXPECT_THAT(nvml.missing_functions(),
              ElementsAre("nvmlDeviceGetCurrentClocksEventReasons", "nvmlDeviceGetFieldValues",
                          "nvmlDeviceGetMigMode", "nvmlDeviceGetPcieReplayCounter",
                          "nvmlDeviceGetRemappedRows", "nvmlDeviceGetSerial",
                          "nvmlDeviceGetTotalEnergyConsumption", "nvmlDeviceGetViolationStatus"));
  const auto device = nvml.find_by_uuid(kFakeUuid);
  ASSERT_TRUE(device.has_value());
  EXPECT_EQ(device->clock_event_bits(), std::nullopt);
  EXPECT_EQ(device->last_failure().status, NvmlStatus::missing_function);
  EXPECT_EQ(to_string(device->last_failure()),
            "nvmlDeviceGetCurrentClocksEventReasons: this NVML has no such function");
  EXPECT_THAT(device->clock_event_times(), testing::IsEmpty());
  EXPECT_DOUBLE_EQ(device->power_w().value_or(0), 452.5);  // by the older function
  EXPECT_EQ(device->sm_clock_hz(), 1980e6);
}

TEST(NvmlDevice, slices_are_found_as_cuda_names_them) {
  FakeNvml fake("mig_on");
  const Nvml nvml = fake.open();
  const auto slice = nvml.find("GPU-0b0d3e7c-5a43-5c1e-9d5f-3a7b1c2d3e4f", "0000:1B:00.0");
  ASSERT_TRUE(slice.has_value());
  EXPECT_TRUE(slice->is_slice());
  EXPECT_EQ(slice->uuid(), "MIG-0b0d3e7c-5a43-5c1e-9d5f-3a7b1c2d3e4f");
  EXPECT_EQ(slice->memory()->total_bytes, 42412802048u);
  EXPECT_EQ(slice->sm_clock_hz(), 1980e6);  // of the GPU
  EXPECT_EQ(slice->serial(), "1654321000000");
  const auto gpu = nvml.find_by_uuid(kFakeUuid);
  ASSERT_TRUE(gpu.has_value());
  EXPECT_FALSE(gpu->is_slice());
  EXPECT_EQ(gpu->mig_mode(), true);
}

TEST(NvmlDevice, processes) {
  FakeNvml fake("busy");
  const auto processes = device_of(fake).processes();
  ASSERT_TRUE(processes.has_value());
  ASSERT_EQ(processes->size(), 1u);
  EXPECT_EQ(processes->front().pid, 41372u);
  EXPECT_EQ(processes->front().memory_bytes, 31677480960u);
}

TEST(NvmlDevice, process_of_compute_and_graphics_is_one) {
  nlohmann::json compute = nlohmann::json::array(), graphics = nlohmann::json::array();
  for (int pid = 100; pid < 150; ++pid) compute.push_back({{"pid", pid}, {"memory_bytes", pid}});
  graphics.push_back({{"pid", 149}, {"memory_bytes", 1000}});
  graphics.push_back({{"pid", 7}, {"memory_bytes", nullptr}});
  FakeNvml fake(patched_recording(
      "many_processes", "healthy_h100",
      {{"processes",
        {{"compute", compute}, {"graphics", graphics}, {"mps", nlohmann::json::array()}}}}));
  const auto processes = device_of(fake).processes();
  ASSERT_TRUE(processes.has_value());
  ASSERT_EQ(processes->size(), 51u);
  EXPECT_EQ(processes->front().pid, 7u);
  EXPECT_EQ(processes->front().memory_bytes, std::nullopt);
  EXPECT_EQ(processes->back().memory_bytes, 1000u);
}

TEST(NvmlDevice, links_between_devices) {
  FakeNvml fake("eight_devices");
  const Nvml nvml = fake.open();
  const auto one = nvml.find_by_pci_bus_id("0000:1B:00.0");
  ASSERT_TRUE(one.has_value());
  EXPECT_EQ(one->link_to(*one), std::nullopt);  // asking that is an error of the caller
}

TEST(NvmlDevice, lost_gpu) {
  FakeNvml fake("lost_mid_run");
  const NvmlDevice device = device_of(fake);
  EXPECT_EQ(device.sm_clock_hz(), 1980e6);
  fake.at(1.5);
  EXPECT_EQ(device.sm_clock_hz(), std::nullopt);
  EXPECT_EQ(device.last_failure().status, NvmlStatus::gpu_lost);
  EXPECT_EQ(to_string(device.last_failure()),
            "nvmlDeviceGetClockInfo: the GPU is lost (NVML status 15)");
  EXPECT_EQ(device.nvlink_errors(), std::nullopt);
  EXPECT_EQ(device.last_failure().status, NvmlStatus::gpu_lost);
}

TEST(NvmlDevice, together_is_one_change_of_threads) {
  FakeNvml fake("healthy_h100");
  const Nvml nvml = fake.open();
  const auto device = nvml.find_by_uuid(kFakeUuid);
  ASSERT_TRUE(device.has_value());
  using Readings = std::pair<std::optional<double>, std::optional<double>>;
  const auto readings = nvml.together<Readings>([device = *device] {
    return Readings{device.sm_clock_hz(), device.memory_clock_hz()};
  });
  ASSERT_TRUE(readings.has_value());
  EXPECT_EQ(*readings, (Readings{1980e6, 2619e6}));
}

// Last: the library stays as it hangs, for the rest of this process.
TEST(NvmlDevice, zz_hung_call_is_given_up_and_everything_after_it_refused) {
  FakeNvml fake(
      patched_recording("hung_clock", "healthy_h100",
                        {{"hang", {{"function", "nvmlDeviceGetClockInfo"}, {"at_s", 0.5}}}}));
  const Nvml nvml = fake.open(Seconds{2});
  const auto device = nvml.find_by_uuid(kFakeUuid);
  ASSERT_TRUE(device.has_value());
  EXPECT_EQ(device->sm_clock_hz(), 1980e6);
  const auto questions = fake.calls("nvmlDeviceGetTemperature");
  fake.at(0.5);
  using Reading = std::optional<double>;
  EXPECT_EQ(nvml.together<Reading>([device = *device] { return device.sm_clock_hz(); }),
            std::nullopt);
  EXPECT_FALSE(nvml.usable());
  EXPECT_EQ(nvml.reason(), "NVML call nvmlDeviceGetClockInfo did not return within 2 s");
  EXPECT_EQ(device->temperature_c(), std::nullopt);
  EXPECT_EQ(device->last_failure().status, NvmlStatus::hung);
  EXPECT_EQ(fake.calls("nvmlDeviceGetTemperature"), questions);
}

}  // namespace
}  // namespace assay::probe
