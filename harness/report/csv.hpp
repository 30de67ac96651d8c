// How does a table leave for spreadsheets and scripts? As RFC 4180 quotes it, lines ended by a line
// feed, and so that no spreadsheet takes foreign text for a formula.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <optional>
#include <string>
#include <string_view>

namespace assay::report {

/// One cell of text. What a spreadsheet would compute (it begins with = + - @, also in their wide
/// forms, or with a tab or carriage return) has an apostrophe in front, and so has what begins with
/// an apostrophe itself: one apostrophe at the beginning is never part of the text.
std::string csv_text(std::string_view text);

/// The shortest digits that read back as the same number; empty where it is not finite.
std::string csv_number(double value);

/// Cells from left to right.
class CsvRow {
 public:
  CsvRow& text(std::string_view value) { return cell(csv_text(value)); }
  CsvRow& number(std::optional<double> value) { return cell(value ? csv_number(*value) : ""); }
  /// The row with the end of its line.
  std::string line() const { return line_ + "\n"; }

 private:
  CsvRow& cell(std::string_view written);

  std::string line_;
  bool first_ = true;
};

}  // namespace assay::report
