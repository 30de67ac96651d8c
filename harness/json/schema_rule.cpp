// Asks a value what its rule asks; the common types first.
#include "harness/json/schema_rule.hpp"

#include <algorithm>

namespace assay::json {
namespace {

using Json = nlohmann::json;

unsigned type_of(const Json& value) {
  switch (value.type()) {
    case Json::value_t::null:
      return kNull;
    case Json::value_t::boolean:
      return kBoolean;
    case Json::value_t::number_integer:
    case Json::value_t::number_unsigned:
      return kInteger;
    case Json::value_t::number_float:
      return kFraction;
    case Json::value_t::string:
      return kString;
    case Json::value_t::array:
      return kArray;
    case Json::value_t::object:
      return kObject;
    default:
      return 0;
  }
}

bool holds(const Sizes& sizes, std::uint64_t size) {
  return sizes.least <= size && size <= sizes.most;
}

bool is_one_of(const std::vector<Json>& words, const Json& value) {
  return std::find(words.begin(), words.end(), value) != words.end();
}

bool admits_number(const Bounds& bounds, const Json& value) {
  const double number = value.get<double>();
  return bounds.least <= number && number <= bounds.most && bounds.above < number &&
         number < bounds.below;
}

std::uint64_t characters_of(const std::string& text) {
  const auto begins = [](char c) { return (c & 0xc0) != 0x80; };
  return static_cast<std::uint64_t>(std::count_if(text.begin(), text.end(), begins));
}

// The size before the pattern: std::regex takes hundreds of bytes of stack for each character.
bool admits_text(const Rule& rule, const std::string& text) {
  if (!holds(rule.characters, characters_of(text))) return false;
  return std::all_of(rule.patterns.begin(), rule.patterns.end(),
                     [&](const auto& pattern) { return std::regex_search(text, pattern); });
}

bool are_unique(const Json::array_t& elements) {
  std::vector<const Json*> sorted;
  for (const auto& element : elements) sorted.push_back(&element);
  std::sort(sorted.begin(), sorted.end(), [](const Json* a, const Json* b) { return *a < *b; });
  const auto same = [](const Json* a, const Json* b) { return *a == *b; };
  return std::adjacent_find(sorted.begin(), sorted.end(), same) == sorted.end();
}

bool admits_array(const Rule& rule, const Json::array_t& elements) {
  if (!holds(rule.elements, elements.size())) return false;
  if (rule.unique && !are_unique(elements)) return false;
  if (rule.element == nullptr) return true;
  return std::all_of(elements.begin(), elements.end(),
                     [&](const Json& element) { return admits(*rule.element, element); });
}

bool admits_property(const Property& property, const Json& value) {
  return property.rule == nullptr || admits(*property.rule, value);
}

bool admits_named(const Rule& rule, const Json::object_t& members) {
  for (const auto& [key, property] : rule.properties) {
    const auto member = members.find(key);
    if (member == members.end() ? property.required : !admits_property(property, member->second))
      return false;
  }
  return true;
}

// What patterns, and then additionalProperties, ask of a member.
bool admits_other(const Rule& rule, const std::string& key, const Json& value, bool known) {
  for (const auto& [pattern, pattern_rule] : rule.property_patterns) {
    if (!std::regex_search(key, pattern)) continue;
    known = true;
    if (!admits(*pattern_rule, value)) return false;
  }
  return known || rule.other_properties == nullptr || admits(*rule.other_properties, value);
}

// Both maps are in the order of their keys, so one walk finds each member's own rule.
bool admits_every(const Rule& rule, const Json::object_t& members) {
  auto member = members.begin();
  for (const auto& [key, property] : rule.properties) {
    int order = -1;
    while (member != members.end() && (order = member->first.compare(key)) < 0) {
      if (!admits_other(rule, member->first, member->second, false)) return false;
      ++member;
    }
    if (member == members.end() || order != 0) {
      if (property.required) return false;
      continue;
    }
    if (!admits_property(property, member->second)) return false;
    const bool known = property.rule != nullptr;
    if (!admits_other(rule, member->first, member->second, known)) return false;
    ++member;
  }
  return std::all_of(member, members.end(), [&](const auto& other) {
    return admits_other(rule, other.first, other.second, false);
  });
}

bool admits_dependencies(const Rule& rule, const Json& value, const Json::object_t& members) {
  const auto is_there = [&](const std::string& key) { return members.contains(key); };
  for (const auto& [key, needed] : rule.needed_keys) {
    if (is_there(key) && !std::all_of(needed.begin(), needed.end(), is_there)) return false;
  }
  return std::all_of(rule.needed_rules.begin(), rule.needed_rules.end(), [&](const auto& needed) {
    return !is_there(needed.first) || admits(*needed.second, value);
  });
}

bool admits_object(const Rule& rule, const Json& value) {
  const auto& members = value.get_ref<const Json::object_t&>();
  if (!holds(rule.members, members.size())) return false;
  const bool asks_every = rule.other_properties != nullptr || !rule.property_patterns.empty();
  if (!(asks_every ? admits_every(rule, members) : admits_named(rule, members))) return false;
  return admits_dependencies(rule, value, members);
}

bool admits_composition(const Rule& rule, const Json& value) {
  const auto fits = [&](const Rule* part) { return admits(*part, value); };
  if (!std::all_of(rule.all.begin(), rule.all.end(), fits)) return false;
  if (!rule.any.empty() && std::none_of(rule.any.begin(), rule.any.end(), fits)) return false;
  if (!rule.one.empty() && std::count_if(rule.one.begin(), rule.one.end(), fits) != 1) return false;
  if (rule.none != nullptr && fits(rule.none)) return false;
  if (rule.condition == nullptr) return true;
  const Rule* const branch = fits(rule.condition) ? rule.consequence : rule.alternative;
  return branch == nullptr || fits(branch);
}

}  // namespace

bool admits(const Rule& rule, const Json& value) {
  const unsigned type = type_of(value);
  if (rule.never || (rule.types & type) == 0) return false;
  if (rule.has_words && !is_one_of(rule.words, value)) return false;
  if ((type & (kInteger | kFraction)) != 0) {
    if (rule.bounded && !admits_number(rule.number, value)) return false;
  } else if (type == kString) {
    if (rule.shaped && !admits_text(rule, value.get_ref<const std::string&>())) return false;
  } else if (type == kArray) {
    if (!admits_array(rule, value.get_ref<const Json::array_t&>())) return false;
  } else if (type == kObject) {
    if (!admits_object(rule, value)) return false;
  }
  return !rule.composed || admits_composition(rule, value);
}

}  // namespace assay::json
