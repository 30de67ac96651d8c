// How does a page look as GitHub-flavoured Markdown?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <string>

#include "harness/report/page.hpp"

namespace assay::report {

struct MarkdownOptions {
  std::string mark = {};  ///< "SIMULATED": bold in every heading, paragraph, item and table row
};

/// Cells are whole here: no width, no cutting. Nothing in the page's strings is taken for markup.
std::string to_markdown(const Page& page, const MarkdownOptions& options = {});

}  // namespace assay::report
