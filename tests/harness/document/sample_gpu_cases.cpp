// The cases of the sample document that only a GPU has, and what makes any case.
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "tests/harness/document/sample_document.hpp"

namespace assay::document {
namespace {

using measure::ClockEvent;

constexpr double kNotRead = std::numeric_limits<double>::quiet_NaN();

measure::Statistics of_one(double value) {
  return {.count = 1,
          .median = value,
          .q1 = value,
          .q3 = value,
          .minimum = value,
          .maximum = value,
          .relative_iqr = 0,
          .interval_low = value,
          .interval_high = value,
          .interval_confidence = 0};
}

measure::Telemetry watched() {
  measure::Telemetry telemetry;
  telemetry.clock_hz = 1.75e9;
  telemetry.energy_j = 2;
  telemetry.clock_events = {
      {{.reason = ClockEvent::software_power_cap, .share = 0.5, .duration = Seconds(0.001953125)}}};
  telemetry.driver_clock_hz = 1.755e9;
  telemetry.samples = measure::SampleTelemetry{.clock_hz = {1.755e9, kNotRead, 1.74e9},
                                               .memory_clock_hz = {2.619e9, kNotRead, 2.619e9},
                                               .power_w = {449.5, kNotRead, 450.25},
                                               .temperature_c = {kNotRead, 60, -0.5},
                                               .clock_events = {0, 4, 4100},
                                               .moving = {true, false, false}};
  telemetry.unavailable = "the driver stopped answering during sample 3";
  return telemetry;
}

CaseRecord swept_copy() {
  auto copy = sample_record(
      "memory.copy/bandwidth [bytes=1MiB type=fp32 cache=cold access=bulk hint=evict_first "
      "unroll=4 threads=256 blocks_per_processor=2 chunk_bytes=16KiB stages=3] cuda:0",
      "memory.copy", Quantity::bandwidth, Limit::memory, "cuda:0");
  copy.parameters.bytes = 1048576;
  copy.parameters.cache = Cache::cold;
  copy.parameters.variant = {.access = Access::bulk,
                             .hint = Hint::evict_first,
                             .unroll = 4,
                             .threads = 256,
                             .blocks_per_processor = 2,
                             .chunk_bytes = 16384,
                             .stages = 3};
  copy.input = "random bits";
  copy.iterations_per_sample = 4;
  copy.work = {.bytes = 2097152, .flop = 0};
  make_measured(copy, {0.0009765625, 0.00048828125, 0.001953125},
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
  copy.stopping->level = false;
  copy.telemetry = watched();
  return copy;
}

CaseRecord chase() {
  auto chase =
      sample_record("latency.chase/latency [bytes=64KiB type=fp32 stride=128B cache=warm] cuda:0",
                    "latency.chase", Quantity::latency, Limit::memory, "cuda:0");
  chase.parameters.bytes = 65536;
  chase.parameters.stride = 128;
  chase.parameters.cache = Cache::warm;
  chase.parameters.variant.access = Access::vector;
  chase.work.steps = 512;
  make_measured(chase, {0.0078125}, of_one(1.52587890625e-05));
  chase.stopping->level = true;
  return chase;
}

CaseRecord launches() {
  auto launches = sample_record("launch.latency/latency [type=fp32 submission=graph] cuda:0",
                                "launch.latency", Quantity::latency, Limit::arithmetic, "cuda:0");
  launches.parameters.submission = Submission::graph;
  launches.iterations_per_sample = 1024;
  make_measured(launches, {0.0078125}, of_one(7.62939453125e-06));
  return launches;
}

CaseRecord host_copy() {
  auto copy = sample_record(
      "transfer.copy_engine/bandwidth [bytes=1MiB type=fp32 direction=host_both "
      "engine=copy_engine host_memory=pageable numa_node=0] cuda:0",
      "transfer.copy_engine", Quantity::bandwidth, Limit::memory, "cuda:0");
  copy.parameters.bytes = 1048576;
  copy.parameters.direction = Direction::host_both;
  copy.parameters.engine = Engine::copy_engine;
  copy.parameters.host_memory = HostMemory::pageable;
  copy.parameters.numa_node = 0;
  copy.status = measure::Status::error;
  copy.reason = "GPU-00000000-0000-0000-0000-000000000000: the copy did not end within 10 s";
  return copy;
}

}  // namespace

CaseRecord sample_record(std::string name, std::string kernel, Quantity quantity, Limit limit,
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

void make_measured(CaseRecord& record, std::vector<double> samples,
                   const measure::Statistics& statistics) {
  record.status = measure::Status::ok;
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

std::vector<CaseRecord> sample_gpu_cases() {
  return {swept_copy(), chase(), launches(), host_copy()};
}

}  // namespace assay::document
