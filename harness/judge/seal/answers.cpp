// By kernel and parameters; the digest tells the rest.
// SPDX-License-Identifier: Apache-2.0
#include "harness/judge/seal/answers.hpp"

#include <fmt/format.h>

namespace assay::judge {
namespace {

using document::CaseRecord;

bool has_digest(const CaseRecord& record) {
  return record.check && !record.check->digest.empty();
}

// A device of other size deals other work: what runs in registers alone fills the device it is on.
bool is_of_given_size(const CaseRecord& record) {
  return record.parameters.bytes != 0 || record.parameters.m != 0;
}

bool are_alike(const CaseRecord& one, const CaseRecord& other) {
  Parameters left = one.parameters, right = other.parameters;
  left.variant = right.variant = {};
  return one.kernel == other.kernel && left == right;
}

}  // namespace

AnswerComparison compare_answers(const document::Document& document,
                                 const document::Document& other) {
  if (document.plan.seed != other.plan.seed) {
    return {.reason = fmt::format("the inputs differ: seed {} here and {} there; run both with the "
                                  "same --nonce",
                                  document.plan.seed, other.plan.seed)};
  }
  AnswerComparison comparison;
  for (const auto& record : document.cases) {
    if (!has_digest(record) || !is_of_given_size(record)) continue;
    for (const auto& twin : other.cases) {
      if (!has_digest(twin) || !are_alike(record, twin)) continue;
      if (record.check->digest == twin.check->digest) {
        ++comparison.same;
      } else {
        comparison.different.push_back(record.name);
      }
      break;
    }
  }
  if (comparison.same == 0 && comparison.different.empty()) {
    comparison.reason = "no case of the two is alike and has a digest";
  }
  return comparison;
}

}  // namespace assay::judge
