// How do single deviations become findings: one for each node, device or link that is out?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "harness/judge/fleet/fleet.hpp"
#include "harness/judge/fleet/populations.hpp"

namespace assay::judge {

/// A value that stands out.
struct Flag {
  const Population* population = nullptr;
  std::uint32_t row = 0;
  double value = 0;
  FleetSide side = FleetSide::worse;
};

/// On which side of what is usual a value lies.
FleetSide side_of(const archive::Metric& metric, double value, double median);

class FindingList {
 public:
  explicit FindingList(const archive::Collection& collection) : collection_(collection) {}

  /// The finding of the node of this run, of a device, or of the way between two: what several runs
  /// of a node show of it is one.
  FleetFinding& of_node(std::uint32_t run, FleetSide side);
  FleetFinding& of_device(std::uint32_t device, FleetSide side);
  FleetFinding& of_link(std::uint32_t device, std::uint32_t peer, FleetSide side);

  /// `value` against the population; `rows` are behind it: of them the clocks are told.
  FleetDeviation deviation(const Population& population, double value,
                           std::span<const std::uint32_t> rows);

  /// Sorted, the gravest first, each with its sentence.
  std::vector<FleetFinding> take();

 private:
  FleetFinding& at(FleetSubject subject, FleetSide side, const std::string& host,
                   std::vector<FleetDevice> devices);
  FleetDevice place_of(std::uint32_t device) const;
  /// What a row's member is in the middle of a population: worked out once, where it is needed.
  double usual(const Population& population, float archive::Row::*member);
  std::optional<FleetCondition> condition(const Population& population,
                                          std::span<const std::uint32_t> rows,
                                          float archive::Row::*member);

  struct Usual {
    double clock_hz = 0, temperature_c = 0, power_w = 0;
  };

  const archive::Collection& collection_;
  std::map<std::string, std::size_t> place_;
  std::vector<FleetFinding> list_;
  std::map<const Population*, Usual> usual_;
};

/// "cuda:3 of node7 (GPU-..., serial 165, slot 0000:1b:00.0) is slower in 5 metrics; most in ...".
std::string finding_sentence(const FleetFinding& finding);
/// "gemm.bf16/throughput 611 TFLOP/s, 12.7 % below the median of 80 (31 deviations)".
std::string deviation_words(const FleetDeviation& deviation);

}  // namespace assay::judge
