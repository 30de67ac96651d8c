// Open addressing; the table is a power of two.
#include "harness/json/property_table.hpp"

#include <bit>
#include <limits>
#include <stdexcept>

namespace assay::json {

void PropertyTable::require(std::string_view key) {
  Property& property = property_of(key);
  required_ += property.required ? 0 : 1;
  property.required = true;
}

void PropertyTable::set_rule(std::string_view key, const Rule* rule) {
  property_of(key).rule = rule;
}

Property& PropertyTable::property_of(std::string_view key) {
  if (const Property* const found = find(key)) {
    return properties_[static_cast<std::size_t>(found - properties_.data())];
  }
  if (properties_.size() == std::numeric_limits<std::uint16_t>::max())
    throw std::length_error("there are too many properties");
  properties_.push_back({.key = std::string(key)});
  spread();
  return properties_.back();
}

void PropertyTable::spread() {
  slots_.assign(std::bit_ceil(4 * properties_.size()), 0);
  for (std::size_t i = 0; i < properties_.size(); ++i) {
    std::size_t slot = slot_of(properties_[i].key);
    while (slots_[slot] != 0) slot = next(slot);
    slots_[slot] = static_cast<std::uint16_t>(i + 1);
  }
}

}  // namespace assay::json
