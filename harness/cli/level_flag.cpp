// A closed list.
// SPDX-License-Identifier: Apache-2.0
#include "harness/cli/level_flag.hpp"

#include <fmt/format.h>

#include "kernels/error.hpp"

namespace assay::cli {

plan::Level parse_level(const std::string& word) {
  for (const auto level : {plan::Level::quick, plan::Level::standard, plan::Level::soak}) {
    if (to_string(level) == word) return level;
  }
  throw Error(ErrorKind::usage,
              fmt::format("--level {}: unknown; give quick, standard or soak", word));
}

}  // namespace assay::cli
