// Which flags does a run have, and what do they ask of the plan?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <CLI/CLI.hpp>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "harness/cli/simulate_flags.hpp"
#include "harness/document/seal_key.hpp"
#include "harness/plan/options.hpp"
#include "harness/probe/probe.hpp"

namespace assay::cli {

/// What --lock-clocks alone means.
inline constexpr const char* kDefaultClock = "default";

struct RunFlags {
  std::vector<std::string> devices, only, shapes;
  std::string level = "quick";
  std::optional<std::string> bytes, output, sweep, reference, inject, log_file, lock_folder, budget,
      resume, lasting, seal, nonce, lock_clocks;
  std::string log_level = "info";
  std::optional<double> minimum_time_s, hung_after_s;
  double join_within_s = 60, cool_down_s = 30;
  std::optional<std::uint64_t> seed;
  bool dry_run = false, json = false, allow_busy = false, parallel = false, alone = false,
       no_confirm = false;
  SimulateFlags simulate;
};

void add_run_flags(CLI::App& verb, RunFlags& flags);

/// The seed that was given or follows from the nonce, else a random one. Throws Error(usage) where
/// no document can hold it, and of a nonce that is none.
std::uint64_t seed_of(const RunFlags& flags);

/// Of --seal; null without it. Throws Error(usage) where the file holds none, and without -o or
/// --json, for there would be nothing to seal.
std::shared_ptr<const document::SecretKey> seal_key_of(const RunFlags& flags);

/// What is asked of the plan, the devices left out. Throws Error(usage).
plan::Options plan_options_of(const RunFlags& flags);

/// A run of the CPU alone leaves the GPUs untouched.
probe::Contexts contexts_for(const RunFlags& flags);

/// Throws Error(usage) where a flag is given that says nothing of a simulated device.
void require_flags_of_simulation(const RunFlags& flags);

}  // namespace assay::cli
