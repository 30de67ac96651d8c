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

/// What tells the cases of one kernel apart, short: "8192^3 sustained", "burst 8192^3". What must
/// not be taken for the plain rate of the device stands in front, where no column cuts it off.
std::string short_parameters(const document::CaseRecord& record, bool simulated);

/// There is something to tell per joule.
bool has_energy(const document::CaseRecord& record);

}  // namespace assay::report
