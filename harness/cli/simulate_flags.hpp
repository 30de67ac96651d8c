// Which flags of a run make it a simulated one?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <CLI/CLI.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "harness/simulate/simulation.hpp"

namespace assay::cli {

struct SimulateFlags {
  std::optional<std::string> part, present_as;
  std::optional<double> noise, clock_ratio, power_cap_w;
  std::optional<std::uint32_t> disabled_multiprocessors, gpus;
  std::vector<std::uint32_t> slow_pair;
};

void add_simulate_flags(CLI::App& verb, SimulateFlags& flags);

/// Empty without --simulate. Throws Error(usage) where a flag that needs it is given alone.
std::optional<simulate::Simulation> simulation_of(const SimulateFlags& flags);

}  // namespace assay::cli
