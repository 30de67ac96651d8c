// In which form does the user want a report?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <string_view>

namespace assay::report {

enum class Format { text, markdown, json };

/// Throws Error(usage) that names --format and the words it takes.
Format parse_format(std::string_view word);

}  // namespace assay::report
