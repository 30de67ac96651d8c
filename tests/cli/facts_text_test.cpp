// Are host, CPU and GPUs described as documented? The GPU line is exercised without a GPU.
#include "harness/cli/facts_text.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

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

}  // namespace
}  // namespace assay::cli
