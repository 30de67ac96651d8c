// Does a name match a pattern of the command line?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <string_view>

namespace assay::plan {

/// Whole-string match; `*` stands for any characters, none included, `?` for exactly one. Nothing
/// else is special: case names hold square brackets.
bool matches(std::string_view pattern, std::string_view text);

}  // namespace assay::plan
