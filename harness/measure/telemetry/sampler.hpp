// A thread that reads a gauge now and then, costs next to nothing, and can neither hang nor end the
// run: what hangs or throws is left behind, and is said.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "harness/core/seconds.hpp"
#include "harness/measure/result.hpp"
#include "harness/measure/telemetry/gauge.hpp"

namespace assay::measure {

struct SamplerOptions {
  Seconds period{0.01};      ///< between readings, at least
  double cpu_share = 0.005;  ///< of one core that the readings may take
  Seconds patience{1};       ///< a call that takes longer is taken for hung
  Seconds retry{1};          ///< until a gauge that failed is asked again
  /// Readings kept; the oldest go first. At 10 ms: 11 minutes.
  std::size_t capacity = 65536;
};

/// What the readings of one case are, and what is missing of them.
struct Readings {
  std::vector<Reading> list = {};  ///< in the order of time
  Seconds period = {};             ///< between them, as it was last
  std::string incomplete = {};     ///< not empty: why some are missing
};

/// What the thread has taken since it began.
struct SamplerCost {
  Seconds cpu{};       ///< of the periodic readings
  Seconds in_calls{};  ///< wall clock, inside the gauge
  Seconds wall{};
  std::uint64_t readings = 0;
};

/// All calls of the gauge are made by the thread. Every function here returns within `patience` of
/// whatever the gauge does, and after the thread was found hung at once.
class Sampler {
 public:
  /// Throws std::system_error where no thread can be had.
  explicit Sampler(std::unique_ptr<Gauge> gauge, SamplerOptions options = {});
  /// Waits at most `patience`; a thread that hangs then is abandoned, with the gauge it holds.
  ~Sampler();
  Sampler(const Sampler&) = delete;
  Sampler& operator=(const Sampler&) = delete;

  /// A new case: readings until now are forgotten.
  void forget();
  /// Error totals as of now, and a reading unless there was one within the period. Empty where the
  /// gauge does not answer.
  std::optional<ErrorCounts> mark();
  /// Since forget().
  Readings readings() const;
  /// Those of the last `length` until the latest, but at least the last `count` where there are so
  /// many. Empty while the gauge does not answer.
  std::vector<Reading> recent(Seconds length, std::size_t count) const;
  SamplerCost cost() const;

 private:
  struct State;
  static void work(State& state);

  std::shared_ptr<State> state_;
  std::thread thread_;
};

}  // namespace assay::measure
