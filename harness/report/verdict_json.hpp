// How does a verdict look as JSON? As results-schema/verdict.schema.json says.
//
// In three pieces, so that thousands of documents need the memory of one: head, then the documents
// in order, then tail.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <string>

#include "harness/document/document.hpp"
#include "harness/judge/verdict/verdict.hpp"
#include "harness/judge/verdict/verdict_summary.hpp"

namespace assay::report {

enum class Place { first, later };

std::string verdict_json_head(const document::ToolInfo& tool);
std::string verdict_json_document(const judge::DocumentVerdict& verdict, Place place);
/// Ends with a newline.
std::string verdict_json_tail(const judge::VerdictSummary& summary);

}  // namespace assay::report
