// What do the pages look like, light, dark, on paper and on a phone?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include "harness/report/html/literal.hpp"

namespace assay::report::html {

/// All of it; it names no file and no font that would have to be fetched. Colours are variables
/// with one value for light and one for dark, and each pair that is read has a contrast of 4.5 at
/// least.
Literal style_sheet();

}  // namespace assay::report::html
