// The keys of a roofline, in the order they are written, and what of it the cases do not bear out.
#include "harness/document/roofline_fields.hpp"

#include <fmt/format.h>

#include "harness/document/archive.hpp"
#include "harness/document/case_consistency.hpp"
#include "harness/document/document.hpp"

namespace assay::document {

// Not in an unnamed namespace: Writer and Reader find these by argument-dependent lookup.
void fields(auto& archive, Is<RooflineMemory> auto& memory) {
  archive("case", memory.case_name);
  archive("rate", memory.rate);
}

void fields(auto& archive, Is<RooflinePeak> auto& peak) {
  archive("type", peak.type);
  archive("kernel", peak.kernel);
  archive("case", peak.case_name);
  archive("rate", peak.rate);
  archive("ridge", peak.ridge);
}

void fields(auto& archive, Is<RooflinePoint> auto& point) {
  archive("case", point.case_name);
  archive("intensity", point.intensity);
  archive("rate", point.rate);
  archive("roof", point.roof);
  archive("share", point.share);
}

void fields(auto& archive, Is<Roofline> auto& roofline) {
  archive("device", roofline.device);
  archive("memory", roofline.memory);
  archive("peaks", roofline.peaks);
  archive("points", roofline.points);
}

namespace {

using Json = nlohmann::ordered_json;

// Both were written by the same fields, so that objects differ in values only.
void compare(const Json& stated, const Json& follows, const std::string& at,
             std::vector<std::string>& problems) {
  if (stated.is_array() && stated.size() != follows.size()) {
    problems.push_back(
        fmt::format("{}: holds {}, but the cases give {}", at, stated.size(), follows.size()));
  } else if (stated.is_array()) {
    for (std::size_t i = 0; i < stated.size(); ++i) {
      compare(stated[i], follows[i], fmt::format("{}/{}", at, i), problems);
    }
  } else if (stated.is_object()) {
    for (const auto& [key, value] : stated.items()) {
      compare(value, follows.at(key), at + "/" + key, problems);
    }
  } else {
    const bool same =
        stated.is_number() ? agree(stated.get<double>(), follows.get<double>()) : stated == follows;
    if (same) return;
    problems.push_back(
        fmt::format("{}: is {}, but the cases give {}", at, stated.dump(), follows.dump()));
  }
}

}  // namespace

Json rooflines_to_json(const std::vector<Roofline>& rooflines) {
  return Writer::convert(rooflines);
}

void rooflines_from_json(const nlohmann::json& json, std::vector<Roofline>& rooflines) {
  Reader::convert(json, rooflines);
}

void check_rooflines(const Document& document, std::vector<std::string>& problems) {
  if (document.rooflines.empty()) return;
  compare(rooflines_to_json(document.rooflines), rooflines_to_json(rooflines_of(document)),
          "/rooflines", problems);
}

}  // namespace assay::document
