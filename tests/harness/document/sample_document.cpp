// The document the tests of this folder share. Its numbers are made so that they are exact: they
// are of no real machine.
#include "tests/harness/document/sample_document.hpp"

#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace assay::document {
namespace {

using measure::Status;

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
                         .power_limit_w = 450,
                         .default_power_limit_w = 500,
                         .nvlink_links = 18,
                         .nvlink_links_active = 17,
                         .pcie_generation = 4,
                         .pcie_maximum_generation = 5,
                         .pcie_width = 8,
                         .pcie_maximum_width = 16,
                         .unusable = ""}};
  auto& broken = facts.cuda.devices.emplace_back();
  broken.index = 2;
  broken.unusable = "reading the properties of the device: unknown error (CUDA error 999)";
  return facts;
}

CaseRecord record(std::string name, std::string kernel, Quantity quantity, Limit limit,
                  std::string device) {
  CaseRecord record;
  record.name = std::move(name);
  record.kernel = std::move(kernel);
  record.quantity = quantity;
  record.limit = limit;
  record.device = std::move(device);
  record.parameters.type = DataType::fp32;
  return record;
}

void measured(CaseRecord& record, std::vector<double> samples,
              const measure::Statistics& statistics) {
  record.status = Status::ok;
  record.samples = std::move(samples);
  record.statistics = statistics;
  record.stopping = {.rule = "minimum_time", .minimum_time = Seconds(1), .minimum_samples = 3};
  record.warm_up = Seconds(0.5);
  record.elapsed = Seconds(3.5);
  record.check = {.method = "every element compared exactly",
                  .before = true,
                  .after = true,
                  .elements = 262144,
                  .wrong_elements = 0,
                  .detail = ""};
}

std::vector<CaseRecord> cases_of_later_kinds() {
  auto census = record("sm.census/count [type=fp32] cuda:0", "sm.census", Quantity::count,
                       Limit::arithmetic, "cuda:0");
  measured(census, {78, 78, 76},
           {.count = 3,
            .median = 78,
            .q1 = 77,
            .q3 = 78,
            .minimum = 76,
            .maximum = 78,
            .relative_iqr = 0.01282051282051282,
            .interval_low = 76,
            .interval_high = 78,
            .interval_confidence = 0.75});

  auto integers = record("gemm.int8/throughput [m=128 n=64 k=32 type=int8] cuda:0", "gemm.int8",
                         Quantity::throughput, Limit::arithmetic, "cuda:0");
  integers.parameters.type = DataType::int8;
  integers.parameters.m = 128;
  integers.parameters.n = 64;
  integers.parameters.k = 32;
  integers.work = {.bytes = 14336, .flop = 524288};
  measured(integers, {0.25},
           {.count = 1,
            .median = 2097152,
            .q1 = 2097152,
            .q3 = 2097152,
            .minimum = 2097152,
            .maximum = 2097152,
            .relative_iqr = 0,
            .interval_low = 2097152,
            .interval_high = 2097152,
            .interval_confidence = 0});
  integers.telemetry = {
      .clock_hz = 1.75e9,
      .clock_minimum_hz = {},
      .clock_maximum_hz = {},
      .memory_clock_hz = 2.619e9,
      .power_w = 449.5,
      .temperature_c = 61,
      .energy_j = 112.375,
      .clock_events = {{{.reason = measure::ClockEvent::software_power_cap, .share = 0.9375}}},
      .errors = measure::ErrorCounts{.ecc_corrected = 3,
                                     .ecc_uncorrected = 0,
                                     .rows_remapped = 0,
                                     .pcie_replays = 1,
                                     .nvlink_errors = {}}};

  auto peer = record("transfer.peer/bandwidth [type=fp32 direction=both engine=copy_engine] cuda:0",
                     "transfer.peer", Quantity::bandwidth, Limit::memory, "cuda:0");
  peer.parameters.direction = Direction::both;
  peer.parameters.engine = Engine::copy_engine;
  peer.reason = "there is one GPU; a transfer needs two";

  auto reduce =
      record("collective.all_reduce/bus_bandwidth [type=fp32 algorithm=ring devices=8] cuda:0",
             "collective.all_reduce", Quantity::bus_bandwidth, Limit::memory, "cuda:0");
  reduce.parameters.algorithm = Algorithm::ring;
  reduce.parameters.devices = 8;
  reduce.reason = "there is one GPU; an all-reduce needs two";
  return {census, integers, peer, reduce};
}

std::vector<CaseRecord> cases() {
  auto copy = record("memory.copy/bandwidth [bytes=1MiB type=fp32] cpu", "memory.copy",
                     Quantity::bandwidth, Limit::memory, "cpu");
  copy.parameters.bytes = 1048576;
  copy.iterations_per_sample = 4;
  copy.work = {.bytes = 2097152, .flop = 0};
  measured(copy, {0.0009765625, 0.00048828125, 0.001953125},
           {.count = 3,
            .median = 8589934592,
            .q1 = 6442450944,
            .q3 = 12884901888,
            .minimum = 4294967296,
            .maximum = 17179869184,
            .relative_iqr = 0.75,
            .interval_low = 4294967296,
            .interval_high = 17179869184,
            .interval_confidence = 0.75});
  copy.telemetry = {.clock_hz = 3.25e9, .clock_minimum_hz = 3.0e9, .clock_maximum_hz = 3.5e9};

  auto gemm = record("gemm.portable/throughput [m=128 n=64 k=32 type=fp32] cuda:0", "gemm.portable",
                     Quantity::throughput, Limit::arithmetic, "cuda:0");
  gemm.parameters.m = 128;
  gemm.parameters.n = 64;
  gemm.parameters.k = 32;
  gemm.work = {.bytes = 57344, .flop = 524288};
  measured(gemm, {0.25, 0.5},
           {.count = 2,
            .median = 1572864,
            .q1 = 1310720,
            .q3 = 1835008,
            .minimum = 1048576,
            .maximum = 2097152,
            .relative_iqr = 0.3333333333333333,
            .interval_low = 1048576,
            .interval_high = 2097152,
            .interval_confidence = 0.5});

  auto latency = record("launch.empty/latency [type=fp32] cuda:0", "launch.empty",
                        Quantity::latency, Limit::arithmetic, "cuda:0");
  latency.iterations_per_sample = 1024;
  measured(latency, {0.0078125},
           {.count = 1,
            .median = 7.62939453125e-06,
            .q1 = 7.62939453125e-06,
            .q3 = 7.62939453125e-06,
            .minimum = 7.62939453125e-06,
            .maximum = 7.62939453125e-06,
            .relative_iqr = 0,
            .interval_low = 7.62939453125e-06,
            .interval_high = 7.62939453125e-06,
            .interval_confidence = 0});
  latency.telemetry.clock_hz = 1.5e9;

  auto rate = record("fma.rate/rate [type=fp32] cuda:1", "fma.rate", Quantity::rate,
                     Limit::arithmetic, "cuda:1");
  rate.reason = "there is no device cuda:1";

  auto failed = record("memory.read/bandwidth [bytes=1GiB type=fp32] cuda:0", "memory.read",
                       Quantity::bandwidth, Limit::memory, "cuda:0");
  failed.parameters.bytes = 1073741824;
  failed.work.bytes = 1073741824;
  failed.status = Status::error;
  failed.reason = "cudaMalloc of 1GiB on cuda:0: out of memory; give a smaller --bytes";
  failed.elapsed = Seconds(0.25);

  auto wrong = record("memory.add/bandwidth [bytes=1MiB type=fp32] cpu", "memory.add",
                      Quantity::bandwidth, Limit::memory, "cpu");
  wrong.parameters.bytes = 1048576;
  wrong.work = {.bytes = 3145728, .flop = 262144};
  wrong.status = Status::wrong;
  wrong.reason = "2 of 262144 elements are wrong after the last timed iteration";
  wrong.elapsed = Seconds(2);
  wrong.check = {.method = "every element compared exactly",
                 .before = true,
                 .after = false,
                 .elements = 262144,
                 .wrong_elements = 2,
                 .detail = "element 17: expected 3, got 4"};
  auto list = cases_of_later_kinds();
  list.insert(list.begin(), {copy, gemm, latency, rate, failed, wrong});
  return list;
}

}  // namespace

Document sample_document() {
  Document document;
  document.schema_version = "1.1.0";
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
  document.facts = facts();
  document.plan = {.level = plan::Level::quick, .seed = kMaximumSeed, .estimate = Seconds(18.5)};
  document.cases = cases();
  return document;
}

std::string schema_test_file(const std::string& name) {
  return read_file(std::filesystem::path(ASSAY_SOURCE_DIR) / "tests/results-schema" / name);
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
