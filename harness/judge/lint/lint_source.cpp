// What only shows when the parts are put next to each other.
#include "harness/judge/lint/lint_source.hpp"

#include <fmt/format.h>

#include <map>

#include "harness/judge/lint/lint_words.hpp"

namespace assay::judge {
namespace {

using catalogue::Authority;
using catalogue::Figure;

/// The first date that a source was given, by source.
using Dates = std::map<std::string, std::string, std::less<>>;

void check_source(const Figure& figure, const std::string& place, Dates& dates,
                  Findings& findings) {
  const auto known = dates.emplace(figure.source, figure.date).first;
  if (known->second != figure.date) {
    findings.error(place, "source",
                   fmt::format("\"{}\" is {} here and {} elsewhere; one source has one date",
                               figure.source, figure.date, known->second));
  }
  const bool is_arithmetic = figure.date == "undated arithmetic";
  const bool says_so =
      figure.authority == Authority::derived || figure.authority == Authority::inferred;
  if (is_arithmetic == says_so) return;
  findings.error(place, "source",
                 fmt::format("the figure is graded {}, and its date is \"{}\": arithmetic is "
                             "derived or inferred, and nothing else is",
                             to_string(figure.authority), figure.date));
}

}  // namespace

std::string file_of(const catalogue::Part& part) {
  return "parts/" + part.id + ".json";
}

void check_devices(const catalogue::Catalogue& catalogue, std::vector<Finding>& list) {
  std::map<std::string, std::string> owners;
  for (const auto& part : catalogue.parts) {
    Findings findings(file_of(part), list);
    for (std::size_t i = 0; i < part.devices.size(); ++i) {
      const auto& device = part.devices[i];
      for (const auto& [key, word] : {std::pair("name", device.name), {"device", device.device}}) {
        const std::string& owner = owners.emplace(word, part.id).first->second;
        if (owner == part.id) continue;
        findings.error(fmt::format("/devices/{}/{}", i, key), "device",
                       fmt::format("\"{}\" also stands for {}; a name or PCI id that two parts "
                                   "share identifies neither",
                                   word, owner));
      }
    }
  }
}

void check_sources(const catalogue::Catalogue& catalogue, std::vector<Finding>& list) {
  Dates dates;
  for (const auto& part : catalogue.parts) {
    Findings findings(file_of(part), list);
    for (const auto& [path, figure] : part.figures) {
      check_source(figure, pointer_of(path), dates, findings);
    }
    for (std::size_t i = 0; i < part.typical.size(); ++i) {
      const auto& seen = part.typical[i].observations;
      for (std::size_t j = 0; j < seen.size(); ++j) {
        check_source(seen[j].figure, fmt::format("/typical/{}/observations/{}", i, j), dates,
                     findings);
      }
    }
  }
}

}  // namespace assay::judge
