// What does a document hold of one case? Everything a later stage needs, without the kernel table.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/core/seconds.hpp"
#include "harness/measure/case_phase.hpp"
#include "harness/measure/result.hpp"
#include "kernels/kernel.hpp"

namespace assay::document {

/// Reasons of skipped cases that only an incomplete run may hold; a reason may go on after them.
inline constexpr std::string_view kNotReached = "not reached";
inline constexpr std::string_view kInterrupted = "interrupted";

/// What each processor did in one cycle of its own, so that no clock is part of it.
struct ProcessorRates {
  std::vector<std::uint64_t> number;   ///< of the SM, as the device counts them, rising
  std::vector<double> flop_per_clock;  ///< op of integers
  double median = 0, minimum = 0, maximum = 0;
};

/// A long case, second by second: columns with one element for each. NaN where nothing was read;
/// empty where nothing could be.
struct Curve {
  std::vector<double> at_s;      ///< since the first sample
  std::vector<double> sample_s;  ///< median of the samples of this second
  std::vector<double> clock_hz, power_w, temperature_c;
  std::vector<std::uint64_t> clock_events;  ///< bit i: ClockEvent i was active
};

/// What is left of a case whose process was lost. Never a result.
struct Unfinished {
  measure::CasePhase phase{};   ///< that it was in
  Seconds in_phase{};           ///< for so long
  std::vector<double> samples;  ///< that were finished
};

/// What a case showed before it was measured again, because by that it would have failed. The case
/// itself is what it showed then.
struct FirstMeasurement {
  std::string reason;           ///< why it would have failed
  std::vector<double> samples;  ///< s
  measure::Statistics statistics;
  std::optional<Seconds> elapsed;
  measure::Telemetry telemetry;  ///< without what was read beside each sample
};

struct CaseRecord {
  std::string name;    ///< for people, unique in the document
  std::string kernel;  ///< subject.action
  Quantity quantity = Quantity::bandwidth;
  Limit limit = Limit::memory;
  Parameters parameters;    ///< without the seed, which the plan holds
  std::string input;        ///< what the inputs are like; empty: not known
  std::string instruction;  ///< what did the arithmetic; empty: not worth saying
  std::uint64_t iterations_per_sample = 1;
  std::string device;                   ///< "cpu", "cuda:0"
  std::vector<std::string> group = {};  ///< devices that share the case, by rank; empty: one alone
  Work work;                            ///< of one iteration
  measure::Status status = measure::Status::skipped;
  std::string reason;                             ///< empty where ok
  std::vector<double> samples;                    ///< s; only where ok
  std::optional<measure::Statistics> statistics;  ///< only where ok
  std::optional<measure::Stopping> stopping;
  std::optional<Seconds> warm_up, elapsed;
  std::optional<measure::AnswerCheck> check;
  std::optional<measure::SilentCorruption> corruption;  ///< only where wrong
  std::optional<measure::ReferenceResult> reference;    ///< timed only where ok
  std::optional<ProcessorRates> processors;             ///< only where ok
  std::optional<Curve> curve;                           ///< only where ok
  std::vector<measure::RankResult> ranks = {};          ///< only where ok or wrong
  std::vector<measure::PairRate> pairs = {};            ///< only where ok
  std::optional<measure::Hang> hang = {};               ///< only where error
  std::optional<Unfinished> unfinished = {};            ///< neither where ok nor where wrong
  std::optional<FirstMeasurement> first = {};           ///< it was measured twice
  std::optional<measure::LibraryUse> library = {};
  measure::Telemetry telemetry;
};

/// What a case that was dealt with leaves in the document. Samples, what was read or timed beside
/// each, and what follows from them are dropped unless the status is ok: an unfinished or wrong
/// measurement is not a result.
CaseRecord make_record(const measure::CaseResult& result);

/// A case whose turn has not come: skipped, with the reason "not reached".
CaseRecord make_record(const plan::Case& planned);

/// Of a list that is not empty; the mean of the middle two where their number is even.
double median_of(std::vector<double> values);

/// Skipped because the run ended before it, or in it.
bool is_unfinished(const CaseRecord& record);

/// The sample in the unit of the case: B/s, FLOP/s, or s per iteration.
double in_unit_of_case(const CaseRecord& record, double sample);

}  // namespace assay::document
