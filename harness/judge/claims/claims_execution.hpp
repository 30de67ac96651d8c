// Is a data type that a device cannot run evidence too?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <optional>
#include <string>

#include "harness/judge/gap/sides.hpp"

namespace assay::judge {

/// Of a ratio between two data types of the same kernel: which case of the first failed to run on a
/// device where the second ran. Such a type has no rate, that is a rate of 0. Empty where it ran,
/// or was skipped, or computed a wrong answer: then nothing is known of its rate.
std::optional<std::string> not_executed(const Exhibit& exhibit, const catalogue::Term& above,
                                        const catalogue::Term& below);

}  // namespace assay::judge
