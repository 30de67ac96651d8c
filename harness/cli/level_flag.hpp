// Which level does --level name?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <string>

#include "harness/plan/case.hpp"

namespace assay::cli {

/// Throws Error(usage) that lists them for a word that is none.
plan::Level parse_level(const std::string& word);

}  // namespace assay::cli
