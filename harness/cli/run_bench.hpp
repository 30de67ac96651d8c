// What does a run measure, and with what? The same in a supervisor and in its workers.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <memory>
#include <optional>

#include "harness/cli/run_flags.hpp"
#include "harness/measure/session.hpp"
#include "harness/operate/budget.hpp"
#include "harness/plan/case.hpp"
#include "harness/probe/facts.hpp"
#include "harness/simulate/simulation.hpp"

namespace assay::cli {

/// Of a simulated run.
probe::Facts simulated_facts_of(const RunFlags& flags, const simulate::Simulation& simulation,
                                std::uint64_t seed);

/// What is measured, within the budget, what is left out for it, and whether GPUs are measured at
/// the same time: those of the quick level are, but for --alone. Pure: the same flags, facts
/// and seed give the same.
operate::Budgeted plan_of(const RunFlags& flags,
                          const std::optional<simulate::Simulation>& simulation,
                          const probe::Facts& facts, std::uint64_t seed);

/// Sessions on what the flags say: this machine, or a simulated one.
std::unique_ptr<measure::SessionFactory> sessions_of(
    const RunFlags& flags, const std::optional<simulate::Simulation>& simulation,
    const probe::Facts& facts, std::uint64_t seed);

}  // namespace assay::cli
