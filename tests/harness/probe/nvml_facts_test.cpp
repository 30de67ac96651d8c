// Does what NVML says of a machine reach its facts, under the device that CUDA found?
// SPDX-License-Identifier: Apache-2.0
#include "harness/probe/nvml_facts.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/probe/probe.hpp"
#include "harness/probe/warnings.hpp"
#include "tests/harness/probe/fake_nvml.hpp"
#include "tests/source_folder.hpp"

namespace assay::probe {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;

constexpr std::uint64_t kOwnPid = 41372;  // the process of the recording "busy"

CudaFacts cuda_device(int index, const std::string& uuid, const std::string& bus_id) {
  CudaFacts gpu;
  gpu.index = index;
  gpu.uuid = uuid;
  gpu.pci_bus_id = bus_id;
  gpu.compute_major = 9;
  gpu.memory_bytes = 84929478656;
  gpu.maximum_clock_hz = 1980e6;
  return gpu;
}

CudaProbe one_device() {
  CudaProbe probe;
  probe.built = true;
  probe.devices = {cuda_device(0, kFakeUuid, "0000:1B:00.0")};
  return probe;
}

CudaProbe probed(const std::string& recording, std::uint64_t own_pid = 1,
                 CudaProbe probe = one_device()) {
  FakeNvml fake(recording);
  read_nvml(fake.open(), own_pid, probe);
  for (CudaFacts& gpu : probe.devices) gpu.warnings = warnings_of(gpu);
  return probe;
}

std::vector<WarningKind> kinds(const CudaFacts& gpu) {
  std::vector<WarningKind> found;
  for (const Warning& warning : gpu.warnings) found.push_back(warning.kind);
  return found;
}

TEST(NvmlFacts, of_the_host) {
  const NvmlFacts nvml = probed("eight_devices").nvml;
  EXPECT_TRUE(nvml.loaded);
  EXPECT_EQ(nvml.reason, "");
  EXPECT_EQ(nvml.version, "13.580.65.06");
  EXPECT_EQ(nvml.driver_version, "580.65.06");
  EXPECT_EQ(nvml.devices, 8u);
}

TEST(NvmlFacts, of_a_healthy_device) {
  const CudaFacts gpu = probed("healthy_h100").devices.at(0);
  EXPECT_EQ(gpu.serial, "1654321000000");
  EXPECT_EQ(gpu.vbios, "96.00.99.00.01");
  EXPECT_EQ(gpu.pci_device_id, "2330");
  EXPECT_EQ(gpu.pci_subsystem_id, "16C1");
  EXPECT_EQ(gpu.clock_hz, 1980e6);
  EXPECT_EQ(gpu.memory_clock_now_hz, 2619e6);
  EXPECT_EQ(gpu.application_clock_hz, 1980e6);
  EXPECT_EQ(gpu.application_memory_clock_hz, 2619e6);
  EXPECT_EQ(gpu.power_limit_w, 700);
  EXPECT_EQ(gpu.minimum_power_limit_w, 200);
  EXPECT_EQ(gpu.maximum_power_limit_w, 700);
  EXPECT_EQ(gpu.temperature_c, 41);
  EXPECT_EQ(gpu.memory_total_bytes, 85520809984u);
  EXPECT_EQ(gpu.memory_used_bytes, 1048576u);
  EXPECT_EQ(gpu.memory_free_bytes, gpu.memory_bytes);  // of the board there is a little more
  EXPECT_EQ(gpu.persistence, true);
  EXPECT_EQ(gpu.display, false);
  EXPECT_EQ(gpu.mig, false);
  EXPECT_EQ(gpu.compute_mode, "default");
  EXPECT_EQ(gpu.confidential_compute, "off");
  EXPECT_EQ(gpu.numa_node, 0);
  EXPECT_EQ(gpu.row_remap_pending, false);
  EXPECT_EQ(gpu.pcie_width, 16u);
  EXPECT_EQ(gpu.nvlink_links, 18u);
  EXPECT_EQ(gpu.nvlink_links_active, 18u);
  ASSERT_TRUE(gpu.processes.has_value());
  EXPECT_THAT(*gpu.processes, IsEmpty());
  EXPECT_THAT(gpu.not_supported, IsEmpty());
  EXPECT_THAT(kinds(gpu), IsEmpty());
  EXPECT_TRUE(gpu.usable());
}

TEST(NvmlFacts, order_of_cuda_is_not_that_of_nvml) {
  CudaProbe probe;
  probe.devices = {cuda_device(0, "", "0000:5D:00.0"), cuda_device(1, kFakeUuid, "")};
  FakeNvml fake("eight_devices");
  const Nvml nvml = fake.open();
  const auto expected = nvml.find_by_pci_bus_id("0000:1B:00.0")->serial();
  probe.devices[0].pci_bus_id = "0000:1B:00.0";
  probe.devices[1].uuid = *nvml.find_by_pci_bus_id("0000:1B:00.0")->uuid();
  read_nvml(nvml, 1, probe);
  EXPECT_EQ(probe.devices[0].serial, expected);
  EXPECT_EQ(probe.devices[1].serial, expected);
}

TEST(NvmlFacts, what_is_not_told_is_named_once_and_absent) {
  const CudaFacts gpu = probed("old_driver").devices.at(0);
  EXPECT_THAT(gpu.not_supported,
              ElementsAre("application_clock_hz", "application_memory_clock_hz",
                          "confidential_compute", "display", "mig", "numa_node", "nvlinks",
                          "persistence", "row_remap_failure", "row_remap_pending", "serial"));
  EXPECT_EQ(gpu.serial, std::nullopt);
  EXPECT_EQ(gpu.display, std::nullopt);
  EXPECT_EQ(gpu.nvlink_links, std::nullopt);
}

TEST(NvmlFacts, what_another_source_has_is_not_missed) {
  CudaProbe probe = one_device();
  probe.devices[0].numa_node = 1;
  probe.devices[0].pcie_width = 8;
  const CudaFacts gpu = probed("old_driver", 1, probe).devices.at(0);
  EXPECT_EQ(gpu.numa_node, 1);
  EXPECT_THAT(gpu.not_supported, Not(Contains("numa_node")));
  EXPECT_EQ(gpu.pcie_width, 16u);  // NVML knows better
}

TEST(NvmlFacts, processes_of_others) {
  const CudaFacts gpu = probed("busy").devices.at(0);
  ASSERT_EQ(gpu.processes->size(), 1u);
  EXPECT_THAT(kinds(gpu), ElementsAre(WarningKind::foreign_process));
  EXPECT_TRUE(gpu.busy());
}

TEST(NvmlFacts, this_process_is_no_other) {
  const CudaFacts gpu = probed("busy", kOwnPid).devices.at(0);
  EXPECT_THAT(*gpu.processes, IsEmpty());
  EXPECT_EQ(gpu.memory_used_bytes, 31678529536u - 31677480960u);
  EXPECT_FALSE(gpu.busy());
}

TEST(NvmlFacts, memory_of_a_process_that_is_not_listed) {
  const auto path = patched_recording(
      "container", "busy",
      {{"processes",
        {{"compute", nlohmann::json::array()}, {"graphics", nlohmann::json::array()}}}});
  const CudaFacts gpu = probed(path).devices.at(0);
  EXPECT_THAT(kinds(gpu), ElementsAre(WarningKind::memory_in_use));
  EXPECT_TRUE(gpu.busy());
}

TEST(NvmlFacts, slice) {
  CudaProbe probe = one_device();
  probe.devices[0].uuid = "GPU-0b0d3e7c-5a43-5c1e-9d5f-3a7b1c2d3e4f";
  const CudaFacts gpu = probed("mig_on", 1, probe).devices.at(0);
  EXPECT_EQ(gpu.mig, true);
  EXPECT_EQ(gpu.uuid, "MIG-0b0d3e7c-5a43-5c1e-9d5f-3a7b1c2d3e4f");
  EXPECT_EQ(gpu.memory_total_bytes, 42412802048u);
  EXPECT_THAT(kinds(gpu), Contains(WarningKind::mig));
}

TEST(NvmlFacts, mps_server_or_client_shows_that_the_gpu_is_shared) {
  const auto path = patched_recording(
      "mps", "healthy_h100", {{"processes", {{"mps", {{{"pid", 9}, {"memory_bytes", 1}}}}}}});
  EXPECT_EQ(probed(path).devices.at(0).mps, true);
  EXPECT_EQ(probed("healthy_h100").devices.at(0).mps, std::nullopt);  // CUDA's to say
}

TEST(NvmlFacts, warnings_of_recorded_machines) {
  EXPECT_THAT(kinds(probed("display").devices.at(0)), Contains(WarningKind::display));
  EXPECT_THAT(kinds(probed("pending_row_remap").devices.at(0)),
              ElementsAre(WarningKind::pending_row_remap));
  EXPECT_THAT(kinds(probed("link_below_maximum").devices.at(0)),
              ElementsAre(WarningKind::link_below_maximum, WarningKind::link_below_maximum,
                          WarningKind::link_below_maximum, WarningKind::power_limit_below_default));
}

TEST(NvmlFacts, links_between_devices) {
  FakeNvml fake("eight_devices");
  const Nvml nvml = fake.open();
  std::ifstream file(source_folder() + "/tests/nvml/recordings/eight_devices.json");
  const auto recorded = nlohmann::json::parse(file);
  CudaProbe probe;
  for (int i = 0; i < 8; ++i) {
    probe.devices.push_back(cuda_device(i, recorded.at("devices").at(i).at("uuid"), ""));
  }
  probe.peers = {{.from = 0, .to = 1}, {.from = 7, .to = 2}, {.from = 0, .to = 9}};
  read_nvml(nvml, 1, probe);
  EXPECT_EQ(probe.peers[0].link, "nvlink");
  EXPECT_EQ(probe.peers[1].link, "nvlink");
  EXPECT_EQ(probe.peers[2].link, std::nullopt);
}

TEST(NvmlFacts, prohibited_compute_mode_is_unusable) {
  const auto path =
      patched_recording("prohibited", "healthy_h100", {{"compute_mode", "prohibited"}});
  EXPECT_EQ(probed(path).devices.at(0).unusable,
            "its compute mode is prohibited; nvidia-smi -c DEFAULT allows work on it");
}

TEST(NvmlFacts, lost_gpu_is_unusable) {
  const auto path = patched_recording("lost", "healthy_h100", {{"lost_at_s", 0.0}});
  const CudaFacts gpu = probed(path).devices.at(0);
  EXPECT_THAT(gpu.unusable, testing::HasSubstr("the GPU is lost (NVML status 15)"));
  EXPECT_THAT(gpu.not_supported, IsEmpty());
}

TEST(NvmlFacts, gpus_that_cuda_does_not_show_are_part_of_the_reason) {
  FakeNvml fake("eight_devices");
  const CudaProbe probe = probe_facts({.nvml = {.library = FAKE_NVML_LIBRARY}}).cuda;
  if (!probe.built) GTEST_SKIP() << "this binary has no GPU kernels";
  if (!probe.devices.empty()) GTEST_SKIP() << "this machine has a GPU";
  EXPECT_THAT(probe.reason, testing::EndsWith("; NVML sees 8 GPUs, CUDA shows 0"));
  EXPECT_EQ(probe.nvml.devices, 8u);
}

TEST(NvmlFacts, without_a_library_the_facts_of_cuda_stay) {
  CudaProbe probe = one_device();
  probe.devices[0].pcie_width = 8;
  read_nvml(Nvml({.library = "/nowhere/libnvidia-ml.so.1"}), 1, probe);
  EXPECT_FALSE(probe.nvml.loaded);
  EXPECT_THAT(probe.nvml.reason, testing::HasSubstr("cannot be opened"));
  EXPECT_EQ(probe.devices[0].pcie_width, 8u);
  EXPECT_EQ(probe.devices[0].uuid, kFakeUuid);
  EXPECT_THAT(probe.devices[0].not_supported, IsEmpty());
  EXPECT_TRUE(probe.devices[0].usable());
}

// Last: the library stays as it hangs, for the rest of this process.
TEST(NvmlFacts, zz_hung_call_ends_the_questions_and_says_why) {
  FakeNvml fake(
      patched_recording("hung_probe", "healthy_h100",
                        {{"hang", {{"function", "nvmlDeviceGetPersistenceMode"}, {"at_s", 0}}}}));
  CudaProbe probe = one_device();
  read_nvml(fake.open(Seconds{2}), 1, probe);
  EXPECT_FALSE(probe.nvml.loaded);
  EXPECT_EQ(probe.nvml.reason, "NVML call nvmlDeviceGetPersistenceMode did not return within 2 s");
  EXPECT_EQ(probe.nvml.driver_version, "580.65.06");
  EXPECT_EQ(probe.devices[0].clock_hz, 1980e6);
  EXPECT_EQ(probe.devices[0].display, std::nullopt);
  EXPECT_THAT(probe.devices[0].not_supported, IsEmpty());
  EXPECT_TRUE(probe.devices[0].usable());
}

}  // namespace
}  // namespace assay::probe
