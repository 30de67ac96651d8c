// How is an identity said in one sentence?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <string>

#include "harness/judge/identity/identity.hpp"

namespace assay::judge {

/// Of an identity that holds all but its sentence.
std::string sentence_of(const Identity& identity);

/// "4096 FLOP per SM per clock", "3.71 TB/s", "78 SMs", "95.6GiB".
std::string format_feature(const Feature& feature, double value);

}  // namespace assay::judge
