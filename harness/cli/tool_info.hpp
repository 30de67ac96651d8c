// Which program is this, and how was it built?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <string>

#include "harness/document/document.hpp"

namespace assay::cli {

document::ToolInfo tool_info();

/// "assay 0.1.0 (1f2e3d...)".
std::string version_line();

}  // namespace assay::cli
