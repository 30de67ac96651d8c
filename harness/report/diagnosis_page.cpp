// A section for each effect, a table in each.
// SPDX-License-Identifier: Apache-2.0
#include "harness/report/diagnosis_page.hpp"

#include <fmt/format.h>

#include <string>

namespace assay::report {
namespace {

using judge::Diagnosis;
using judge::Effect;

std::string things(std::size_t count) {
  return count == 1 ? "1 thing" : fmt::format("{} things", count);
}

std::string conclusion(const Diagnosis& diagnosis) {
  const std::size_t spoils = diagnosis.count(Effect::spoils);
  const std::size_t colours = diagnosis.count(Effect::colours);
  std::string text = spoils == 0 ? "Nothing that was looked at would spoil a run"
                                 : fmt::format("{} would spoil a run", things(spoils));
  if (colours != 0) text += fmt::format("; {} would colour its results", things(colours));
  return text + ".";
}

void add_section(const Diagnosis& diagnosis, Effect effect, const char* title, Page& page) {
  PageTable table{.columns = {{"where", Align::left, 8},
                              {"what", Align::left, 80, Overflow::wrap},
                              {"what mends it", Align::left, 80, Overflow::wrap}}};
  for (const auto& one : diagnosis.hindrances) {
    if (one.effect == effect) table.row({one.where, one.what, one.remedy});
  }
  if (!table.rows.empty()) page.section(title).table(std::move(table));
}

}  // namespace

Page diagnosis_page(const Diagnosis& diagnosis) {
  Page page;
  page.heading("Doctor").paragraph(conclusion(diagnosis));
  add_section(diagnosis, Effect::spoils, "Spoils a run", page);
  add_section(diagnosis, Effect::colours, "Colours results", page);
  add_section(diagnosis, Effect::note, "To know", page);
  if (!diagnosis.unknown.empty()) page.section("Not looked at").bullets(diagnosis.unknown);
  return page;
}

}  // namespace assay::report
