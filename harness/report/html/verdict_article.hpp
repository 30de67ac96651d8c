// How is the verdict on one document told, with everything that was measured beside it?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <vector>

#include "harness/document/document.hpp"
#include "harness/judge/verdict/verdict.hpp"
#include "harness/report/html/element.hpp"

namespace assay::report::html {

/// Verdict and reasons, its devices, the run, what lies between GPUs, each device in detail.
/// `level` is that of its own heading, 1 or 2. `document` is null where the file could not be read.
std::vector<Element> verdict_article(const judge::DocumentVerdict& verdict,
                                     const document::Document* document, int level);

}  // namespace assay::report::html
