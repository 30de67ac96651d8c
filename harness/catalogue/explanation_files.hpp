// Which files of results-schema/explanations travel inside the binary?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <string_view>
#include <vector>

namespace assay::catalogue {

/// The text of each.
std::vector<std::string_view> explanation_files();

}  // namespace assay::catalogue
