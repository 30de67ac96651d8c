// Does QuickSchema decide as JSON Schema says, as valijson does, and does it own up to what it does
// not know?
#include "harness/json/quick_schema.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "harness/json/schema_check.hpp"
#include "harness/json/tree.hpp"

namespace assay::json {
namespace {

using Json = nlohmann::json;

struct Example {
  const char* schema;
  std::vector<const char*> follow;
  std::vector<const char*> break_it;
};

const std::vector<Example> kExamples{
    {"{}", {"null", "1", "[]"}, {}},
    {R"({"items": true})", {"[null]", "[{}]"}, {}},
    {R"({"items": false})", {"[]"}, {"[1]"}},
    {R"({"type": "null"})", {"null"}, {"false", "0", "\"\"", "[]", "{}"}},
    {R"({"type": "boolean"})", {"true", "false"}, {"null", "1", "\"true\""}},
    {R"({"type": "integer"})", {"1", "-1"}, {"1.0", "1.5", "\"1\"", "true"}},
    {R"({"type": "number"})", {"1", "1.5", "-1e300"}, {"\"1\"", "null"}},
    {R"({"type": "string"})", {"\"\""}, {"1", "[]"}},
    {R"({"type": ["string", "array"]})", {"\"a\"", "[]"}, {"1", "{}"}},
    {R"({"enum": ["a", "b", false]})", {"\"a\"", "\"b\"", "false"}, {"\"c\"", "\"\"", "true", "0"}},
    {R"({"const": "a"})", {"\"a\""}, {"\"b\"", "1"}},
    {R"({"const": true})", {"true"}, {"false", "1", "\"true\""}},
    {R"({"minimum": 1, "maximum": 2})", {"1", "2", "1.5", "\"a\""}, {"0.99", "2.01", "-5"}},
    {R"({"exclusiveMinimum": 0})", {"1e-300", "1"}, {"0", "0.0", "-1"}},
    {R"({"exclusiveMaximum": 0})", {"-1", "-1e-300"}, {"0", "1"}},
    {R"({"maximum": 9007199254740991})", {"9007199254740991"}, {"9007199254740993"}},
    {R"({"minLength": 2, "maxLength": 3})", {"\"üü\"", "\"€€€\"", "5"}, {"\"ü\"", "\"aaaa\""}},
    {R"J({"pattern": "^a+$(?!\\n)"})J", {"\"aa\"", "1"}, {"\"ba\"", "\"a\\n\"", "\"\""}},
    {R"({"pattern": "b"})", {"\"abc\""}, {"\"ac\""}},
    {R"({"items": {"type": "integer"}})", {"[]", "[1, 2]", "\"a\""}, {"[1, \"a\"]", "[1.5]"}},
    {R"({"minItems": 1, "maxItems": 2})", {"[1]", "[1, 2]", "1"}, {"[]", "[1, 2, 3]"}},
    {R"({"uniqueItems": true})", {"[]", "[2, 1]", "[\"a\", \"b\"]"}, {"[1, 2, 1]", "[{}, {}]"}},
    {R"({"uniqueItems": false})", {"[1, 1]"}, {}},
    {R"({"required": ["a", "b"]})", {R"({"a": 1, "b": 1, "c": 1})", "1"}, {R"({"a": 1})", "{}"}},
    {R"({"minProperties": 1, "maxProperties": 2})",
     {R"({"a": 1})", "[]"},
     {"{}", R"({"a": 1, "b": 1, "c": 1})"}},
    {R"({"properties": {"b": {"type": "null"}}})",
     {R"({"a": 1, "b": null, "c": 1})", "{}", "1"},
     {R"({"b": 1})"}},
    {R"({"properties": {"b": {}}, "required": ["b", "e"], "additionalProperties": false})",
     {},
     {R"({"b": 1})", R"({"b": 1, "e": 1})", R"({"e": 1})"}},
    {R"({"properties": {"b": {}, "d": {"type": "null"}}, "required": ["b"],
         "additionalProperties": false})",
     {R"({"b": 1})", R"({"b": 1, "d": null})"},
     {"{}", R"({"a": 1, "b": 1})", R"({"b": 1, "c": 1})", R"({"b": 1, "e": 1})", R"({"d": null})",
      R"({"b": 1, "d": 1})"}},
    {R"({"patternProperties": {"^x": {"type": "null"}}, "properties": {"xa": {}, "b": {}},
         "additionalProperties": {"type": "integer"}})",
     {R"({"xa": null, "xb": null, "b": "", "c": 1})"},
     {R"({"xa": 1})", R"({"xb": 1})", R"({"c": ""})", R"({"zz": ""})"}},
    {R"J({"patternProperties": {"^[!-<>-~]{1,4}$(?!\\n)": {}}, "additionalProperties": false})J",
     {R"({"a~/": 1})", "{}"},
     {R"({"a=": 1})", R"({"aaaaa": 1})", R"({"": 1})"}},
    {R"({"dependencies": {"a": ["b", "c"], "d": {"required": ["e"]}}})",
     {"{}", R"({"b": 1})", R"({"a": 1, "b": 1, "c": 1})", R"({"d": 1, "e": 1})"},
     {R"({"a": 1, "b": 1})", R"({"d": 1})"}},
    {R"({"allOf": [{"minimum": 1}, {"maximum": 2}]})", {"1", "2"}, {"0", "3"}},
    {R"({"anyOf": [{"type": "string"}, {"minimum": 2}]})", {"\"a\"", "2"}, {"1"}},
    {R"({"oneOf": [{"minimum": 1}, {"maximum": 2}]})", {"0", "3"}, {"1", "2", "1.5"}},
    {R"({"not": {"type": "string"}})", {"1"}, {"\"a\""}},
    {R"({"properties": {"a": {"not": {}}}})", {"{}"}, {R"({"a": 1})"}},
    {R"({"if": {"type": "string"}, "then": {"maxLength": 1}, "else": {"minimum": 1}})",
     {"\"a\"", "1"},
     {"\"aa\"", "0"}},
    {R"({"if": {"type": "string"}, "then": {"maxLength": 1}})", {"\"a\"", "0"}, {"\"aa\""}},
    {R"({"if": {"type": "string"}, "else": {"minimum": 1}})", {"\"aa\"", "1"}, {"0"}},
    {R"({"definitions": {"tree": {"type": "array", "items": {"$ref": "#/definitions/tree"}}},
         "properties": {"a": {"$ref": "#/definitions/tree", "description": "A tree."}}})",
     {R"({"a": [[], [[]]]})"},
     {R"({"a": [[], [1]]})"}},
};

bool admits(const QuickSchema& schema, const char* text) {
  const Json json = Json::parse(text);
  return schema.admits(Tree(json).root());
}

TEST(QuickSchema, DecidesAsTheStandardSays) {
  for (const auto& [schema, follow, break_it] : kExamples) {
    const QuickSchema quick(Json::parse(schema));
    ASSERT_TRUE(quick.usable()) << schema;
    for (const auto* value : follow) EXPECT_TRUE(admits(quick, value)) << schema << " " << value;
    for (const auto* value : break_it) EXPECT_FALSE(admits(quick, value)) << schema << " " << value;
  }
}

TEST(QuickSchema, DecidesAsValijsonDoes) {
  for (const auto& [schema, follow, break_it] : kExamples) {
    const SchemaCheck check(schema, "examples");
    for (const auto* value : follow)
      EXPECT_TRUE(check.explain(Json::parse(value)).empty()) << schema << " " << value;
    for (const auto* value : break_it)
      EXPECT_FALSE(check.explain(Json::parse(value)).empty()) << schema << " " << value;
  }
}

TEST(QuickSchema, OwnsUpToWhatItDoesNotKnow) {
  for (
      const char* schema :
      {R"({"format": "date"})", R"({"contains": {}})", R"({"propertyNames": {}})",
       R"({"multipleOf": 2})", R"({"items": [{}]})", R"({"additionalItems": false})",
       R"({"const": 1})", R"({"enum": [{}]})", R"({"exclusiveMinimum": true})",
       R"({"type": "float"})", R"({"then": {}})", R"({"$ref": "#"})",
       R"({"$ref": "other.json#/definitions/a"})", R"({"$ref": "#/definitions/a"})",
       R"({"$ref": "#/definitions/a", "type": "null", "definitions": {"a": {}}})",
       R"({"definitions": {"a": {"$ref": "#/definitions/a"}}, "items": {"$ref": "#/definitions/a"}})",
       R"({"properties": {"a": {"unheard": 1}}})", R"({"maxLength": 1.5})", R"({"items": 1})"}) {
    EXPECT_FALSE(QuickSchema(Json::parse(schema)).usable()) << schema;
  }
}

// However its keys fall into the table of a rule.
TEST(QuickSchema, TellsManyPropertiesApart) {
  Json schema{{"additionalProperties", false}, {"required", {"key 7", "key 300"}}};
  for (int i = 0; i < 400; ++i) {
    const auto key = fmt::format("key {}", i);
    schema["properties"][key] = {{"enum", {key}}};
  }
  const QuickSchema quick(schema);
  ASSERT_TRUE(quick.usable());
  Json all;
  for (int i = 0; i < 400; ++i) all[fmt::format("key {}", i)] = fmt::format("key {}", i);
  EXPECT_TRUE(quick.admits(Tree(all).root()));
  for (int i = 0; i < 400; ++i) {
    const auto key = fmt::format("key {}", i);
    Json changed = all;
    changed[key] = fmt::format("key {}", i + 1);
    EXPECT_FALSE(quick.admits(Tree(changed).root())) << key;
    changed.erase(key);
    EXPECT_EQ(quick.admits(Tree(changed).root()), i != 7 && i != 300) << key;
    changed["Key" + key.substr(3)] = 1;
    EXPECT_FALSE(quick.admits(Tree(changed).root())) << key;
  }
}

// valijson takes them for negative; a rate of 2e19 may well be written as an integer.
TEST(QuickSchema, TakesIntegersBeyondTheSignedOnes) {
  const QuickSchema quick(Json::parse(R"({"type": "number", "exclusiveMinimum": 0})"));
  EXPECT_TRUE(admits(quick, "12345678901234567168"));
}

}  // namespace
}  // namespace assay::json
