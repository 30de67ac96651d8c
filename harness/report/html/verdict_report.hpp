// The page of `assay verdict --format html`: what is said of all documents first, then of each.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstddef>
#include <string>
#include <vector>

#include "harness/document/document.hpp"
#include "harness/judge/verdict/verdict.hpp"
#include "harness/judge/verdict/verdict_summary.hpp"
#include "harness/report/html/element.hpp"
#include "harness/report/page.hpp"
#include "harness/report/verdict_page.hpp"

namespace assay::report::html {

/// Documents told in full. Of more those that pass are only counted, and of the others the first so
/// many are told in full: the page stays readable in a browser, whatever their number.
inline constexpr std::size_t kDetailedDocuments = 20;

class VerdictReport {
 public:
  /// `documents`: how many are going to be added.
  explicit VerdictReport(std::size_t documents) : documents_(documents) {}

  /// `document` is null where the file could not be read.
  void add(const judge::DocumentVerdict& verdict, const document::Document* document);

  /// Once, after the last document.
  std::string page(const judge::VerdictSummary& summary, const document::ToolInfo& tool) &&;

 private:
  std::vector<Element> opening(const judge::VerdictSummary& summary) const;

  std::size_t documents_;
  std::size_t articles_ = 0;                      ///< documents told in full
  std::size_t left_out_ = 0, rows_left_out_ = 0;  ///< documents, and devices in no row
  std::string title_ = {};
  std::vector<Element> content_ = {};
  PageTable overview_ = overview_table();
};

}  // namespace assay::report::html
