// Are host, CPU and GPUs described as documented? The GPU line is exercised without a GPU.
#include "harness/cli/facts_text.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/cli/gpu_text.hpp"

namespace assay::cli {
namespace {

using ::testing::HasSubstr;

probe::Facts facts() {
  probe::Facts made;
  made.host.hostname = "db12";
  made.host.operating_system = "Debian 12";
  made.host.kernel = "6.1";
  made.host.machine = "x86_64";
  made.cpu.model = "Model X";
  made.cpu.instruction_set = "avx2";
  made.cpu.threads = 1;
  made.cpu.allowed_processors = {0, 1};
  made.cpu.online_processors = 4;
  made.cuda.reason = "no NVIDIA driver is installed";
  return made;
}

TEST(FactsText, LeavesOutWhatIsUnknown) {
  EXPECT_EQ(facts_text(facts()),
            "host      db12\n"
            "system    Debian 12, kernel 6.1, x86_64\n"
            "cpu       Model X, avx2\n"
            "threads   1 measuring, of 2 processors allowed and 4 online\n"
            "gpu       none: no NVIDIA driver is installed\n");
}

TEST(FactsText, ShowsWhatIsKnown) {
  auto known = facts();
  known.host.container = "docker";
  known.cpu.quota_processors = 1.5;
  known.cpu.memory_bytes = std::uint64_t{24} << 30;
  known.cpu.memory_available_bytes = std::uint64_t{20} << 30;
  known.cpu.frequency_hz = 2.3e9;
  known.cpu.governor = "performance";
  known.cpu.virtualised = false;
  probe::Cache cache;
  cache.level = 1;
  cache.type = "instruction";
  cache.size_bytes = 32768;
  known.cpu.caches.push_back(cache);
  cache.type = "data";
  cache.instances = 2;
  known.cpu.caches.push_back(cache);
  EXPECT_EQ(facts_text(known),
            "host      db12\n"
            "system    Debian 12, kernel 6.1, x86_64\n"
            "container docker\n"
            "cpu       Model X, avx2\n"
            "threads   1 measuring, of 2 processors allowed and 4 online, quota 1.50\n"
            "caches    L1 2 x 32KiB\n"
            "memory    24GiB, 20GiB available\n"
            "clock     2.30 GHz, governor performance\n"
            "virtual   no\n"
            "gpu       none: no NVIDIA driver is installed\n");
}

TEST(FactsText, DescribesEveryGpuAndWhyOneIsUnusable) {
  auto known = facts();
  probe::CudaFacts gpu;
  gpu.name = "GPU A";
  gpu.compute_major = 9;
  gpu.multiprocessors = 132;
  gpu.memory_bytes = std::uint64_t{80} << 30;
  gpu.l2_bytes = std::uint64_t{50} << 20;
  gpu.pci_bus_id = "0000:01:00.0";
  known.cuda.devices.push_back(gpu);
  gpu.index = 1;
  gpu.unusable = "too old";
  known.cuda.devices.push_back(gpu);
  known.cuda.driver_version = "13.0";
  const std::string text = facts_text(known);
  EXPECT_THAT(text, HasSubstr("cuda:0    GPU A, compute 9.0, 132 SMs, 80GiB memory, 50MiB L2, "
                              "0000:01:00.0\n"));
  EXPECT_THAT(text, HasSubstr("0000:01:00.0;\n          unusable: too old\n"));
  EXPECT_THAT(text, HasSubstr("driver    CUDA 13.0\n"));
  EXPECT_THAT(text, Not(HasSubstr("none:")));
}

/// A GPU of which everything is known.
probe::CudaFacts known_gpu() {
  probe::CudaFacts gpu;
  gpu.name = "NVIDIA H100 80GB HBM3";
  gpu.uuid = "GPU-4c7f1de0-93a5-4b0e-8c55-1a2b3c4d5e00";
  gpu.compute_major = 9;
  gpu.multiprocessors = 132;
  gpu.memory_bytes = std::uint64_t{79} << 30;
  gpu.l2_bytes = std::uint64_t{50} << 20;
  gpu.pci_bus_id = "0000:1B:00.0";
  gpu.clock_hz = 345e6;
  gpu.maximum_clock_hz = 1980e6;
  gpu.memory_clock_now_hz = 2619e6;
  gpu.application_clock_hz = 1980e6;
  gpu.power_limit_w = gpu.default_power_limit_w = gpu.maximum_power_limit_w = 700;
  gpu.minimum_power_limit_w = 200;
  gpu.temperature_c = 41;
  gpu.memory_total_bytes = std::uint64_t{80} << 30;
  gpu.memory_used_bytes = std::uint64_t{1} << 20;
  gpu.memory_bus_bits = 5120;
  gpu.ecc = gpu.persistence = true;
  gpu.mig = gpu.mps = gpu.display = false;
  gpu.compute_mode = "default";
  gpu.confidential_compute = "off";
  gpu.pcie_generation = gpu.pcie_maximum_generation = 5;
  gpu.pcie_width = gpu.pcie_maximum_width = 16;
  gpu.nvlinks = {{.link = 0, .active = true, .version = 4, .rate = 26.562e9}, {.link = 1}};
  gpu.numa_node = 0;
  gpu.serial = "1654321000000";
  gpu.vbios = "96.00.99.00.01";
  gpu.pci_device_id = "2330";
  gpu.pci_subsystem_id = "16C1";
  return gpu;
}

TEST(GpuText, SaysAllThatIsKnownInEightyColumns) {
  EXPECT_EQ(gpu_lines(known_gpu()),
            "cuda:0    NVIDIA H100 80GB HBM3, compute 9.0, 132 SMs, 79GiB memory, 50MiB L2,\n"
            "          0000:1B:00.0\n"
            "  clock   345 MHz now, at most 1.98 GHz, memory 2.62 GHz, applications 1.98 GHz\n"
            "  power   limit 700 W, default 700 W, 200 to 700 W allowed, 41 C\n"
            "  memory  80GiB on the board, 1MiB in use, 5120 bits, ECC\n"
            "  links   PCIe 5 x16 of 5 x16, 1 of 2 NVLinks at 26.6 GB/s, NUMA node 0\n"
            "  state   persistence on, MIG off, MPS off, display off, compute mode default,\n"
            "          confidential compute off\n"
            "  ids     GPU-4c7f1de0-93a5-4b0e-8c55-1a2b3c4d5e00, serial 1654321000000, device\n"
            "          2330, subsystem 16C1, VBIOS 96.00.99.00.01\n");
}

TEST(GpuText, NamesOnceWhatTheDriverDoesNotTell) {
  probe::CudaFacts gpu;
  gpu.name = "GPU A";
  gpu.not_supported = {"display", "serial"};
  EXPECT_THAT(gpu_lines(gpu), HasSubstr("  untold  display, serial\n"));
}

TEST(GpuText, PeersAreCountedByTheWayTheyReachEachOther) {
  probe::CudaProbe cuda;
  EXPECT_EQ(peer_lines(cuda), "");
  cuda.peers = {{.from = 0, .to = 1, .access = true, .atomics = true, .link = "nvlink"},
                {.from = 1, .to = 0, .access = true, .atomics = true, .link = "nvlink"},
                {.from = 0, .to = 2}};
  EXPECT_EQ(peer_lines(cuda),
            "peers     2 pairs: nvlink, access, atomics\n"
            "          1 pairs: unknown link, no access\n");
}

TEST(GpuText, DriverAndManagementLibrary) {
  probe::CudaProbe cuda;
  EXPECT_EQ(driver_lines(cuda), "");
  cuda.devices.emplace_back();
  cuda.driver_version = "13.0";
  cuda.nvml = {.loaded = true,
               .version = "13.580.65.06",
               .driver_version = "580.65.06",
               .missing_functions = {"nvmlOne", "nvmlTwo"},
               .devices = 8};
  EXPECT_EQ(driver_lines(cuda),
            "driver    580.65.06, CUDA 13.0, NVML 13.580.65.06\n"
            "nvml      without nvmlOne, nvmlTwo\n"
            "hidden    NVML sees 8 GPUs, CUDA shows 1\n");
  cuda.nvml = {.reason = "NVML call nvmlInit_v2 did not return within 5 s"};
  EXPECT_EQ(driver_lines(cuda),
            "driver    CUDA 13.0\n"
            "nvml      NVML call nvmlInit_v2 did not return within 5 s\n");
}

TEST(GpuText, WarningsComeLast) {
  auto known = facts();
  known.cuda.devices.push_back(known_gpu());
  known.cuda.devices[0].warnings = {{probe::WarningKind::mps, "cuda:0: MPS is active"}};
  const std::string text = facts_text(known);
  EXPECT_TRUE(text.ends_with("warning   cuda:0: MPS is active\n")) << text;
}

}  // namespace
}  // namespace assay::cli
