// The cases of the sample document, one of each kind.
#include <string>
#include <utility>
#include <vector>

#include "tests/harness/document/sample_document.hpp"

namespace assay::document {
namespace {

using measure::Status;

constexpr auto record = sample_record;
constexpr auto measured = make_measured;

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

CaseRecord hung_case() {
  auto hung = record("memory.triad/bandwidth [bytes=1MiB type=fp32] cpu", "memory.triad",
                     Quantity::bandwidth, Limit::memory, "cpu");
  hung.parameters.bytes = 1048576;
  hung.work = {.bytes = 3145728, .flop = 524288};
  hung.status = Status::hung;
  hung.reason =
      "did not end within 64.0 s (phase sampling, for 63.5 s), and its process was killed by "
      "SIGKILL";
  hung.elapsed = Seconds(66);
  hung.unfinished = {
      .phase = measure::CasePhase::sampling, .in_phase = Seconds(63.5), .samples = {0.25, 0.5}};
  return hung;
}

}  // namespace

std::vector<CaseRecord> sample_cases() {
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
  copy.first = {.reason = "4.29 GB/s is 50 % below the gate of 8.59 GB/s: a gate of the tests",
                .samples = {0.001953125},
                .statistics = {.count = 1,
                               .median = 4294967296,
                               .q1 = 4294967296,
                               .q3 = 4294967296,
                               .minimum = 4294967296,
                               .maximum = 4294967296,
                               .relative_iqr = 0,
                               .interval_low = 4294967296,
                               .interval_high = 4294967296,
                               .interval_confidence = 0},
                .elapsed = Seconds(2.5),
                .telemetry = {.power_w = 120.5}};

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
  std::vector<CaseRecord> list{copy, gemm, latency, rate, failed, wrong};
  for (const auto& more :
       {cases_of_later_kinds(), sample_gpu_cases(), sample_gemm_cases(), sample_group_cases()}) {
    list.insert(list.end(), more.begin(), more.end());
  }
  list.push_back(hung_case());
  return list;
}

}  // namespace assay::document
