// What does a run measure, and with what? The same in a supervisor and in its workers.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <memory>
#include <optional>

#include "harness/catalogue/catalogue.hpp"
#include "harness/cli/run_flags.hpp"
#include "harness/measure/session.hpp"
#include "harness/plan/case.hpp"
#include "harness/probe/facts.hpp"
#include "harness/simulate/simulation.hpp"

namespace assay::cli {

/// What is measured. Pure: the same flags, seed and facts give the same.
plan::Plan plan_of(const RunFlags& flags, const probe::Facts& facts, std::uint64_t seed);

/// Of a simulated run.
probe::Facts simulated_facts_of(const RunFlags& flags, const simulate::Simulation& simulation,
                                std::uint64_t seed);
plan::Plan simulated_plan_of(const RunFlags& flags, const simulate::Simulation& simulation,
                             std::uint64_t seed);

/// Sessions on what the flags say: this machine, or a simulated one.
std::unique_ptr<measure::SessionFactory> sessions_of(
    const RunFlags& flags, const std::optional<simulate::Simulation>& simulation,
    const probe::Facts& facts, std::uint64_t seed);

}  // namespace assay::cli
