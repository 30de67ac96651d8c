// The words of --format.
// SPDX-License-Identifier: Apache-2.0
#include "harness/report/format.hpp"

#include <fmt/format.h>

#include "harness/report/plain.hpp"
#include "kernels/error.hpp"

namespace assay::report {

Format parse_format(std::string_view word) {
  if (word == "text") return Format::text;
  if (word == "markdown") return Format::markdown;
  if (word == "json") return Format::json;
  throw Error(ErrorKind::usage,
              fmt::format("--format {}: unknown; give text, markdown or json", printable(word)));
}

}  // namespace assay::report
