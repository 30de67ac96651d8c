// What does a metric mean, what bounds it, and what is wrong where it is poor? For people.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <string>
#include <string_view>
#include <vector>

namespace assay::catalogue {

/// One reason for a poor value.
struct Symptom {
  std::string sign;   ///< what is seen with it
  std::string means;  ///< what it then means
  std::string remedy;
};

/// Of kernels that are measured alike.
struct Explanation {
  std::vector<std::string> kernels;  ///< "memory.copy", "memory.scale"
  std::vector<std::string> metrics;  ///< of the catalogue, which no kernel reports
  std::string quantity;              ///< "bandwidth"
  std::string formula;
  std::vector<std::string> derivation;
  std::vector<std::string> limits;
  std::vector<Symptom> low;  ///< of a latency: high
  std::vector<std::string> cautions;
};

/// Those that this binary was built with, by their first kernel.
std::vector<Explanation> embedded_explanations();

}  // namespace assay::catalogue
