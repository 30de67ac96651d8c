// How are facts shown to people?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <string>

#include "harness/probe/facts.hpp"

namespace assay::cli {

/// One fact group a line, unknown ones left out; at most 80 columns.
std::string facts_text(const probe::Facts& facts);

}  // namespace assay::cli
