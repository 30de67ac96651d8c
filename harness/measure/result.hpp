// What measuring one case yields.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "harness/core/seconds.hpp"
#include "harness/plan/case.hpp"

namespace assay::measure {

enum class Status {
  ok,
  skipped,  ///< not run, or not finished: `reason` says why
  error,    ///< tried and failed
  hung,     ///< did not end, and was ended
  wrong,    ///< ran, and computed a wrong answer: no rate is reported
};

/// Order statistics of the samples, in the unit of the case's quantity.
struct Statistics {
  std::uint64_t count = 0;
  double median = 0, q1 = 0, q3 = 0, minimum = 0, maximum = 0;
  double relative_iqr = 0;                     ///< (q3 - q1) / median
  double interval_low = 0, interval_high = 0;  ///< of the median
  double interval_confidence = 0;  ///< its coverage: 0.95, or less where samples are too few
};

/// Why sampling ended, by name.
struct Stopping {
  std::string rule;  ///< "minimum_time", "minimum_samples", "google_benchmark_flags", "interrupted"
  Seconds minimum_time{};
  std::uint64_t minimum_samples = 0;
  std::optional<bool> level = {};  ///< clock and power were level when sampling began
};

/// The answer check: every output compared before timing, and again after the last timed iteration.
struct AnswerCheck {
  std::string method;
  std::optional<bool> exact = {};     ///< with exact inputs; absent: the kernel has none
  std::uint64_t repeats = 0;          ///< samples found bit-identical
  std::optional<bool> before, after;  ///< absent: not reached
  std::uint64_t elements = 0;         ///< compared, each time
  std::uint64_t wrong_elements = 0;
  std::string detail;  ///< index, expected, actual; empty where right
  /// SHA-256 in hex of the AnswerSample of the answer, with exact inputs where the kernel has
  /// them; empty: the answer is not one array, or was wrong.
  std::string digest = {};
};

/// Why a GPU lowered its clock, as NVML's clock event reasons name it.
enum class ClockEvent {
  idle,
  application_clocks,
  software_power_cap,
  hardware_slowdown,
  sync_boost,
  software_thermal_slowdown,
  hardware_thermal_slowdown,
  hardware_power_brake,
  display_clocks,
};

struct ClockEventShare {
  ClockEvent reason{};
  double share = 0;                      ///< of the sampled time, 0 to 1
  std::optional<Seconds> duration = {};  ///< of the sampled time
};

/// One value a sample, in the order of the samples, as NVML states it; NaN where none was read near
/// it. A column that could not be read at all is empty.
struct SampleTelemetry {
  std::vector<double> clock_hz, memory_clock_hz, power_w, temperature_c;
  std::vector<std::uint64_t> clock_events;  ///< bit i: ClockEvent i was active
  std::vector<bool> moving;                 ///< the clock was still on its way to a level
};

/// How far error counters rose during the case; absent: not readable.
struct ErrorCounts {
  std::optional<std::uint64_t> ecc_corrected = {}, ecc_uncorrected = {}, rows_remapped = {},
                               pcie_replays = {}, nvlink_errors = {};
};

/// Facts taken beside the samples; each is absent where it could not be had.
struct Telemetry {
  std::optional<double> clock_hz = {};  ///< median over the samples, measured in the case
  std::optional<double> clock_minimum_hz = {}, clock_maximum_hz = {};
  std::optional<double> memory_clock_hz = {};                     ///< median
  std::optional<double> power_w = {};                             ///< mean over the samples
  std::optional<double> temperature_c = {};                       ///< highest
  std::optional<double> energy_j = {};                            ///< of all samples together
  std::optional<std::vector<ClockEventShare>> clock_events = {};  ///< empty: watched, and none
  std::optional<ErrorCounts> errors = {};
  std::optional<double> driver_clock_hz = {};  ///< median of what NVML says the SM clock is
  std::optional<SampleTelemetry> samples = {};
  std::string unavailable =
      {};  ///< not empty: nothing could be watched, or not to the end, and why
};

/// One algorithm of a library that was timed beside the kernel.
struct ReferenceTiming {
  std::string algorithm;
  std::vector<double> samples = {};  ///< s, each taken right beside the kernel's of the same index
  std::optional<Statistics> ratio =
      {};  ///< of the library's time to the kernel's, pair by pair: above 1 the kernel is faster
};

/// A library beside the kernel, in the same run, on the same data.
struct ReferenceResult {
  std::string library, version = {};
  std::string unavailable = {};  ///< not empty: nothing was timed, and why
  std::uint64_t algorithms = 0;  ///< that the library offered and were tried
  std::optional<bool> right = {};
  std::optional<ReferenceTiming> by_default = {};  ///< its own first choice
  std::optional<ReferenceTiming> best = {};        ///< the fastest of those tried
  /// The rest of those tried, of libraries that have so few ways that each is shown.
  std::vector<ReferenceTiming> others = {};
};

/// One second of a long case.
struct CurvePoint {
  double at_s = 0;      ///< since the first sample
  double sample_s = 0;  ///< median of the samples of this second
  std::optional<double> clock_hz = {}, power_w = {}, temperature_c = {};
  std::uint64_t clock_events = 0;  ///< bit i: ClockEvent i was active
};

/// The arithmetic of one processor, by its own cycles.
struct ProcessorRate {
  std::uint64_t processor = 0;
  double flop_per_clock = 0;
};

/// An output that changed from one sample to another with the same inputs.
struct SilentCorruption {
  std::uint64_t sample = 0;
  std::uint64_t elements = 0;                   ///< in blocks of the output that differ
  std::uint64_t row = 0, column = 0;            ///< where the first of these blocks begins
  std::optional<std::uint64_t> processor = {};  ///< the SM that computed it
};

/// One rank of a case that several devices or hosts work on together.
struct RankResult {
  std::uint32_t rank = 0;
  std::string device = {};  ///< "cuda:3"; empty: the CPU of its host
  std::string host = {};
  double sample_s = 0;  ///< median of what the samples took on this rank
  std::uint64_t wrong_elements = 0;
};

/// What two hosts reached between them.
struct PairRate {
  std::uint32_t from_rank = 0, to_rank = 0;
  double bytes_per_s = 0;  ///< median over the samples
};

/// A case that did not end: who waited, and for whom.
struct Hang {
  std::vector<std::uint32_t> missing = {};             ///< ranks that did not arrive
  std::vector<std::string> missing_names = {};         ///< "cuda:3", or "host2 rank 5"
  std::optional<std::uint32_t> rank = {}, block = {};  ///< that gave up first
  std::string phase = {};
  std::optional<std::uint64_t> expected = {}, seen = {};
};

/// The library that did the work of a case, and how, as it says itself.
struct LibraryUse {
  std::string name, version = {};
  std::string algorithm = {}, protocol = {};  ///< "NVLS", "SIMPLE"; empty: it does not say
  std::optional<std::uint32_t> channels = {};
};

struct CaseResult {
  plan::Case planned;
  Status status = Status::skipped;
  std::string reason;           ///< required unless ok
  std::vector<double> samples;  ///< s, each over planned.iterations launches
  std::optional<Statistics> statistics;
  Stopping stopping;
  Seconds warm_up{};
  Seconds elapsed{};  ///< the whole case, wall clock
  AnswerCheck check;
  Telemetry telemetry;
  std::optional<SilentCorruption> corruption = {};  ///< status is wrong
  std::optional<ReferenceResult> reference = {};
  std::vector<ProcessorRate> processors = {};  ///< of the last sample, in the order of the SMs
  std::vector<CurvePoint> curve = {};          ///< of cases that sample for 10 s and more
  std::vector<RankResult> ranks = {};          ///< in order; empty: one device alone
  std::vector<PairRate> pairs = {};            ///< of Pattern::all_pairs between hosts
  std::optional<Hang> hang = {};               ///< status is error
  std::optional<LibraryUse> library = {};      ///< of Engine::nccl and Engine::mpi
  std::string instruction = {};                ///< empty: that of the plan
};

}  // namespace assay::measure
