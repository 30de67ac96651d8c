// Behaviour alone assigns a device.
// SPDX-License-Identifier: Apache-2.0
#include "harness/judge/gap/gap_sides.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

namespace assay::judge {
namespace {

std::string listed(const std::vector<std::string>& words, std::string_view between) {
  std::string text;
  for (const auto& word : words) text += (text.empty() ? "" : std::string(between)) + word;
  return text;
}

std::string cases_of(const Identity& identity) {
  if (identity.deciding_cases.empty()) return "";
  return "; " + listed(identity.deciding_cases, ", ") + " would decide";
}

bool fits(const Side& side, const Exhibit& exhibit) {
  return side.part && exhibit.behaves_like(side.part->id);
}

bool holds(const Side& side, const Exhibit& exhibit) {
  return std::any_of(side.exhibits.begin(), side.exhibits.end(),
                     [&](const Exhibit* one) { return one->document == exhibit.document; });
}

std::string fate(const Exhibit& exhibit) {
  const auto& found = exhibit.identity.candidates;
  if (found.empty()) return "no part explains how it behaves";
  return "it behaves like " + listed(found, " or ");
}

}  // namespace

Side side_of(const catalogue::Part& part) {
  return {.label = part.id, .part = &part};
}

Side side_of(const catalogue::Catalogue& catalogue, const std::string& document,
             const std::vector<Exhibit>& exhibits, std::vector<std::string>& notes) {
  Side side{.label = std::filesystem::path(document).stem().string()};
  for (const auto& exhibit : exhibits) {
    const auto& found = exhibit.identity.candidates;
    if (side.exhibits.empty() && !found.empty()) {
      side.part = catalogue.find(found.front());
      if (side.part) side.label = side.part->id;
    }
    if (!side.exhibits.empty() && !(side.part ? fits(side, exhibit) : found.empty())) {
      notes.push_back(fmt::format("{} is left out: {}.", exhibit.name(), fate(exhibit)));
      continue;
    }
    if (found.size() > 1 && side.exhibits.empty()) {
      notes.push_back(fmt::format("{} behaves like {}: figures are those of the first{}.",
                                  exhibit.name(), listed(found, " or "),
                                  cases_of(exhibit.identity)));
    }
    side.exhibits.push_back(&exhibit);
  }
  if (!side.part) {
    notes.push_back(
        fmt::format("No part explains how {} behaves: nothing is published of it.", side.label));
  }
  return side;
}

void assign(Side& a, Side& b, const std::vector<Exhibit>& evidence,
            std::vector<std::string>& notes) {
  for (const auto& exhibit : evidence) {
    if (holds(a, exhibit) || holds(b, exhibit)) continue;
    const bool to_a = fits(a, exhibit), to_b = fits(b, exhibit);
    if (to_a && to_b) {
      notes.push_back(fmt::format("{} counts for neither side: {} explain it alike{}.",
                                  exhibit.name(), a.label + " and " + b.label,
                                  cases_of(exhibit.identity)));
    } else if (to_a || to_b) {
      (to_a ? a : b).exhibits.push_back(&exhibit);
    } else {
      notes.push_back(
          fmt::format("{} counts for neither side: {}.", exhibit.name(), fate(exhibit)));
    }
  }
}

void tell_apart(Side& a, Side& b) {
  if (a.label != b.label) return;
  a.label += " (A)";
  b.label += " (B)";
}

}  // namespace assay::judge
