// Which nodes, devices and links of a fleet are not like the others?
//
// Nothing published is asked: like is compared with like, within strata, and what stands out is
// named. A value stands out only where it is both further from the median than noise would bring
// any of all that were compared, and practically different.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "harness/archive/collection.hpp"
#include "harness/document/timestamp.hpp"
#include "harness/judge/fleet/selection.hpp"

namespace assay::judge {

/// GPUs of one model in one node differ by up to 5 %, and most by less (stas00/ml-engineering,
/// accelerator README); runs of one GPU by about 1 %. 3 % is more than the second and finds what is
/// wrong before it costs a job that waits for its slowest member much.
inline constexpr double kPracticalDifference = 0.03;
/// Fewer members than a node of eight GPUs has tell no outlier from their scatter.
inline constexpr std::size_t kFewestMembers = 8;
/// Below this share of the median a scatter is the resolution of clocks and timers.
inline constexpr double kResolution = 0.001;
/// What differs by this much from the others of its node is named, however few they are: twice the
/// 5 % of healthy ones.
inline constexpr double kPlainDifference = 0.10;

struct FleetOptions {
  double threshold = kPracticalDifference;  ///< share of the median
  /// False flags of the statistical rule alone, over all comparisons and under normal noise.
  double chance = 0.1;
  std::size_t fewest_members = kFewestMembers;
  FleetSelectionOptions selection = {};
};

/// What is compared with each other, and only with each other.
struct FleetStratum {
  std::string part;    ///< id in the catalogue; of others the name the driver states
  std::string driver;  ///< of GPUs; empty: not known
  std::optional<std::uint32_t> power_limit_w = {};
  plan::Level level = plan::Level::quick;
  std::optional<bool> parallel = {};  ///< measured at the same time
  std::size_t devices = 0, nodes = 0;
  std::size_t metrics = 0;  ///< with enough members to be compared
  std::size_t comparisons = 0;
  double expected_by_chance = 0;  ///< false flags under both rules
  /// How far the least certain metric must be off to be found, share of its median.
  double widest_limit = 0;
  std::string widest_metric = {};

  bool judged() const { return comparisons != 0; }
};

/// A device in the place where the run found it.
struct FleetDevice {
  std::string host, device;  ///< "cuda:3"
  std::string key;           ///< UUID of a GPU
  std::string serial, slot;  ///< empty: not known
};

enum class FleetSide : std::uint8_t {
  worse,   ///< fails
  better,  ///< as suspicious, and no failure: a wrong clock, another part, or work that was not
           ///< done
};

/// What a value was compared with.
enum class FleetBasis : std::uint8_t {
  fleet,  ///< the others of its stratum
  node,   ///< the others of its node, which no two nodes share
};

/// What else was read during the measurement, beside the median of the stratum.
struct FleetCondition {
  double value = 0, median = 0;
};

struct FleetDeviation {
  std::string metric, unit;
  std::uint32_t stratum = 0;  ///< index into Fleet::strata
  FleetBasis basis = FleetBasis::fleet;
  double value = 0;                       ///< of several ways or devices the median
  double median = 0;                      ///< of what it is compared with
  double share = 0;                       ///< value / median - 1
  std::optional<double> deviations = {};  ///< scaled MADs from the median; absent: all agree
  std::size_t members = 0;                ///< values behind the median
  std::size_t out = 1, of = 1;            ///< devices of a node, or ways, that are out
  std::optional<FleetCondition> clock_hz = {}, temperature_c = {}, power_w = {};
};

enum class FleetSubject : std::uint8_t { node, device, link };

/// One cause, as far as figures tell: a node, a device, or the way between two.
struct FleetFinding {
  FleetSubject subject = FleetSubject::device;
  FleetSide side = FleetSide::worse;
  std::string host;
  std::vector<FleetDevice> devices = {};        ///< none of a node, one, or the two of a link
  std::vector<FleetDeviation> deviations = {};  ///< the greatest first; none: only wrong answers
  std::uint32_t wrong = 0;                      ///< cases that computed a wrong answer
  std::string sentence = {};
};

/// What devices lose when all of a node are measured at the same time.
struct ParallelLoss {
  std::string metric;
  std::size_t devices = 0, nodes = 0;  ///< measured both ways
  double median = 0;                   ///< share lost, below 0: gained; of the nodes' medians
  std::string worst_host = {};
  double worst = 0;                         ///< its median
  std::vector<std::string> hosts_out = {};  ///< lose more than the others do
};

/// A document that could not be used.
struct UnreadableRun {
  std::string name, reason;
};

struct Fleet {
  FleetOptions options;
  FleetSelection selection;
  std::vector<FleetStratum> strata = {};
  std::vector<FleetFinding> findings = {};  ///< the gravest first
  std::vector<ParallelLoss> parallel = {};
  std::vector<UnreadableRun> unreadable = {};  ///< filled by who read them
  std::vector<std::string> hints = {};         ///< seen, and not certain
  std::vector<std::string> notes = {};         ///< what a reader must know of the input
  std::size_t nodes = 0, devices = 0, links = 0;
  std::size_t comparisons = 0;
  double expected_by_chance = 0;

  bool judged() const { return comparisons != 0; }
  std::size_t count(FleetSide side) const;
  /// Hosts with a finding of this side, each once.
  std::size_t nodes_out(FleetSide side) const;
  bool any_wrong() const;
  /// 4 a wrong answer; 3 nothing could be judged, or a document not be read; 1 something is worse
  /// than the others; 0. A stratum that is too small is named and no reason for 3, or one odd node
  /// would hide every night what the others' code says.
  int exit_code() const;
  /// "2 of 1000 nodes stand out, ...; 0.003 false flags are to be expected by chance."
  std::string conclusion() const;
};

/// In time and memory linear in the rows of the collection, which must outlive nothing: all that is
/// said is copied.
Fleet judge_fleet(const archive::Collection& collection, const FleetOptions& options);

}  // namespace assay::judge
