// What do the times of all ranks say of a case between hosts?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include "harness/measure/world/outcome.hpp"
#include "harness/plan/rounds.hpp"

namespace assay::measure {

/// Of HostWork. Where all work together a rank of the case is a rank of the world; in rounds it is
/// a host, and a round takes as long as the slowest group of it.
class HostOutcome final : public WorldOutcome {
 public:
  explicit HostOutcome(const World& world);

  void begin(const plan::Case& planned) override;
  std::size_t numbers() const override { return rounds_.size(); }
  Seconds add_sample(const std::vector<Obeyed>& ranks) override;
  void add_check(const std::vector<Obeyed>& ranks) override;
  std::vector<RankResult> ranks() const override;
  /// What each member of a group sends to the others of it, by the time of its slowest member, as
  /// the rate of every pair in it.
  std::vector<PairRate> pairs() const override;
  std::uint32_t number_of(int rank) const override;

 private:
  Seconds add_rounds(const std::vector<Obeyed>& ranks);

  const World& world_;
  std::vector<int> leaders_;
  Parameters parameters_;
  std::vector<plan::Round> rounds_;
  std::vector<RankResult> ranks_;
  std::vector<std::vector<double>> seconds_;  ///< of each rank's samples since set-up
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::vector<double>> rates_;
};

}  // namespace assay::measure
