// A file is held in memory until the end: whoever reads it in between finds the one before.
// SPDX-License-Identifier: Apache-2.0
#include "harness/cli/report_output.hpp"

#include "harness/cli/console.hpp"
#include "harness/document/atomic_file.hpp"

namespace assay::cli {

void ReportOutput::write(std::string_view text) {
  if (is_file()) {
    held_ += text;
  } else {
    print(text);
  }
}

void ReportOutput::finish() {
  if (is_file()) document::replace_file(file_, held_);
}

}  // namespace assay::cli
