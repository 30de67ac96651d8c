// The document the tests of this folder share. Its numbers are made so that they are exact: they
// are of no real machine.
#include "tests/harness/document/sample_document.hpp"
#include "tests/source_folder.hpp"

#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace assay::document {
namespace {

void describe_by_nvml(probe::CudaFacts& gpu) {
  gpu.serial = "1650000000000";
  gpu.vbios = "96.00.74.00.01";
  gpu.clock_hz = 3.45e8;
  gpu.memory_clock_now_hz = 2.619e9;
  gpu.application_clock_hz = 1.83e9;
  gpu.application_memory_clock_hz = 2.619e9;
  gpu.memory_total_bytes = 103079215104;
  gpu.memory_used_bytes = 536870912;
  gpu.minimum_power_limit_w = 200;
  gpu.maximum_power_limit_w = 500;
  gpu.temperature_c = 31;
  gpu.persistence = true;
  gpu.mps = false;
  gpu.display = false;
  gpu.compute_mode = "exclusive_process";
  gpu.numa_node = 1;
  gpu.confidential_compute = "off";
  gpu.row_remap_pending = false;
  gpu.row_remap_failure = false;
  gpu.nvlinks = {{{.link = 0,
                   .active = true,
                   .version = 4,
                   .rate = 2.5e10,
                   .remote_kind = "switch",
                   .remote_pci_bus = "00000000:05:00.0"},
                  {.link = 1}}};
  gpu.processes = {{{.pid = 4711, .memory_bytes = 536870912}, {.pid = 4712}}};
  gpu.not_supported = {"display_clocks", "nvlink_errors"};
  gpu.warnings = {{.kind = probe::WarningKind::foreign_process,
                   .text = "2 other processes use it: end them, or give --allow-busy"},
                  {.kind = probe::WarningKind::power_limit_below_default,
                   .text = "450 W are enforced, 500 W are the default"}};
}

probe::Facts facts() {
  probe::Facts facts;
  facts.host = {.hostname = "node17",
                .operating_system = "Debian GNU/Linux 12 (bookworm)",
                .kernel = "6.1.0",
                .machine = "x86_64",
                .c_library = "glibc 2.36",
                .container = "docker",
                .environment = {{"CUDA_VISIBLE_DEVICES", "0"}, {"NCCL_DEBUG", ""}}};
  auto& cpu = facts.cpu;
  cpu.model = "Example 9000";
  cpu.vendor = "GenuineExample";
  cpu.family = 25;
  cpu.model_number = 1;
  cpu.stepping = 0;
  cpu.architecture = "x86_64";
  cpu.instruction_set = "avx2";
  cpu.sockets = 1;
  cpu.online_processors = 4;
  cpu.allowed_processors = {0, 1, 2, 3};
  cpu.quota_processors = 2.5;
  cpu.threads = 2;
  cpu.thread_processors = {0, 2};
  cpu.threads_per_core = 2;
  cpu.caches.resize(2);
  cpu.caches[0] = {.level = 1,
                   .type = "data",
                   .size_bytes = 32768,
                   .shared_by = 2,
                   .instances = 2,
                   .thread_instances = 2};
  cpu.caches[1].level = 3;
  cpu.caches[1].type = "unified";
  cpu.caches[1].size_bytes = 33554432;
  cpu.numa_nodes = {{.id = 0, .memory_bytes = 8589934592, .processors = {0, 1, 2, 3}}};
  cpu.memory_bytes = 8589934592;
  cpu.memory_limit_bytes = 6442450944;
  cpu.memory_available_bytes = 4294967296;
  cpu.governor = "performance";
  cpu.frequency_hz = 3.0e9;
  cpu.minimum_frequency_hz = 1.5e9;
  cpu.maximum_frequency_hz = 3.5e9;
  cpu.stated_frequency_hz = 2.9e9;
  cpu.virtualised = true;
  cpu.hypervisor = "KVM";
  cpu.transparent_huge_pages = "madvise";
  facts.cuda.built = true;
  facts.cuda.driver_version = "13.0";
  facts.cuda.runtime_version = "13.0";
  facts.cuda.devices = {{.index = 0,
                         .uuid = "GPU-00000000-0000-0000-0000-000000000000",
                         .name = "Example GPU",
                         .pci_bus_id = "0000:01:00.0",
                         .compute_major = 9,
                         .compute_minor = 0,
                         .multiprocessors = 78,
                         .memory_bytes = 102005473280,
                         .memory_free_bytes = 101468602368,
                         .l2_bytes = 62914560,
                         .maximum_clock_hz = 1.98e9,
                         .memory_clock_hz = 2.619e9,
                         .memory_bus_bits = 6144,
                         .ecc = true,
                         .pci_device_id = "2329",
                         .pci_subsystem_id = "198B",
                         .mig = false,
                         .multicast = true,
                         .power_limit_w = 450,
                         .default_power_limit_w = 500,
                         .nvlink_links = 18,
                         .nvlink_links_active = 17,
                         .pcie_generation = 4,
                         .pcie_maximum_generation = 5,
                         .pcie_width = 8,
                         .pcie_maximum_width = 16,
                         .unusable = ""}};
  describe_by_nvml(facts.cuda.devices[0]);
  auto& broken = facts.cuda.devices.emplace_back();
  broken.index = 2;
  broken.unusable = "reading the properties of the device: unknown error (CUDA error 999)";
  facts.cuda.peers = {{.from = 0, .to = 2, .access = true, .atomics = false, .link = "nvlink"},
                      {.from = 2, .to = 0, .access = false, .atomics = false, .link = {}}};
  facts.cuda.nvml = {.loaded = true,
                     .reason = "2 functions are missing",
                     .version = "13.580.65.06",
                     .driver_version = "580.65.06",
                     .missing_functions = {"nvmlDeviceGetFieldValues", "nvmlSystemGetConf"},
                     .devices = 8};
  for (const std::uint32_t rank : {0u, 1u, 2u, 3u}) {
    facts.world.push_back({.rank = rank,
                           .host = rank < 2 ? "node17" : "node18",
                           .devices = {},
                           .mpi_version = "Open MPI 4.1.4",
                           .nccl_version = {}});
  }
  facts.world[0].devices = {"cuda:0", "cuda:2"};
  facts.world[0].nccl_version = "2.27.7";
  return facts;
}

}  // namespace

Document sample_document() {
  Document document;
  document.schema_version = "1.5.0";
  document.tool = {
      .version = "0.1.0",
      .commit = "0123456789ab-dirty",
      .build_type = "Release",
      .compiler = "GNU 12.2.0",
      .cuda_toolkit = "13.0.88",
      .targets = {Target::cpu_baseline, Target::cpu_avx2, Target::cpu_avx512, Target::gpu}};
  document.run = {.id = "8c0e3a9e-6f0b-4d6e-9a3b-0f4c2d1e5a77",
                  .started_at = *parse_timestamp("2026-01-31T23:59:50Z"),
                  .finished_at = parse_timestamp("2026-02-01T00:00:10Z"),
                  .arguments = {"run", "--only", "memory.*", "-o", "results/\u00fc.json"},
                  .complete = true,
                  .interrupted_by = {},
                  .simulated = simulate::Simulation{.part = "h20",
                                                    .present_as = "h100-pcie",
                                                    .noise = 0.02,
                                                    .clock_ratio = 0.75,
                                                    .power_cap_w = 450,
                                                    .disabled_multiprocessors = 2}};
  document.run.injected = {"hang@memory.triad:3"};
  document.run.nonce = "acceptance-of-2026-01-31";
  document.run.parallel = true;
  document.facts = facts();
  document.plan = {.level = plan::Level::quick,
                   .seed = kMaximumSeed,
                   .estimate = Seconds(18.5),
                   .budget = Seconds(90),
                   .without = {"fma.rate/rate [type=fp64] cpu"}};
  document.cases = sample_cases();
  document.cases.front().check->digest = std::string(64, 'd');
  document.rooflines = rooflines_of(document);
  document.peer_matrices = peer_matrices_of(document);
  document.libraries = {{.path = "/usr/lib/x86_64-linux-gnu/libcuda.so.580.65.06",
                         .size_bytes = 96281136,
                         .sha256 = std::string(64, 'c')},
                        {.path = "/usr/lib/x86_64-linux-gnu/libnvidia-ml.so.580.65.06"}};
  document.seal = Seal{.public_key = std::string(64, 'a'), .signature = std::string(128, 'b')};
  return document;
}

std::string schema_test_file(const std::string& name) {
  return read_file(std::filesystem::path(source_folder()) / "tests/results-schema" / name);
}

TemporaryFolder::TemporaryFolder() {
  auto pattern = (std::filesystem::temp_directory_path() / "assay-document-XXXXXX").string();
  if (mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("mkdtemp " + pattern);
  path_ = pattern;
}

TemporaryFolder::~TemporaryFolder() {
  std::filesystem::remove_all(path_);
}

std::vector<std::string> TemporaryFolder::entries() const {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(path_)) {
    names.push_back(entry.path().filename().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

void write_file(const std::filesystem::path& path, const std::string& text) {
  std::ofstream(path, std::ios::binary) << text;
}

std::string read_file(const std::filesystem::path& path) {
  std::ifstream stream(path, std::ios::binary);
  if (!stream) throw std::runtime_error("cannot read " + path.string());
  return {std::istreambuf_iterator<char>(stream), {}};
}

}  // namespace assay::document
