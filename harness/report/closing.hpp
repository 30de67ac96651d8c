// What matters of a run, in three sentences: verdict, worst finding, cause.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <string>
#include <vector>

#include "harness/judge/verdict/verdict.hpp"

namespace assay::report {

/// Of the devices that are held against a part; empty where none is.
std::vector<std::string> closing_sentences(const judge::DocumentVerdict& verdict);

}  // namespace assay::report
