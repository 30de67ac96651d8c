// The flags of --simulate; whether their values make sense, the simulation itself knows.
// SPDX-License-Identifier: Apache-2.0
#include "harness/cli/simulate_flags.hpp"

#include <fmt/format.h>

#include "kernels/error.hpp"

namespace assay::cli {
namespace {

const char* first_given(const SimulateFlags& flags) {
  if (flags.present_as) return "--present-as";
  if (flags.noise) return "--noise";
  if (flags.clock_ratio) return "--clock-ratio";
  if (flags.power_cap_w) return "--power-cap";
  if (flags.disabled_multiprocessors) return "--disable-sms";
  if (flags.gpus) return "--gpus";
  if (!flags.slow_pair.empty()) return "--slow-pair";
  return nullptr;
}

}  // namespace

void add_simulate_flags(CLI::App& verb, SimulateFlags& flags) {
  verb.add_option("--simulate", flags.part,
                  "Measure nothing: times follow what the catalogue\nsays of this part. The same "
                  "seed gives the same\ndocument but for run id and times of day")
      ->option_text("PART");
  verb.add_option("--noise", flags.noise,
                  "Simulated: relative standard deviation of a\nsample, 0 to 1; 0.01 without it")
      ->option_text("R");
  verb.add_option("--clock-ratio", flags.clock_ratio,
                  "Simulated: SM clock as a ratio of the healthy one")
      ->option_text("R");
  verb.add_option("--power-cap", flags.power_cap_w, "Simulated: enforced power limit in W")
      ->option_text("W");
  verb.add_option("--disable-sms", flags.disabled_multiprocessors,
                  "Simulated: SMs that do not work")
      ->option_text("N");
  verb.add_option("--present-as", flags.present_as,
                  "Simulated: part that the driver states, as of a\nrelabelled device")
      ->option_text("PART");
  verb.add_option(
          "--gpus", flags.gpus,
          "Simulated: GPUs of the node, with the transfers and\ncollectives between them; 1 "
          "without it")
      ->option_text("N");
  verb.add_option("--slow-pair", flags.slow_pair,
                  "Simulated: two GPUs, such as 3,5, whose way to each\nother carries half")
      ->delimiter(',')
      ->expected(2)
      ->option_text("A,B");
}

std::optional<simulate::Simulation> simulation_of(const SimulateFlags& flags) {
  if (!flags.part) {
    if (const char* alone = first_given(flags)) {
      throw Error(ErrorKind::usage,
                  fmt::format("{}: only a simulated run has it; add --simulate PART", alone));
    }
    return std::nullopt;
  }
  simulate::Simulation made;
  made.part = *flags.part;
  made.present_as = flags.present_as;
  made.noise = flags.noise.value_or(made.noise);
  made.clock_ratio = flags.clock_ratio.value_or(made.clock_ratio);
  made.power_cap_w = flags.power_cap_w;
  made.disabled_multiprocessors = flags.disabled_multiprocessors.value_or(0);
  made.gpus = flags.gpus;
  made.slow_pair = flags.slow_pair;
  return made;
}

}  // namespace assay::cli
