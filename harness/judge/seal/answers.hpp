// Did two runs with the same inputs compute the same?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstddef>
#include <string>
#include <vector>

#include "harness/document/document.hpp"

namespace assay::judge {

/// Answers of cases that are alike but for the device and the shape of the kernel.
struct AnswerComparison {
  std::size_t same = 0;
  std::vector<std::string> different = {};  ///< names of the cases, as in the first document
  std::string reason = {};                  ///< not empty: nothing could be compared, and why
};

/// Only answers that every machine gives alike are compared: where inputs are exact or nothing is
/// rounded.
AnswerComparison compare_answers(const document::Document& document,
                                 const document::Document& other);

}  // namespace assay::judge
