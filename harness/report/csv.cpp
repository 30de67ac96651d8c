// The characters that begin a formula are those of Excel and LibreOffice.
// SPDX-License-Identifier: Apache-2.0
#include "harness/report/csv.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "harness/report/foreign_text.hpp"

namespace assay::report {
namespace {

// The last four are = + - @ as wide as an ideograph, which some locales take for the narrow ones.
constexpr std::array<std::string_view, 11> kRisky{
    "=",           "+", "-", "@", "\t", "\r", "'", "\xEF\xBC\x9D", "\xEF\xBC\x8B", "\xEF\xBC\x8D",
    "\xEF\xBC\xA0"};

}  // namespace

std::string csv_text(std::string_view text) {
  const std::string kept = foreign_text(text);
  const bool risky = std::any_of(kRisky.begin(), kRisky.end(),
                                 [&](std::string_view start) { return kept.starts_with(start); });
  std::string cell = risky ? "'" : "";
  cell += kept;
  if (cell.find_first_of(",\"\r\n") == std::string::npos) return cell;
  std::string quoted = "\"";
  for (const char c : cell) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + '"';
}

std::string csv_number(double value) {
  return std::isfinite(value) ? fmt::format("{}", value) : "";
}

CsvRow& CsvRow::cell(std::string_view written) {
  if (!first_) line_ += ',';
  first_ = false;
  line_ += written;
  return *this;
}

}  // namespace assay::report
