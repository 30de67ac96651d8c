// Asks a value what its rule asks; the common types first.
#include "harness/json/schema_rule.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string_view>

#include "harness/json/tree.hpp"

namespace assay::json {
namespace {

unsigned bit_of(Type type) {
  switch (type) {
    case Type::null:
      return kNull;
    case Type::boolean:
      return kBoolean;
    case Type::negative:
    case Type::natural:
      return kInteger;
    case Type::real:
      return kFraction;
    case Type::string:
      return kString;
    case Type::array:
      return kArray;
    case Type::object:
      return kObject;
  }
  return 0;
}

bool holds(const Sizes& sizes, std::uint64_t size) {
  return sizes.least <= size && size <= sizes.most;
}

bool is_one_of(const std::vector<Word>& words, Value value) {
  const auto same = [&](const Word& word) {
    if (word.type != value.type()) return false;
    if (word.type == Type::string) return value.is(word.text);
    return word.type == Type::null || word.truth == value.boolean();
  };
  return std::any_of(words.begin(), words.end(), same);
}

bool admits_number(const Bounds& bounds, Value value) {
  const auto number = value.number<double>();
  return bounds.least <= number && number <= bounds.most && bounds.above < number &&
         number < bounds.below;
}

std::uint64_t characters_of(std::string_view text) {
  const auto begins = [](char c) { return (c & 0xc0) != 0x80; };
  return static_cast<std::uint64_t>(std::count_if(text.begin(), text.end(), begins));
}

// The size before the pattern: std::regex takes hundreds of bytes of stack for each character.
bool admits_text(const Rule& rule, std::string_view text) {
  if (!holds(rule.characters, characters_of(text))) return false;
  return std::all_of(rule.patterns.begin(), rule.patterns.end(),
                     [&](const Pattern& pattern) { return pattern.admits(text); });
}

template <class Item>
bool are_distinct(std::vector<Item> items) {
  std::sort(items.begin(), items.end());
  return std::adjacent_find(items.begin(), items.end()) == items.end();
}

// What else than strings is equal, nlohmann's values know.
bool are_unique(Value array) {
  std::vector<std::string_view> texts;
  std::vector<nlohmann::json> others;
  for (const Value element : array.elements()) {
    if (element.is_string()) {
      texts.push_back(element.text());
    } else {
      others.push_back(to_nlohmann(element));
    }
  }
  return are_distinct(std::move(texts)) && are_distinct(std::move(others));
}

bool admits_array(const Rule& rule, Value array) {
  if (!holds(rule.elements, array.size())) return false;
  if (rule.unique && !are_unique(array)) return false;
  if (rule.element == nullptr) return true;
  for (const Value element : array.elements()) {
    if (!admits(*rule.element, element)) return false;
  }
  return true;
}

bool admits_property(const Property& property, Value value) {
  return property.rule == nullptr || admits(*property.rule, value);
}

bool admits_named(const Rule& rule, Value object) {
  Finder members(object);
  for (const auto& property : rule.properties) {
    const auto member = members.find(property.key);
    if (member ? !admits_property(property, *member) : property.required) return false;
  }
  return true;
}

// What patterns, and then additionalProperties, ask of a member.
bool admits_other(const Rule& rule, const Member& member, bool known) {
  for (const auto& [pattern, pattern_rule] : rule.property_patterns) {
    if (!pattern.admits(member.key)) continue;
    known = true;
    if (!admits(*pattern_rule, member.value)) return false;
  }
  return known || rule.other_properties == nullptr || admits(*rule.other_properties, member.value);
}

bool admits_every(const Rule& rule, Value object) {
  std::size_t required = rule.properties.required();
  for (const Member member : object.members()) {
    const Property* const property = rule.properties.find(member.key);
    if (property != nullptr && property->required) --required;
    if (property != nullptr && !admits_property(*property, member.value)) return false;
    const bool known = property != nullptr && property->rule != nullptr;
    if (!admits_other(rule, member, known)) return false;
  }
  return required == 0;
}

bool admits_dependencies(const Rule& rule, Value object) {
  const auto is_there = [&](const std::string& key) { return object.find(key).has_value(); };
  for (const auto& [key, needed] : rule.needed_keys) {
    if (is_there(key) && !std::all_of(needed.begin(), needed.end(), is_there)) return false;
  }
  return std::all_of(rule.needed_rules.begin(), rule.needed_rules.end(), [&](const auto& needed) {
    return !is_there(needed.first) || admits(*needed.second, object);
  });
}

bool admits_object(const Rule& rule, Value object) {
  if (!holds(rule.members, object.size())) return false;
  const bool asks_every = rule.other_properties != nullptr || !rule.property_patterns.empty();
  if (!(asks_every ? admits_every(rule, object) : admits_named(rule, object))) return false;
  return admits_dependencies(rule, object);
}

bool admits_composition(const Rule& rule, Value value) {
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

bool admits(const Rule& rule, Value value) {
  const unsigned type = bit_of(value.type());
  if (rule.never || (rule.types & type) == 0) return false;
  if (rule.has_words && !is_one_of(rule.words, value)) return false;
  if ((type & (kInteger | kFraction)) != 0) {
    if (rule.bounded && !admits_number(rule.number, value)) return false;
  } else if (type == kString) {
    if (rule.shaped && !admits_text(rule, value.text())) return false;
  } else if (type == kArray) {
    if (!admits_array(rule, value)) return false;
  } else if (type == kObject) {
    if (!admits_object(rule, value)) return false;
  }
  return !rule.composed || admits_composition(rule, value);
}

}  // namespace assay::json
