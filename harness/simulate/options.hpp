// Everything that decides what a simulated device does.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "harness/catalogue/catalogue.hpp"
#include "harness/plan/case.hpp"
#include "harness/simulate/simulation.hpp"

namespace assay::simulate {

/// A slice of the GPU instead of all of it.
struct MigSlice {
  std::uint32_t multiprocessors = 0;
  double memory_fraction = 1;  ///< of capacity, bandwidth and L2
};

/// A fault that nothing in the telemetry explains.
struct Fault {
  std::string cases;  ///< glob on the kernel's or the case's name
  double factor = 1;  ///< its rates, counts and capacities are multiplied by it
};

struct Options {
  Simulation simulation = {};
  std::uint64_t seed = 0;
  plan::Level level = plan::Level::quick;
  std::vector<std::string> only = {};     ///< globs as of --only; empty: everything
  std::vector<std::string> without = {};  ///< globs of cases that the document does not hold
  bool links = false;  ///< with transfers and with collectives over 8 devices, where published
  std::optional<MigSlice> mig = {};
  std::vector<Fault> faults = {};
  std::vector<std::string> wrong = {};  ///< globs of cases that compute a wrong answer
  bool telemetry = true;                ///< false: neither clocks nor power nor errors are readable
  bool thermal = false;                 ///< hot; a clock_ratio below 1 is by thermal slowdown then
  std::uint64_t ecc_uncorrected = 0;    ///< that every case raises the counter by
};

/// NVLinks, as far as they are published.
bool has_links(const catalogue::Part& part);

/// Throws Error(usage), naming the flag of assay run, for what cannot be simulated.
void require_possible(const catalogue::Catalogue& catalogue, const Simulation& simulation);

}  // namespace assay::simulate
