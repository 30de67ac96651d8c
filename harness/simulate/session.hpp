// Stands in for a device: samples are drawn, not timed, and nothing waits.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <memory>

#include "harness/catalogue/catalogue.hpp"
#include "harness/measure/session.hpp"
#include "harness/simulate/options.hpp"
#include "harness/simulate/performance.hpp"

namespace assay::simulate {

/// Time of all launches of one sample at `value` in the unit of the case, without noise.
Seconds nominal_sample(const plan::Case& planned, double value);

/// Sessions of all simulated GPUs, alone and together, for the cases of simulated_plan(). What a
/// session gives depends on the options, the case and the number of samples since its set_up(), on
/// nothing else.
class SimulatedSessions final : public measure::SessionFactory {
 public:
  /// The catalogue must outlive it. Throws Error(usage) as require_possible() does.
  SimulatedSessions(const catalogue::Catalogue& catalogue, Options options);
  SimulatedSessions(const SimulatedSessions&) = delete;
  SimulatedSessions& operator=(const SimulatedSessions&) = delete;

  std::unique_ptr<measure::DeviceSession> open(plan::DeviceId device) override;
  std::unique_ptr<measure::DeviceSession> open_group(const plan::Case& planned) override;

 private:
  Options options_;
  Device device_;  ///< refers to options_
};

}  // namespace assay::simulate
