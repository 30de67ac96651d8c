// Between which values must a metric lie, and who says so?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/catalogue/metric.hpp"

namespace assay::judge {

/// One line of a gates file, values already in SI base units.
struct Gate {
  std::string metric;  ///< name or glob, as written: "memory.*/bandwidth"
  catalogue::MetricParameters parameters;
  std::optional<std::uint64_t> bytes;  ///< of the case; absent: of whichever case stands for it
  std::optional<double> expected, lower, upper;
  std::string unit;          ///< as written: "GB/s"
  double unit_factor = 1;    ///< from it to the base unit
  std::string source, date;  ///< where the numbers come from
  bool required = true;      ///< not measured is could-not-judge
};

/// results-schema/gates.schema.json.
struct GatesFile {
  std::string name;  ///< how errors call it
  std::string part;  ///< id of the part it is for
  std::vector<Gate> gates;
};

/// Throws Error(input) naming file, place and remedy where it does not follow the schema, or bounds
/// are swapped. Whether the gates make sense is what lint says.
GatesFile read_gates(const std::filesystem::path& path);
GatesFile parse_gates(std::string_view text, const std::string& name);

}  // namespace assay::judge
