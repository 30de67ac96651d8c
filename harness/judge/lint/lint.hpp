// Can these gates, or this catalogue, be trusted to judge a device?
//
// A gate that cannot fail and a figure that is a thousand times off look like any other number;
// what is checked here is everything that the numbers say about each other.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/catalogue/catalogue.hpp"
#include "harness/judge/gates/gates.hpp"

namespace assay::judge {

enum class Severity : std::uint8_t {
  warning,     ///< worth a look; nothing fails
  error,       ///< wrong: exit 1
  unreadable,  ///< could not be read, or breaks its schema, so that nothing else was checked: exit
               ///< 2
};

/// "warning", "error", "unreadable".
std::string_view to_string(Severity severity);

/// Something wrong, and what to do about it.
struct Finding {
  std::string file = {};   ///< as given; of the catalogue "parts/h20.json"
  std::string place = {};  ///< JSON pointer, "/gates/3/lower"; empty: the whole file
  std::string check = {};  ///< "units", "ceiling", "metric", ...: README.md of the catalogue
  std::string what = {};   ///< a sentence or two: what is wrong, with the numbers, and what to do
  Severity severity = Severity::error;
};

/// Whether each gate can judge what it says it judges.
std::vector<Finding> lint_gates(const catalogue::Catalogue& catalogue, const GatesFile& gates);

/// Whether the figures, typical figures and claims agree with each other.
std::vector<Finding> lint_catalogue(const catalogue::Catalogue& catalogue);

/// Result of checking everything that was asked for.
struct Lint {
  std::vector<std::string> checked = {};  ///< what was looked at, files as given
  std::vector<Finding> findings = {};

  std::size_t count(Severity severity) const;
  int exit_code() const;
};

/// The catalogue in the binary where there is no directory and no gates file; else what is given,
/// the gates files against the catalogue of the directory. Throws Error(input) where the directory
/// itself cannot be listed.
Lint lint(const std::optional<std::filesystem::path>& directory,
          const std::vector<std::filesystem::path>& gates);

}  // namespace assay::judge
