// Where does a report go: to standard output as it comes, or into a file that is replaced once it
// is whole?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <string>
#include <string_view>
#include <utility>

#include "harness/cli/page_output.hpp"

namespace assay::cli {

class ReportOutput {
 public:
  /// `file` may be empty: standard output.
  explicit ReportOutput(std::string file) : file_(std::move(file)) {}

  bool is_file() const { return !file_.empty(); }
  Destination destination() const {
    return is_file() ? Destination::file : Destination::standard_output;
  }
  /// Throws as print() does.
  void write(std::string_view text);
  /// After the last write. Throws Error(usage) where the file cannot be written; then it is what it
  /// was before.
  void finish();

 private:
  std::string file_, held_ = {};
};

}  // namespace assay::cli
