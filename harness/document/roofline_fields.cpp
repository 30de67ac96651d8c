// The keys of a roofline, in the order they are written, and what of it the cases do not bear out.
#include "harness/document/roofline_fields.hpp"

#include <algorithm>
#include <tuple>

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

void rooflines_from_json(json::Value json, std::vector<Roofline>& rooflines) {
  Reader::convert(json, rooflines);
}

namespace {

// Not one of these compiles once the struct has another member.
auto members_of(const RooflineMemory& memory) {
  const auto& [case_name, rate] = memory;
  return std::tie(case_name, rate);
}

auto members_of(const RooflinePeak& peak) {
  const auto& [type, kernel, case_name, rate, ridge] = peak;
  return std::tie(type, kernel, case_name, rate, ridge);
}

auto members_of(const RooflinePoint& point) {
  const auto& [case_name, intensity, rate, roof, share] = point;
  return std::tie(case_name, intensity, rate, roof, share);
}

template <class Item>
bool are_same(const std::vector<Item>& a, const std::vector<Item>& b);

bool is_same(const Roofline& a, const Roofline& b) {
  const auto& [device, memory, peaks, points] = a;
  return device == b.device && members_of(memory) == members_of(b.memory) &&
         are_same(peaks, b.peaks) && are_same(points, b.points);
}

bool is_same(const auto& a, const auto& b) {
  return members_of(a) == members_of(b);
}

template <class Item>
bool are_same(const std::vector<Item>& a, const std::vector<Item>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](const Item& one, const Item& other) { return is_same(one, other); });
}

}  // namespace

void check_rooflines(const Document& document, std::vector<std::string>& problems) {
  if (document.rooflines.empty()) return;
  const auto follow = rooflines_of(document);
  // To the last bit: the usual case, and quick. Else JSON tells what differs, and by how much.
  if (are_same(document.rooflines, follow)) return;
  check_derived(rooflines_to_json(document.rooflines), rooflines_to_json(follow), "/rooflines",
                problems);
}

}  // namespace assay::document
