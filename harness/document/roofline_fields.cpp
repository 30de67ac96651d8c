// The keys of a roofline, in the order they are written, and what of it the cases do not bear out.
#include "harness/document/roofline_fields.hpp"

#include "harness/document/archive.hpp"
#include "harness/document/derived.hpp"
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

using Json = nlohmann::ordered_json;

Json rooflines_to_json(const std::vector<Roofline>& rooflines) {
  return Writer::convert(rooflines);
}

void rooflines_from_json(const nlohmann::json& json, std::vector<Roofline>& rooflines) {
  Reader::convert(json, rooflines);
}

void check_rooflines(const Document& document, std::vector<std::string>& problems) {
  if (document.rooflines.empty()) return;
  check_derived(rooflines_to_json(document.rooflines), rooflines_to_json(rooflines_of(document)),
                "/rooflines", problems);
}

}  // namespace assay::document
