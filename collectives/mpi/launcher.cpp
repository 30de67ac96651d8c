// Reads the variables that launchers give to what they start.
// SPDX-License-Identifier: Apache-2.0
#include "collectives/mpi/launcher.hpp"

#include <unistd.h>

#include <charconv>
#include <string_view>

namespace assay {
namespace {

using Environment = std::map<std::string, std::string>;

std::optional<int> number(const Environment& environment, const char* name) {
  const auto found = environment.find(name);
  if (found == environment.end()) return std::nullopt;
  const std::string& text = found->second;
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || value < 0) return std::nullopt;
  return value;
}

struct Names {
  const char *by, *rank, *ranks;
};
constexpr Names kLaunchers[] = {
    {"Open MPI", "OMPI_COMM_WORLD_RANK", "OMPI_COMM_WORLD_SIZE"},
    {"PMI", "PMI_RANK", "PMI_SIZE"},
    // Of the step: a job's own variables are seen by its batch script as well, which is a step of
    // one task.
    {"Slurm", "SLURM_PROCID", "SLURM_STEP_NUM_TASKS"},
};

}  // namespace

std::optional<Launched> launched_by(const Environment& environment) {
  for (const Names& names : kLaunchers) {
    const auto rank = number(environment, names.rank), ranks = number(environment, names.ranks);
    if (!rank || !ranks) continue;
    if (*ranks <= 1) return std::nullopt;
    return Launched{.by = names.by, .rank = *rank, .ranks = ranks};
  }
  if (const auto rank = number(environment, "PMIX_RANK")) {
    return Launched{.by = "PMIx", .rank = *rank, .ranks = std::nullopt};
  }
  return std::nullopt;
}

std::optional<Launched> launched() {
  Environment seen;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view text = *entry;
    const auto equals = text.find('=');
    if (equals == std::string_view::npos) continue;
    seen.emplace(text.substr(0, equals), text.substr(equals + 1));
  }
  return launched_by(seen);
}

}  // namespace assay
