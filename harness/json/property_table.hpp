// Which rule has a schema for the member of this name? Asked for every member of every document.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace assay::json {

struct Rule;

struct Property {
  std::string key;
  const Rule* rule = nullptr;  ///< null: it is only required
  bool required = false;
};

/// By name, in the order they were added. Grows while a schema is compiled, and never after.
class PropertyTable {
 public:
  /// Add it where it is not there yet.
  void require(std::string_view key);
  void set_rule(std::string_view key, const Rule* rule);

  const Property* find(std::string_view key) const {
    for (std::size_t slot = slot_of(key); slots_[slot] != 0; slot = next(slot)) {
      const Property& property = properties_[slots_[slot] - 1];
      if (property.key == key) return &property;
    }
    return nullptr;
  }

  /// How many are required.
  std::size_t required() const { return required_; }
  auto begin() const { return properties_.begin(); }
  auto end() const { return properties_.end(); }

 private:
  std::vector<Property> properties_;
  std::size_t required_ = 0;
  /// Number of the property, from 1; 0: free, which at least three of four are.
  std::vector<std::uint16_t> slots_ = {0};

  std::size_t next(std::size_t slot) const { return (slot + 1) & (slots_.size() - 1); }

  /// Length and three characters tell most keys of an object apart.
  std::size_t slot_of(std::string_view key) const {
    if (key.empty()) return 0;
    const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(key[at]); };
    const std::size_t mixed =
        key.size() + 7u * byte(0) + 31u * byte(key.size() / 2) + 127u * byte(key.size() - 1);
    return (mixed ^ mixed >> 7) & (slots_.size() - 1);
  }
  Property& property_of(std::string_view key);
  void spread();
};

}  // namespace assay::json
