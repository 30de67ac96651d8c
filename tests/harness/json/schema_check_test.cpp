// Does a check explain what is wrong, survive what is hostile, and serve several threads at once?
#include "harness/json/schema_check.hpp"

#include <gtest/gtest.h>

#include <array>
#include <nlohmann/json.hpp>
#include <string>
#include <thread>

namespace assay::json {
namespace {

using Json = nlohmann::json;
using Lines = std::vector<std::string>;

constexpr const char* kSchema = R"({
  "type": "object", "required": ["name"], "additionalProperties": false,
  "properties": {
    "name": {"type": "string", "maxLength": 8, "pattern": "^[a-z][a-z0-9]*$"},
    "sizes": {"type": "array", "items": {"type": "number", "exclusiveMinimum": 0}}},
  "patternProperties": {"^x_[a-z]*$": {"type": "integer"}}})";

TEST(SchemaCheck, NamesPlaceProblemAndValue) {
  const SchemaCheck check(kSchema, "examples");
  EXPECT_EQ(check.problems(Json::parse(R"({"name": "a", "sizes": [1, 2.5], "x_a": 3})")), Lines{});
  EXPECT_EQ(check.problems(Json::parse(R"({"name": "A"})")),
            Lines{"/name: has the wrong form (it is \"A\")"});
  EXPECT_EQ(check.problems(Json::parse(R"({"name": "a", "sizes": [1, 0]})")),
            Lines{"/sizes/1: must be greater than 0 (it is 0)"});
  EXPECT_EQ(check.problems(Json::parse(R"({"nam": "a"})")).size(), 2u);
  EXPECT_EQ(check.problems(Json::parse(R"({"nam": "a"})"), 1).size(), 1u);
}

// A keyword that QuickSchema does not know must not be lost.
TEST(SchemaCheck, KnowsAllOfDraft7) {
  const SchemaCheck check(R"({"items": {"multipleOf": 2}})", "examples");
  EXPECT_EQ(check.problems(Json::parse("[2, 4]")), Lines{});
  EXPECT_EQ(check.problems(Json::parse("[2, 5]")).size(), 1u);
}

// std::regex goes one call deeper with every character.
TEST(SchemaCheck, SurvivesLongStrings) {
  const SchemaCheck check(kSchema, "examples");
  const Json hostile{{"name", std::string(1000000, 'a')}, {"x_a", 1}};
  const auto lines = check.problems(hostile);
  ASSERT_FALSE(lines.empty());
  EXPECT_EQ(lines.front().substr(0, 70),
            "/name: String should be no more than 8 characters in length. (it is \"a");
}

TEST(SchemaCheck, FindsWhatIsWrongFarDownALongList) {
  const SchemaCheck check(kSchema, "examples");
  Json late{{"name", "a"}, {"sizes", std::vector<int>(5000, 1)}};
  EXPECT_EQ(check.problems(late), Lines{});
  late["sizes"].back() = 0;
  EXPECT_EQ(check.problems(late), Lines{"top level: does not follow the schema of examples"});
}

TEST(SchemaCheck, ServesThreadsAtOnce) {
  const SchemaCheck check(kSchema, "examples");
  const Json good{{"name", "a"}, {"x_b", 3}, {"sizes", {1, 2, 3}}};
  const Json bad{{"name", "a"}, {"x_b", 0.5}, {"sizes", {1, -2, 3}}};
  std::array<int, 4> right{};
  std::array<std::thread, 4> threads;
  for (std::size_t i = 0; i < threads.size(); ++i) {
    threads[i] = std::thread([&, i] {
      for (int round = 0; round < 50; ++round)
        right[i] += check.problems(good).empty() && check.problems(bad).size() == 2 ? 1 : 0;
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(right, (std::array<int, 4>{50, 50, 50, 50}));
}

}  // namespace
}  // namespace assay::json
