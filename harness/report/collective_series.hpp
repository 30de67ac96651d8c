// Which of our all-reduces belong into one table, and in which row?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "harness/document/document.hpp"

namespace assay::report {

/// Our cases of one size, by algorithm.
struct CollectiveRow {
  std::uint64_t bytes = 0;
  Submission submission = Submission::none;
  std::map<Algorithm, const document::CaseRecord*> by = {};

  /// Null where it was not measured.
  const document::CaseRecord* of(Algorithm algorithm) const;
  /// Our choice for the size where it was measured, else the fastest.
  const document::CaseRecord& ours() const;
  /// "8KiB graph".
  std::string label() const;
};

/// Cases that differ in size, algorithm and submission alone, sizes rising.
struct CollectiveSeries {
  const document::CaseRecord* first = nullptr;
  std::vector<CollectiveRow> rows = {};
};

/// Of those that were measured, in the order of the document, which must outlive them.
std::vector<CollectiveSeries> collective_series(const document::Document& document);

}  // namespace assay::report
