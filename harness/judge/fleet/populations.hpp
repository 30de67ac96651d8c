// Which values are compared with each other, and how far apart may healthy ones be?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>
#include <optional>
#include <vector>

#include "harness/archive/collection.hpp"
#include "harness/judge/fleet/fleet.hpp"
#include "harness/judge/fleet/robust.hpp"
#include "harness/judge/fleet/strata.hpp"

namespace assay::judge {

enum class Scope : std::uint8_t {
  device,  ///< values of devices
  link,    ///< values of ways between two devices
  node,    ///< medians of the devices of a node, and what a node measures as a whole
  within,  ///< values of devices over the median of the others of their node
};
inline constexpr std::size_t kScopes = 4;

/// `row`: of the collection; of a median the first behind it.
struct Sample {
  double value = 0;
  std::uint32_t row = 0;
};

/// One metric of one stratum.
struct Population {
  std::uint32_t stratum = 0, metric = 0;
  Scope scope = Scope::device;
  std::vector<Sample> samples = {};
  Robust robust = {};
  /// What is further from the median stands out; infinite where there are too few to say so.
  double limit = 0;
  /// What the limit is made of, at least the resolution; 0: all but a few are exactly alike.
  double deviation = 0;
  double expected_by_chance = 0;

  bool judged() const;
};

/// Rows of one run that are compared alike: of devices, of ways, or of the node (never `within`).
struct Group {
  std::uint32_t stratum = 0, metric = 0;
  Scope scope = Scope::device;
  std::vector<std::uint32_t> rows = {};
};

/// A metric of a node as a whole, which its document lists at one of the devices.
bool is_of_node(const archive::Metric& metric);

/// The value of a row over the median of the other rows; of none where that is no number.
std::optional<double> over_others(const archive::Collection& collection, const Group& group,
                                  std::size_t index);

/// A device is compared with the others of its node where a bad one among them cannot shift their
/// median.
inline constexpr std::size_t kFewestOfNode = 4;

class Populations {
 public:
  /// Both must outlive it.
  Populations(const archive::Collection& collection, const Strata& strata);

  /// Sets median, scatter and limit of each, and counts them in the strata.
  void measure(const FleetOptions& options, std::vector<FleetStratum>& strata);

  const std::vector<Population>& list() const { return list_; }
  /// Null where there is none.
  const Population* find(std::uint32_t stratum, std::uint32_t metric, Scope scope) const;
  /// What of one run counts.
  std::vector<Group> groups_of(std::uint32_t run) const;

 private:
  struct Place {
    std::uint32_t row, stratum;
    Scope scope;
  };

  std::optional<Place> place_of(std::uint32_t row) const;
  void add_group(const Group& group);
  void add(std::uint32_t stratum, std::uint32_t metric, Scope scope, Sample sample);
  void set_limit(Population& population, const FleetOptions& options, double chance) const;

  const archive::Collection& collection_;
  const Strata& strata_;
  std::vector<std::uint32_t> first_row_;  ///< of each run, and one past the last
  std::vector<Scope> scope_of_metric_;
  std::vector<char> left_out_;       ///< by metric
  std::vector<std::int32_t> index_;  ///< in the list, by stratum, metric and scope; -1: none
  std::vector<Population> list_;
};

}  // namespace assay::judge
