// Compares names whole: "NVIDIA H20" is the beginning of "NVIDIA H200" and "NVIDIA H20-3e".
#include "harness/judge/identity/identity_claims.hpp"

#include <algorithm>
#include <cctype>

namespace assay::judge {
namespace {

template <class Matches>
std::vector<std::string> parts_where(const catalogue::Catalogue& catalogue, Matches matches) {
  std::vector<std::string> parts;
  for (const auto& part : catalogue.parts) {
    if (std::any_of(part.devices.begin(), part.devices.end(), matches)) parts.push_back(part.id);
  }
  return parts;
}

// "1g.5gb", "3g.40gb", "7g.80gb+me"
bool is_slice_profile(std::string_view word) {
  const auto dot = word.find("g.");
  if (dot == word.npos || dot == 0 || word.find("gb", dot) == word.npos) return false;
  return std::all_of(word.begin(), word.begin() + static_cast<std::ptrdiff_t>(dot),
                     [](unsigned char c) { return std::isdigit(c) != 0; });
}

bool share_a_part(const IdentityClaim& one, const IdentityClaim& other) {
  return std::any_of(one.parts.begin(), one.parts.end(), [&](const auto& part) {
    return std::find(other.parts.begin(), other.parts.end(), part) != other.parts.end();
  });
}

}  // namespace

std::string_view without_slice(std::string_view name) {
  const auto mark = name.rfind(" MIG ");
  if (mark == name.npos || !is_slice_profile(name.substr(mark + 5))) return name;
  return name.substr(0, mark);
}

std::vector<IdentityClaim> claims_of(const catalogue::Catalogue& catalogue,
                                     const DeviceEvidence& evidence,
                                     const std::optional<std::string>& expected) {
  std::vector<IdentityClaim> claims;
  if (evidence.facts && !evidence.facts->name.empty()) {
    const std::string_view name = without_slice(evidence.facts->name);
    claims.push_back(
        {.by = "name",
         .text = evidence.facts->name,
         .parts = parts_where(catalogue, [&](const auto& device) { return device.name == name; })});
  }
  if (evidence.facts && evidence.facts->pci_device_id) {
    const std::string& id = *evidence.facts->pci_device_id;
    claims.push_back(
        {.by = "device id", .text = id, .parts = parts_where(catalogue, [&](const auto& device) {
                                          return device.device == id;
                                        })});
  }
  if (expected) {
    claims.push_back(
        {.by = "--expect", .text = *expected, .parts = {catalogue.at(*expected, "--expect").id}});
  }
  return claims;
}

std::optional<Contradiction> contradiction_among(const std::vector<IdentityClaim>& claims) {
  for (std::size_t i = 0; i < claims.size(); ++i) {
    for (std::size_t j = i + 1; j < claims.size(); ++j) {
      if (claims[i].parts.empty() || claims[j].parts.empty()) continue;
      if (!share_a_part(claims[i], claims[j])) return Contradiction{&claims[i], &claims[j]};
    }
  }
  return std::nullopt;
}

}  // namespace assay::judge
