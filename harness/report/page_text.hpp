// How does a page look on a terminal?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstddef>
#include <string>

#include "harness/report/page.hpp"
#include "harness/report/plain.hpp"

namespace assay::report {

struct TextOptions {
  Colour colour = Colour::never;
  std::size_t width = kLineWidth;  ///< of every line, the prefix included
  std::string line_prefix = {};    ///< "SIMULATED ": begins every line, empty ones too
};

/// Lines ending in newlines, none wider than the width and none ending in a space. A blank line
/// stands between blocks. Throws std::logic_error for a width that leaves a column no room.
std::string to_text(const Page& page, const TextOptions& options = {});

}  // namespace assay::report
