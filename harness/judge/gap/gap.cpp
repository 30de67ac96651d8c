// Rows, whether they agree, why they do not, and what a reader must know besides.
// SPDX-License-Identifier: Apache-2.0
#include "harness/judge/gap/gap.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>

#include "harness/judge/gap/gap_explanation.hpp"
#include "harness/judge/gap/gap_rows.hpp"
#include "harness/judge/gap/gap_sides.hpp"

namespace assay::judge {
namespace {

bool close(double one, double other) {
  return std::max(one / other, other / one) <= 1 + kAgreement;
}

Agreement agreement_of(const GapRow& row) {
  if (!row.published) return Agreement::not_published;
  if (!row.measured) return Agreement::not_measured;
  if (!row.a.published->verified || !row.b.published->verified) return Agreement::unverified;
  const double published = row.published->value;
  const bool within = row.measured->low <= published && published <= row.measured->high;
  return within || close(row.measured->value, published) ? Agreement::agrees : Agreement::differs;
}

std::string names_where(const std::vector<GapRow>& rows,
                        const std::function<bool(const GapRow&)>& chosen) {
  std::string list;
  for (const auto& row : rows) {
    if (chosen(row)) list += (list.empty() ? "" : ", ") + row.name;
  }
  return list;
}

void note_unexplained(Gap& gap) {
  const auto list = names_where(gap.rows, [](const GapRow& row) {
    return row.explanation && row.explanation->cause.empty();
  });
  if (list.empty()) return;
  gap.notes.push_back(
      fmt::format("{}: nothing at hand shows why; documents with clocks and power of both "
                  "sides would.",
                  list));
}

void note_unmeasured(Gap& gap) {
  for (const bool first : {true, false}) {
    const auto list = names_where(gap.rows, [&](const GapRow& row) {
      return row.unit != "W" && !(first ? row.a : row.b).measured;
    });
    if (list.empty()) continue;
    gap.notes.push_back(
        fmt::format("Not measured on {}: {}.", first ? gap.a.label : gap.b.label, list));
  }
}

const GapRow* row_of(const Gap& gap, std::string_view key_begin) {
  const auto found = std::find_if(gap.rows.begin(), gap.rows.end(), [&](const GapRow& row) {
    return row.key.starts_with(key_begin) && row.measured;
  });
  return found == gap.rows.end() ? nullptr : &*found;
}

void note_copy_engine(Gap& gap) {
  const GapRow* engine = row_of(gap, "transfer.copy_engine/bandwidth [direction=device_to_device");
  const GapRow* memory = row_of(gap, "memory.");
  if (!engine || !memory) return;
  const double one = engine->measured->value, other = memory->measured->value;
  if ((one - 1) * (other - 1) >= 0) return;
  gap.notes.push_back(
      fmt::format("The copy engine turns the order around, {} against {} by kernels on the SMs: "
                  "only the latter is memory bandwidth.",
                  ratio_text(one), ratio_text(other)));
}

// Two rows of one figure need its footnote once.
void note_unverified(Gap& gap) {
  std::vector<std::string> known;
  for (const auto& row : gap.rows) {
    for (const bool first : {true, false}) {
      const auto& value = (first ? row.a : row.b).published;
      if (!value || value->verified || value->detail.find(" / ") != std::string::npos) continue;
      const auto note = fmt::format("* {} of {} is {}.", value->detail,
                                    first ? gap.a.label : gap.b.label, value->note);
      if (std::find(known.begin(), known.end(), note) == known.end()) known.push_back(note);
    }
  }
  gap.notes.insert(gap.notes.end(), known.begin(), known.end());
}

GapSide described(const Side& side) {
  GapSide made{
      .label = side.label, .part = side.part ? side.part->id : std::string(), .documents = {}};
  for (const Exhibit* one : side.exhibits) made.documents.push_back(one->name());
  return made;
}

// Of what counts for a side, and of what only stands beside both.
bool any_is(bool Exhibit::*what, const Side& a, const Side& b,
            const std::vector<Exhibit>& evidence) {
  const auto is = [&](const Exhibit* one) { return one->*what; };
  return std::any_of(a.exhibits.begin(), a.exhibits.end(), is) ||
         std::any_of(b.exhibits.begin(), b.exhibits.end(), is) ||
         std::any_of(evidence.begin(), evidence.end(),
                     [&](const Exhibit& one) { return is(&one); });
}

void judge_row(const Side& a, const Side& b, GapRow& row) {
  row.agreement = agreement_of(row);
  if (row.agreement == Agreement::differs) row.explanation = explain(a, b, row);
}

}  // namespace

const SideValue* GapCell::best() const {
  if (measured) return &*measured;
  return published ? &*published : nullptr;
}

Gap gap(Side a, Side b, const std::vector<Exhibit>& evidence, GapRows rows) {
  Gap made;
  assign(a, b, evidence, made.notes);
  tell_apart(a, b);
  made.a = described(a);
  made.b = described(b);
  made.simulated = any_is(&Exhibit::simulated, a, b, evidence);
  made.injected = any_is(&Exhibit::injected, a, b, evidence);
  made.rows = gap_rows(a, b, rows);
  for (auto& row : made.rows) judge_row(a, b, row);
  note_unexplained(made);
  note_copy_engine(made);
  note_unmeasured(made);
  note_unverified(made);
  return made;
}

}  // namespace assay::judge
