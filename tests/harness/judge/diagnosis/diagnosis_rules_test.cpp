// Does each rule find its own, with what mends it, and does no other?
// SPDX-License-Identifier: Apache-2.0
#include "harness/judge/diagnosis/diagnosis.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "tests/harness/judge/diagnosis/diagnosis_node.hpp"

namespace assay::judge {
namespace {

using testing::HasSubstr;

struct Row {
  const char* name;
  std::function<void(Node&)> change;
  Effect effect;
  const char* where;
  const char* check;
  const char* what;    ///< words of it
  const char* remedy;  ///< likewise
};

void warn(Node& node, probe::WarningKind kind, const char* text) {
  node.facts.cuda.devices[1].warnings = {{kind, text}};
}

std::vector<Row> gpu_rows() {
  using Kind = probe::WarningKind;
  const auto gpu = [](Node& node) -> probe::CudaFacts& { return node.facts.cuda.devices[1]; };
  return {
      {"process", [](Node& n) { warn(n, Kind::foreign_process, "cuda:1: in use by others"); },
       Effect::spoils, "cuda:1", "foreign_process", "in use by others", "-i 0000:3b:00.1 --query"},
      {"memory", [](Node& n) { warn(n, Kind::memory_in_use, "cuda:1: 3GiB in use"); },
       Effect::spoils, "cuda:1", "memory_in_use", "3GiB in use", "fuser"},
      {"display", [](Node& n) { warn(n, Kind::display, "cuda:1: a display"); }, Effect::colours,
       "cuda:1", "display", "a display", "multi-user.target"},
      {"mig", [](Node& n) { warn(n, Kind::mig, "cuda:1: MIG is on"); }, Effect::spoils, "cuda:1",
       "mig", "MIG is on", "nvidia-smi -i 0000:3b:00.1 -mig 0"},
      {"mps", [](Node& n) { warn(n, Kind::mps, "cuda:1: MPS"); }, Effect::colours, "cuda:1", "mps",
       "MPS", "nvidia-cuda-mps-control"},
      {"remap", [](Node& n) { warn(n, Kind::pending_row_remap, "cuda:1: rows wait"); },
       Effect::spoils, "cuda:1", "pending_row_remap", "rows wait", "--gpu-reset"},
      {"link", [](Node& n) { warn(n, Kind::link_below_maximum, "cuda:1: 8 of 16 lanes"); },
       Effect::colours, "cuda:1", "link_below_maximum", "8 of 16 lanes", "nvlink --status"},
      {"power", [](Node& n) { warn(n, Kind::power_limit_below_default, "cuda:1: 500 W"); },
       Effect::spoils, "cuda:1", "power_limit_below_default", "500 W", "-i 0000:3b:00.1 -pl 700"},
      {"mode", [=](Node& n) { gpu(n).compute_mode = "prohibited"; }, Effect::spoils, "cuda:1",
       "compute_mode", "no process", "-c DEFAULT"},
      {"persistence", [=](Node& n) { gpu(n).persistence = false; }, Effect::colours, "cuda:1",
       "persistence", "is off", "-pm 1"},
      {"ecc", [=](Node& n) { gpu(n).ecc = false; }, Effect::note, "cuda:1", "ecc", "is off",
       "-e 1"},
      {"confidential", [=](Node& n) { gpu(n).confidential_compute = "on"; }, Effect::colours,
       "cuda:1", "confidential_compute", "encrypted", "same mode"},
      {"hot", [=](Node& n) { gpu(n).temperature_c = 65; }, Effect::colours, "cuda:1", "temperature",
       "65 C", "cool"},
      {"far",
       [=](Node& n) {
         gpu(n).numa_node = 1;
         n.facts.cpu.numa_nodes[1].processors.clear();
       },
       Effect::colours, "cuda:1", "distance", "node 1", "--cpunodebind=1 --membind=1"},
      {"unusable", [=](Node& n) { gpu(n).unusable = "compute capability 7.5"; }, Effect::spoils,
       "cuda:1", "unusable", "7.5", "another device"},
  };
}

std::vector<Row> presence_rows() {
  const auto gone = [](Node& n, const char* driver) {
    n.facts.cuda.devices.clear();
    n.facts.cuda.reason = "no driver";
    for (auto& gpu : n.around.gpus) {
      gpu.driver = driver ? std::optional<std::string>(driver) : std::nullopt;
    }
  };
  const auto row = [](const char* name, std::function<void(Node&)> change, const char* remedy) {
    return Row{name, std::move(change), Effect::spoils, "host", "no_gpu", "no driver", remedy};
  };
  return {
      row(
          "none on the bus", [=](Node& n) { gone(n, nullptr), n.around.gpus.clear(); },
          "--device cpu"),
      row(
          "no driver", [=](Node& n) { gone(n, nullptr); }, "modprobe nvidia"),
      row(
          "nouveau", [=](Node& n) { gone(n, "nouveau"); }, "replace nouveau"),
      row(
          "handed on", [=](Node& n) { gone(n, "vfio-pci"); }, "virtual machine"),
      row(
          "driver is there", [=](Node& n) { gone(n, "nvidia"); }, "dmesg"),
      row(
          "container", [=](Node& n) { gone(n, "nvidia"), n.facts.host.container = "docker"; },
          "--gpus all"),
      {"files",
       [](Node& n) {
         n.around.forbidden_devices = {"/dev/nvidia0", "/dev/nvidiactl"};
       },
       Effect::spoils, "host", "device_files", "/dev/nvidia0, /dev/nvidiactl", "chmod"},
      {"hidden", [](Node& n) { n.facts.cuda.devices.pop_back(); }, Effect::note, "host",
       "hidden_gpus", "2 GPUs are on the bus and CUDA shows 1", "dmesg"},
      {"hidden by variable",
       [](Node& n) {
         n.facts.cuda.devices.pop_back();
         n.facts.host.environment["CUDA_VISIBLE_DEVICES"] = "1";
       },
       Effect::note, "host", "hidden_gpus", "CUDA shows 1",
       "unset CUDA_VISIBLE_DEVICES, which is 1"},
  };
}

std::vector<Row> link_rows() {
  return {
      {"fabric", [](Node& n) { n.around.services.clear(); }, Effect::spoils, "host",
       "fabric_manager", "does not run", "nvidia-fabricmanager"},
      {"iommu", [](Node& n) { n.around.gpus[1].iommu = "DMA-FQ"; }, Effect::colours, "host",
       "iommu", "translates", "iommu=pt"},
      {"acs", [](Node& n) { n.around.gpus[0].redirecting_bridges = {"0000:3a:01.0"}; },
       Effect::colours, "host", "access_control", "0000:3a:01.0", "setpci -s 0000:3a:01.0"},
      {"shm", [](Node& n) { n.around.limits.shared_memory_free_bytes = kGibibyte - 1; },
       Effect::colours, "host", "shared_memory", "/dev/shm", "remount,size=1g"},
      {"shm in a container",
       [](Node& n) {
         n.facts.host.container = "docker";
         n.around.limits.shared_memory_free_bytes = std::uint64_t{64} << 20;
       },
       Effect::colours, "host", "shared_memory", "64MiB", "--shm-size=1g"},
      {"memlock", [](Node& n) { n.around.limits.locked_memory_bytes = std::uint64_t{8} << 20; },
       Effect::colours, "host", "locked_memory", "8MiB", "ulimit -l"},
      {"cublaslt",
       [](Node& n) {
         n.companions = {{"cuBLASLt", "no such file", "install it", 1}};
       },
       Effect::colours, "host", "library", "no cuBLASLt to compare with: no such file",
       "install it"},
      {"nccl",
       [](Node& n) {
         n.companions = {{"NCCL", "no such file", "install it", 2}};
       },
       Effect::colours, "host", "library", "no NCCL", "install it"},
  };
}

std::vector<Row> host_rows() {
  return {
      {"load", [](Node& n) { n.around.load = 1.01; }, Effect::spoils, "host", "load",
       "1.0 tasks ran or waited in the last minute, on 4 processors", "top"},
      {"load beside GPUs", [](Node& n) { n.around.load = 3, n.cpu = false; }, Effect::colours,
       "host", "load", "3.0 tasks", "top"},
      {"governor", [](Node& n) { n.facts.cpu.governor = "powersave"; }, Effect::colours, "cpu",
       "governor", "powersave", "cpupower frequency-set -g performance"},
      {"governor beside GPUs", [](Node& n) { n.facts.cpu.governor = "powersave", n.cpu = false; },
       Effect::note, "cpu", "governor", "powersave", "cpupower"},
      {"turbo", [](Node& n) { n.around.turbo = false; }, Effect::note, "cpu", "turbo", "is off",
       "no_turbo"},
      {"huge pages", [](Node& n) { n.facts.cpu.transparent_huge_pages = "never"; }, Effect::colours,
       "cpu", "huge_pages", "4 KiB", "echo madvise"},
      {"balancing", [](Node& n) { n.around.numa_balancing = true; }, Effect::colours, "host",
       "numa_balancing", "moves pages", "kernel.numa_balancing=0"},
      {"dcgm", [](Node& n) { n.around.services.insert(probe::kProfilingService); }, Effect::colours,
       "host", "profiling", "DCGM", "dcgmi profile --pause"},
      {"virtual", [](Node& n) { n.facts.cpu.virtualised = true, n.facts.cpu.hypervisor = "KVM"; },
       Effect::note, "host", "virtual_machine", "(KVM)", "more than once"},
      {"cpuset", [](Node& n) { n.facts.cpu.allowed_processors = {1}; }, Effect::colours, "cpu",
       "cpuset", "1 of 4 processors", "taskset"},
      {"quota", [](Node& n) { n.facts.cpu.quota_processors = 1.5; }, Effect::colours, "cpu",
       "quota", "1.50 processors", "CPUQuota"},
      {"quota in a container",
       [](Node& n) { n.facts.cpu.quota_processors = 1.5, n.facts.host.container = "docker"; },
       Effect::colours, "cpu", "quota", "1.50 processors", "without --cpus"},
      {"memory", [](Node& n) { n.facts.cpu.memory_available_bytes = 4 * kGibibyte - 1; },
       Effect::colours, "host", "memory", "are available", "ps aux"},
      {"hardly any memory",
       [](Node& n) {
         n.facts.cpu.memory_available_bytes = kGibibyte / 4;
         n.facts.cpu.memory_limit_bytes = kGibibyte;
         n.facts.host.container = "docker";
       },
       Effect::spoils, "host", "memory", "256MiB of memory are available, of a limit of 1GiB",
       "--memory"},
      {"tasks", [](Node& n) { n.around.limits.free_tasks = 65; }, Effect::spoils, "host", "tasks",
       "65 more threads, and a run may need 66", "TasksMax"},
      {"files", [](Node& n) { n.around.limits.open_files = 1023; }, Effect::colours, "host",
       "open_files", "1023", "ulimit -n"},
  };
}

void expect_found(const Row& row) {
  Node node = healthy_node();
  row.change(node);
  const Diagnosis diagnosis = node.diagnosed();
  ASSERT_EQ(diagnosis.hindrances.size(), 1u) << row.name;
  const Hindrance& one = diagnosis.hindrances.front();
  EXPECT_EQ(one.effect, row.effect) << row.name;
  EXPECT_EQ(one.where, row.where) << row.name;
  EXPECT_EQ(one.check, row.check) << row.name;
  EXPECT_THAT(one.what, HasSubstr(row.what)) << row.name;
  EXPECT_THAT(one.remedy, HasSubstr(row.remedy)) << row.name;
  EXPECT_THAT(one.what, testing::Not(testing::StartsWith("cuda:"))) << row.name;
  EXPECT_EQ(diagnosis.exit_code(), row.effect == Effect::spoils ? 3 : 0) << row.name;
}

TEST(Diagnosis, each_gpu_rule_finds_its_own) {
  for (const Row& row : gpu_rows()) expect_found(row);
}

TEST(Diagnosis, each_presence_rule_finds_its_own) {
  for (const Row& row : presence_rows()) expect_found(row);
}

TEST(Diagnosis, each_link_rule_finds_its_own) {
  for (const Row& row : link_rows()) expect_found(row);
}

TEST(Diagnosis, each_host_rule_finds_its_own) {
  for (const Row& row : host_rows()) expect_found(row);
}

TEST(Diagnosis, links_do_not_matter_to_one_gpu) {
  for (const Row& row : link_rows()) {
    Node node = healthy_node();
    row.change(node);
    node.only = std::vector<int>{0};
    const bool of_one_gpu = std::string(row.name) == "cublaslt";
    EXPECT_EQ(node.diagnosed().hindrances.size(), of_one_gpu ? 1u : 0u) << row.name;
  }
}

}  // namespace
}  // namespace assay::judge
