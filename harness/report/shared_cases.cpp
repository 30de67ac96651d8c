// Told by the group of a case and by its kernel's name.
// SPDX-License-Identifier: Apache-2.0
#include "harness/report/shared_cases.hpp"

namespace assay::report {
namespace {

using document::CaseRecord;

bool is_of_gpus(const CaseRecord& record) {
  return record.device.starts_with("cuda:") && record.parameters.nodes == 0;
}

}  // namespace

bool is_between_gpus(const CaseRecord& record) {
  const auto pattern = record.parameters.pattern;
  return is_of_gpus(record) && record.kernel.starts_with("transfer.") &&
         (pattern == Pattern::pair || pattern == Pattern::all_pairs);
}

bool is_collective_of_gpus(const CaseRecord& record) {
  return is_of_gpus(record) && record.kernel.starts_with("collective.") && !is_colocated(record);
}

bool is_colocated(const CaseRecord& record) {
  return record.kernel.starts_with("collective.") && record.kernel.ends_with("_colocated");
}

bool has_own_section(const CaseRecord& record) {
  return is_between_gpus(record) || is_collective_of_gpus(record) || is_colocated(record);
}

}  // namespace assay::report
