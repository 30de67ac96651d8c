// How does one case look in the table of a run?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <string>
#include <vector>

#include "harness/document/record.hpp"

namespace assay::report {

struct CaseLayout {
  bool simulated = false;  ///< shorter, so that the mark of such a run has room beside it
  bool energy = false;     ///< per joule instead of the number of samples
};

/// Kernel, parameters, median, unit, noise, samples or what a joule was good for, status.
std::vector<std::string> case_cells(const document::CaseRecord& record, const CaseLayout& layout);

/// There is something to tell per joule.
bool has_energy(const document::CaseRecord& record);

}  // namespace assay::report
