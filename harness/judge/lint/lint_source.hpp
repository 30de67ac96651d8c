// Are names and sources of the catalogue told apart, and told alike wherever they are used?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <vector>

#include "harness/catalogue/catalogue.hpp"
#include "harness/judge/lint/lint.hpp"

namespace assay::judge {

/// "parts/h20.json".
std::string file_of(const catalogue::Part& part);

/// No name and no PCI id may stand for two parts.
void check_devices(const catalogue::Catalogue& catalogue, std::vector<Finding>& list);
/// One source has one date, and arithmetic is never called a published figure.
void check_sources(const catalogue::Catalogue& catalogue, std::vector<Finding>& list);

}  // namespace assay::judge
