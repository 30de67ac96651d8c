// Looking figures up.
#include "harness/catalogue/part.hpp"

#include <algorithm>
#include <stdexcept>

namespace assay::catalogue {

std::string_view to_string(Authority authority) {
  switch (authority) {
    case Authority::vendor:
      return "vendor";
    case Authority::vendor_tool:
      return "vendor-tool";
    case Authority::vendor_copy:
      return "vendor-copy";
    case Authority::secondary:
      return "secondary";
    case Authority::derived:
      return "derived";
    case Authority::measured:
      return "measured";
    case Authority::inferred:
      return "inferred";
    case Authority::unverified:
      return "unverified";
  }
  throw std::logic_error("Authority out of range");
}

bool may_gate(Authority authority) {
  return authority != Authority::inferred && authority != Authority::unverified;
}

const Figure* Part::figure(std::string_view path) const {
  const auto found = figures.find(path);
  return found == figures.end() ? nullptr : &found->second;
}

std::optional<double> Part::gating(std::string_view path) const {
  const Figure* found = figure(path);
  if (!found || !found->gates()) return std::nullopt;
  return found->value;
}

std::optional<double> Part::value(std::string_view path) const {
  const Figure* found = figure(path);
  if (!found) return std::nullopt;
  return found->value;
}

const Typical* Part::typical_of(const Metric& metric) const {
  const auto found = std::find_if(typical.begin(), typical.end(),
                                  [&](const Typical& row) { return row.metric == metric; });
  return found == typical.end() ? nullptr : &*found;
}

}  // namespace assay::catalogue
