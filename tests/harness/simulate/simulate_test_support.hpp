// What do the tests of this folder share?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <optional>
#include <stdexcept>
#include <string>

#include "harness/catalogue/catalogue.hpp"
#include "tests/harness/simulate/simulated_document.hpp"

namespace assay::simulate {

inline const catalogue::Catalogue& published() {
  static const catalogue::Catalogue catalogue = catalogue::embedded_catalogue();
  return catalogue;
}

/// A part without noise.
inline Options exact(const std::string& part) {
  Options options;
  options.simulation.part = part;
  options.simulation.noise = 0;
  options.seed = 1;
  return options;
}

/// Null where the document holds no such case.
inline const document::CaseRecord* find_case(const document::Document& document,
                                             const std::string& kernel,
                                             std::optional<DataType> type = {}) {
  for (const auto& record : document.cases) {
    if (record.kernel == kernel && (!type || record.parameters.type == *type)) return &record;
  }
  return nullptr;
}

inline const document::CaseRecord& case_of(const document::Document& document,
                                           const std::string& kernel,
                                           std::optional<DataType> type = {}) {
  if (const auto* found = find_case(document, kernel, type)) return *found;
  throw std::runtime_error("no case of " + kernel);
}

inline double median_of(const document::Document& document, const std::string& kernel,
                        std::optional<DataType> type = {}) {
  return case_of(document, kernel, type).statistics.value().median;
}

}  // namespace assay::simulate
