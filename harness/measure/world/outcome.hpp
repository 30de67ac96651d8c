// What do the answers of all ranks come to, for the document?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstddef>
#include <string>
#include <vector>

#include "harness/measure/result.hpp"
#include "harness/measure/world/rank_work.hpp"
#include "harness/measure/world/world.hpp"
#include "harness/plan/case.hpp"

namespace assay::measure {

/// Kept on rank 0, one case at a time. The lists have one element a rank of the world.
class WorldOutcome {
 public:
  virtual ~WorldOutcome() = default;
  virtual void begin(const plan::Case& planned) = 0;
  /// Sampled::numbers, at most.
  virtual std::size_t numbers() const = 0;
  /// The time of the sample: that of the slowest.
  virtual Seconds add_sample(const std::vector<Obeyed>& ranks) = 0;
  virtual void add_check(const std::vector<Obeyed>& ranks) = 0;
  virtual std::vector<RankResult> ranks() const = 0;
  virtual std::vector<PairRate> pairs() const { return {}; }
  /// A rank of the world as the document of this case numbers its ranks.
  virtual std::uint32_t number_of(int rank) const = 0;
};

/// Their sum, with the place of the first that found something.
Mismatch all_mismatches(const std::vector<Obeyed>& ranks);

/// Throws unless every rank did as it was told, and marks the world as lost where it is no longer
/// of use. `answers[0]` is that of this process, `missing` are those that gave none.
void require_done(World& world, const std::vector<Obeyed>& answers, const std::vector<int>& missing,
                  const WorldOutcome& outcome, const std::string& step);

}  // namespace assay::measure
