// Collects what cases share, then writes it.
// SPDX-License-Identifier: Apache-2.0
#include "harness/report/reason_lines.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "harness/document/words.hpp"
#include "harness/judge/hang.hpp"
#include "harness/report/plain.hpp"
#include "harness/report/shared_cases.hpp"

namespace assay::report {
namespace {

using document::CaseRecord;
using document::Document;

struct Shared {
  const CaseRecord* first;
  std::size_t count;
};

std::vector<Shared> reasons_of(const Document& document) {
  std::vector<Shared> list;
  for (const auto& record : document.cases) {
    if (record.status == measure::Status::ok) continue;
    const auto found = std::find_if(list.begin(), list.end(), [&](const Shared& other) {
      return other.first->status == record.status && other.first->reason == record.reason;
    });
    if (found == list.end()) {
      list.push_back({&record, 1});
    } else {
      ++found->count;
    }
  }
  return list;
}

/// What is left out of the reasons of pairs.
struct More {
  const CaseRecord* of;
  std::size_t shown = 0, cases = 0;
};

bool is_of_pair(const CaseRecord& record) {
  return is_between_gpus(record) && record.parameters.pattern == Pattern::pair;
}

More& more_like(std::vector<More>& list, const CaseRecord& record) {
  const auto found = std::find_if(list.begin(), list.end(), [&](const More& one) {
    return one.of->kernel == record.kernel && one.of->status == record.status;
  });
  return found == list.end() ? list.emplace_back(More{.of = &record}) : *found;
}

std::string line_of(const Shared& shared, std::size_t columns) {
  const auto& record = *shared.first;
  const std::string who = shared.count == 1 ? record.name : fmt::format("{} cases", shared.count);
  std::string text = wrap(
      printable(fmt::format("{}: {}: {}", document::word_of(record.status), who, record.reason)), 2,
      columns);
  if (record.hang) {
    text += wrap(printable("hung: " + judge::hang_sentence(*record.hang)), 4, columns);
  }
  return text;
}

}  // namespace

std::string reason_lines(const Document& document, std::size_t columns) {
  std::string text;
  std::vector<More> more;
  for (const auto& shared : reasons_of(document)) {
    if (is_of_pair(*shared.first)) {
      More& like = more_like(more, *shared.first);
      if (++like.shown > kPairReasons) {
        like.cases += shared.count;
        continue;
      }
    }
    text += line_of(shared, columns);
  }
  for (const auto& one : more) {
    if (one.cases == 0) continue;
    text += wrap(fmt::format("{}: {} more cases of {} between other GPUs: the document holds why",
                             document::word_of(one.of->status), one.cases, one.of->kernel),
                 2, columns);
  }
  return text;
}

}  // namespace assay::report
