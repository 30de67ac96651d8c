// Is each device of a document the part it should be, and does it deliver what was published?
//
// A device fails where it behaves like another part, whatever its rates and whatever is missing.
// Otherwise the worst of its metrics and of its coverage decides, as judge::worst orders them.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "harness/catalogue/catalogue.hpp"
#include "harness/document/document.hpp"
#include "harness/judge/gates/gates.hpp"
#include "harness/judge/hosts/slow_hosts.hpp"
#include "harness/judge/identity/identity.hpp"
#include "harness/judge/processors.hpp"
#include "harness/judge/state.hpp"
#include "harness/judge/verdict/cause.hpp"
#include "harness/judge/verdict/ceiling.hpp"
#include "harness/judge/verdict/coverage.hpp"

namespace assay::judge {

enum class MetricStatus : std::uint8_t {
  pass,
  fail,          ///< outside its gates, or an SM is slow
  invalid,       ///< above what is physically possible: the measurement is not to be believed
  not_measured,  ///< no case has a result that stands for it
  no_gate,       ///< nobody published what healthy ones reach, and no gate was given: only shown
  wrong,         ///< a case computed a wrong answer
  error,         ///< a case failed
};

struct MeasuredValue {
  double median = 0, low = 0, high = 0;  ///< and the interval of the median
};

struct PublishedValue {
  double value = 0;
  std::string figure;  ///< path in the part
  std::string source, date;
  catalogue::Authority authority{};
};

struct TypicalRange {
  double low = 0, high = 0;
  std::string source;
};

/// Rate of one SM in one clock.
struct PerSmClock {
  double value = 0;
  std::optional<double> published = {};
};

/// A library beside the kernel: its time over the kernel's, above 1 where the kernel is the faster.
struct LibraryRatio {
  std::string library, version, unavailable;
  std::optional<bool> right = {};
  std::optional<double> best = {}, by_default = {};
};

/// What the pairs that a device is part of reached: the slowest decides.
struct PairSpread {
  std::size_t count = 0;
  std::string slowest, fastest;  ///< "cuda:3 -> cuda:5"
  double slowest_value = 0, fastest_value = 0;
  std::vector<std::string> outside = {};  ///< beyond a gate, in the order of the document
};

struct MetricVerdict {
  catalogue::Metric metric;
  std::string unit;
  std::string case_name = {};  ///< empty: the document has none
  bool required = false;       ///< not measured is could-not-judge
  std::optional<MeasuredValue> measured = {};
  std::optional<PublishedValue> published = {};
  std::optional<double> share_of_published = {};  ///< only of a figure that may gate
  std::optional<TypicalRange> typical = {};       ///< of this very part
  std::optional<GateValue> lower = {}, upper = {};
  std::optional<GateValue> ceiling = {};  ///< above it the measurement is invalid
  std::optional<PerSmClock> per_sm_clock = {};
  std::optional<ProcessorSpread> processors = {};
  std::optional<LibraryRatio> reference = {};
  std::optional<PairSpread> pairs = {};  ///< of metrics measured pair by pair; then of the slowest
  MetricStatus status = MetricStatus::no_gate;
  std::string reason = {};          ///< one sentence
  std::optional<Cause> cause = {};  ///< of a shortfall
};

/// A metric that is only shown, or was not asked for and not measured, counts for nothing: pass.
/// A required rate without a gate is could-not-judge.
State state_of(const MetricVerdict& metric);

/// Whether its state means anything: something was held against something, or should have been.
bool is_judged(const MetricVerdict& metric);

struct DeviceVerdict {
  std::string device;         ///< "cuda:0"
  std::string uuid, name;     ///< as the driver states them; may be empty
  std::string serial = {};    ///< of the board; empty: not known
  std::string part = {};      ///< id it is judged as; empty: against nothing
  bool counts = true;         ///< false: a CPU beside GPUs, judged only for wrong answers
  bool another_part = false;  ///< by its behaviour: it fails, whatever its rates
  State state = State::could_not_judge;
  std::string headline = {};  ///< why, in one sentence; empty where it passes
  std::optional<Identity> identity = {};
  std::vector<MetricVerdict> metrics = {};
  Coverage coverage = {};
};

struct DocumentVerdict {
  std::string file;
  std::string run_id;
  std::string hostname;
  std::string tool_version;
  document::Timestamp started_at{};
  std::optional<std::string> simulated = {};  ///< the part; nothing was measured
  std::vector<std::string> injected = {};     ///< faults that were asked for
  State state = State::could_not_judge;
  std::vector<Missing> missing = {};  ///< of the document as a whole
  std::vector<DeviceVerdict> devices = {};
  std::vector<HostShare> slow_hosts =
      {};                       ///< each once, as the case shows it in which it is slowest
  std::string unreadable = {};  ///< not empty: why the file is no document; nothing else is known
};

struct VerdictOptions {
  std::optional<std::string> expected = {};  ///< id of a part of the catalogue
  std::optional<GatesFile> gates = {};
  std::optional<std::uint32_t> devices = {};  ///< how many GPUs each document must hold
};

/// `options.expected` must be in the catalogue.
DocumentVerdict judge_document(const catalogue::Catalogue& catalogue,
                               const document::Document& document, const std::string& file,
                               const VerdictOptions& options);

/// A file that could not be read, among others that could.
DocumentVerdict unreadable_document(const std::string& file, const std::string& why);

/// The part that a device claims to be, by exact name and PCI device id; null where the catalogue
/// knows neither, or several parts bear them. A device whose name and id contradict each other is
/// held against its name, and fails by its identity.
const catalogue::Part* claimed_part(const catalogue::Catalogue& catalogue,
                                    const probe::CudaFacts& facts);

}  // namespace assay::judge
