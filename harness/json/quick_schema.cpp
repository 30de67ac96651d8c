// From the text of a schema to rules. What is not known here is refused, never skipped.
#include "harness/json/quick_schema.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <nlohmann/json.hpp>
#include <string_view>

#include "harness/json/schema_rule.hpp"

namespace assay::json {
namespace {

using Json = nlohmann::json;

/// By the place of the subschema in the parsed schema.
using RuleMap = std::map<const Json*, Rule>;

struct Unknown {};

void insist(bool known) {
  if (!known) throw Unknown{};
}

unsigned bits_of(const Json& name) {
  insist(name.is_string());
  constexpr std::array<std::pair<std::string_view, unsigned>, 7> kNames{
      {{"null", kNull},
       {"boolean", kBoolean},
       {"integer", kInteger},
       {"number", kInteger | kFraction},
       {"string", kString},
       {"array", kArray},
       {"object", kObject}}};
  for (const auto& [word, bits] : kNames) {
    if (name == word) return bits;
  }
  throw Unknown{};
}

std::uint64_t size_of(const Json& value) {
  insist(value.is_number_unsigned());
  return value.get<std::uint64_t>();
}

double number_of(const Json& value) {
  insist(value.is_number());
  return value.get<double>();
}

std::vector<std::string> keys_of(const Json& list) {
  insist(list.is_array());
  std::vector<std::string> keys;
  for (const auto& key : list) {
    insist(key.is_string());
    keys.push_back(key.get<std::string>());
  }
  return keys;
}

// Numbers stay out: whether 1 equals 1.0 is a question of its own.
void add_word(Rule& rule, const Json& word) {
  insist(word.is_string() || word.is_boolean() || word.is_null());
  if (word.is_string()) {
    rule.words.push_back({.type = Type::string, .text = word.get<std::string>()});
  } else if (word.is_boolean()) {
    rule.words.push_back({.type = Type::boolean, .truth = word.get<bool>()});
  } else {
    rule.words.emplace_back();
  }
}

class RuleCompiler {
 public:
  /// `rules` is filled: a schema that refers to itself meets its own rule there.
  RuleCompiler(const Json& schema, RuleMap& rules) : schema_(schema), rules_(rules) {}

  const Rule* compile(const Json& schema) {
    if (schema.is_object() && schema.contains("$ref")) return compile_reference(schema);
    const auto [entry, is_new] = rules_.try_emplace(&schema);
    Rule& rule = entry->second;
    if (!is_new) return &rule;
    if (schema.is_boolean()) {
      rule.never = !schema.get<bool>();
      return &rule;
    }
    insist(schema.is_object());
    for (const auto& [keyword, value] : schema.items()) add(rule, keyword, value);
    insist(rule.condition != nullptr ||
           (rule.consequence == nullptr && rule.alternative == nullptr));
    return &rule;
  }

 private:
  const Json& schema_;
  RuleMap& rules_;

  // What stands beside a $ref is ignored by draft 7; only words for people may.
  const Rule* compile_reference(const Json& schema) {
    for (const auto& [keyword, value] : schema.items())
      insist(keyword == "$ref" || keyword == "description" || keyword == "title");
    insist(schema.at("$ref").is_string());
    const auto& target = schema.at("$ref").get_ref<const std::string&>();
    insist(target.starts_with("#/definitions/") && target.find_first_of("~%") == target.npos);
    const Json::json_pointer pointer(target.substr(1));
    insist(schema_.contains(pointer));
    const Json& aimed_at = schema_.at(pointer);
    // One reference after another could go round in a circle.
    insist(!aimed_at.is_object() || !aimed_at.contains("$ref"));
    return compile(aimed_at);
  }

  void add(Rule& rule, const std::string& keyword, const Json& value) {
    static constexpr std::array<std::string_view, 6> kForPeople{
        "$schema", "$id", "$comment", "title", "description", "definitions"};
    if (std::find(kForPeople.begin(), kForPeople.end(), keyword) != kForPeople.end()) return;
    insist(add_value(rule, keyword, value) || add_number(rule, keyword, value) ||
           add_text(rule, keyword, value) || add_array(rule, keyword, value) ||
           add_object(rule, keyword, value) || add_composition(rule, keyword, value));
  }

  static bool add_value(Rule& rule, const std::string& keyword, const Json& value) {
    if (keyword == "type") {
      rule.types = 0;
      if (!value.is_array()) rule.types = bits_of(value);
      if (value.is_array())
        for (const auto& name : value) rule.types |= bits_of(name);
    } else if (keyword == "enum" || keyword == "const") {
      insist(!rule.has_words && (keyword == "const" || value.is_array()));
      rule.has_words = true;
      if (keyword == "const") add_word(rule, value);
      if (keyword == "enum")
        for (const auto& word : value) add_word(rule, word);
    } else {
      return false;
    }
    return true;
  }

  static bool add_number(Rule& rule, const std::string& keyword, const Json& value) {
    Bounds& bounds = rule.number;
    double* const bound = keyword == "minimum"            ? &bounds.least
                          : keyword == "maximum"          ? &bounds.most
                          : keyword == "exclusiveMinimum" ? &bounds.above
                          : keyword == "exclusiveMaximum" ? &bounds.below
                                                          : nullptr;
    if (bound == nullptr) return false;
    *bound = number_of(value);
    return rule.bounded = true;
  }

  static bool add_text(Rule& rule, const std::string& keyword, const Json& value) {
    if (keyword == "minLength") {
      rule.characters.least = size_of(value);
    } else if (keyword == "maxLength") {
      rule.characters.most = size_of(value);
    } else if (keyword == "pattern") {
      insist(value.is_string());
      rule.patterns.emplace_back(value.get_ref<const std::string&>());
    } else {
      return false;
    }
    return rule.shaped = true;
  }

  bool add_array(Rule& rule, const std::string& keyword, const Json& value) {
    if (keyword == "minItems") {
      rule.elements.least = size_of(value);
    } else if (keyword == "maxItems") {
      rule.elements.most = size_of(value);
    } else if (keyword == "uniqueItems") {
      insist(value.is_boolean());
      rule.unique = value.get<bool>();
    } else if (keyword == "items") {
      rule.element = compile(value);
    } else {
      return false;
    }
    return true;
  }

  bool add_object(Rule& rule, const std::string& keyword, const Json& value) {
    if (keyword == "minProperties") {
      rule.members.least = size_of(value);
    } else if (keyword == "maxProperties") {
      rule.members.most = size_of(value);
    } else if (keyword == "required") {
      for (const auto& key : keys_of(value)) rule.properties.require(key);
    } else if (keyword == "additionalProperties") {
      rule.other_properties = compile(value);
    } else if (keyword == "properties" || keyword == "patternProperties" ||
               keyword == "dependencies") {
      insist(value.is_object());
      for (const auto& [key, subschema] : value.items()) add_member(rule, keyword, key, subschema);
    } else {
      return false;
    }
    return true;
  }

  void add_member(Rule& rule, const std::string& keyword, const std::string& key,
                  const Json& value) {
    if (keyword == "properties") {
      rule.properties.set_rule(key, compile(value));
    } else if (keyword == "patternProperties") {
      rule.property_patterns.emplace_back(Pattern(key), compile(value));
    } else if (value.is_array()) {
      rule.needed_keys.emplace_back(key, keys_of(value));
    } else {
      rule.needed_rules.emplace_back(key, compile(value));
    }
  }

  Rule::Rules compile_each(const Json& list) {
    insist(list.is_array() && !list.empty());
    Rule::Rules rules;
    for (const auto& schema : list) rules.push_back(compile(schema));
    return rules;
  }

  bool add_composition(Rule& rule, const std::string& keyword, const Json& value) {
    if (keyword == "allOf") {
      rule.all = compile_each(value);
    } else if (keyword == "anyOf") {
      rule.any = compile_each(value);
    } else if (keyword == "oneOf") {
      rule.one = compile_each(value);
    } else if (keyword == "not") {
      rule.none = compile(value);
    } else if (keyword == "if") {
      rule.condition = compile(value);
    } else if (keyword == "then") {
      rule.consequence = compile(value);
    } else if (keyword == "else") {
      rule.alternative = compile(value);
    } else {
      return false;
    }
    return rule.composed = true;
  }
};

}  // namespace

struct QuickSchema::Rules {
  RuleMap all;
  const Rule* root = nullptr;  ///< null: not usable
};

QuickSchema::QuickSchema(const Json& schema) {
  auto rules = std::make_unique<Rules>();
  try {
    rules->root = RuleCompiler(schema, rules->all).compile(schema);
  } catch (const Unknown&) {
    rules->root = nullptr;
  }
  rules_ = std::move(rules);
}

QuickSchema::~QuickSchema() = default;

bool QuickSchema::usable() const {
  return rules_->root != nullptr;
}

bool QuickSchema::admits(Value value) const {
  return json::admits(*rules_->root, value);
}

}  // namespace assay::json
