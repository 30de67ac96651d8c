// Does a tree say what nlohmann's values say, and refuse to say what is not there?
#include "harness/json/tree.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "harness/json/quick_parse.hpp"
#include "harness/json/strict_json.hpp"

namespace assay::json {
namespace {

using Json = nlohmann::json;
using Keys = std::vector<std::string>;

constexpr const char* kText =
    R"({"b": [1, -2, 0.5, true, false, null, "text"], "a": {}, "": {"c": {"d": [[], [{}]]}}, "a\n": 1})";

Keys keys_of(Value object) {
  Keys keys;
  for (const Member member : object.members()) keys.emplace_back(member.key);
  return keys;
}

TEST(Tree, HoldsWhatTheTextSays) {
  const Tree tree = parse_quickly(kText).value();
  const Value root = tree.root();
  EXPECT_EQ(root.size(), 4u);
  EXPECT_EQ(keys_of(root), (Keys{"b", "a", "", "a\n"}));
  std::vector<Type> types;
  for (const Value element : root.at("b").elements()) types.push_back(element.type());
  EXPECT_EQ(types, (std::vector{Type::natural, Type::negative, Type::real, Type::boolean,
                                Type::boolean, Type::null, Type::string}));
  EXPECT_TRUE(root.at("a").is_object());
  EXPECT_EQ(root.at("a").size(), 0u);
  EXPECT_EQ(root.at("").at("c").at("d").size(), 2u);
  EXPECT_EQ(root.at("a\n").number<int>(), 1);
}

TEST(Tree, IsTheSameByEitherWay) {
  const Json json = Json::parse(kText);
  EXPECT_EQ(to_nlohmann(parse_quickly(kText).value().root()), json);
  EXPECT_EQ(to_nlohmann(Tree(json).root()), json);
  EXPECT_EQ(to_nlohmann(Tree(std::make_unique<const Json>(json)).root()), json);
  for (const char* plain : {"null", "true", "false", "-0", "-5", "5", "0.5", "\"a\"", "[]", "{}"}) {
    const Json value = Json::parse(plain);
    const Json back = to_nlohmann(Tree(value).root());
    EXPECT_EQ(back.type(), value.type()) << plain;
    EXPECT_EQ(back.dump(), value.dump()) << plain;
  }
}

// Unusual, so that nlohmann's parser reads it, whose values the tree then has to keep.
TEST(Tree, OfAnUnusualTextStands) {
  Tree tree = parse_strict_tree("[\"\\u00e4 and more than fits a short string\"]", "it");
  const Tree moved = std::move(tree);
  for (const Value element : moved.root().elements())
    EXPECT_EQ(element.text(), "\u00e4 and more than fits a short string");
}

TEST(Tree, KeepsEscapedStringsWhenMoved) {
  std::optional<Tree> tree = parse_quickly("[\"a\\n\", \"b\\t\"]");
  const Tree moved = std::move(*tree);
  tree.reset();
  EXPECT_EQ(to_nlohmann(moved.root()), Json({"a\n", "b\t"}));
}

TEST(Value, IsOnlyWhatItIs) {
  const Tree tree = parse_quickly(R"([1, "a", true, null, [], {}])").value();
  int numbers = 0, texts = 0, booleans = 0, arrays = 0, objects = 0;
  const auto fits = [](auto ask) {
    try {
      ask();
      return 1;
    } catch (const Unfit&) {
      return 0;
    }
  };
  for (const Value value : tree.root().elements()) {
    numbers += fits([&] { value.number<double>(); });
    texts += fits([&] { value.text(); });
    booleans += fits([&] { value.boolean(); });
    arrays += fits([&] { value.elements(); });
    objects += fits([&] { value.members(); });
    EXPECT_EQ(fits([&] { value.size(); }), value.is_array() || value.is_object() ? 1 : 0);
    EXPECT_EQ(fits([&] { value.find("a"); }), value.is_object() ? 1 : 0);
    EXPECT_EQ(fits([&] { value.at("a"); }), 0);
  }
  EXPECT_EQ(numbers, 1);
  EXPECT_EQ(texts, 1);
  EXPECT_EQ(booleans, 1);
  EXPECT_EQ(arrays, 1);
  EXPECT_EQ(objects, 1);
}

TEST(Finder, FindsInAnyOrder) {
  const Tree tree = parse_quickly(R"({"a": 1, "b": {"a": 9, "x": 9}, "cc": [9], "d": 4})").value();
  Keys order{"a", "b", "cc", "d"};
  do {
    Finder finder(tree.root());
    for (const auto& key : order) {
      EXPECT_FALSE(finder.find("x"));
      EXPECT_FALSE(finder.contains("c"));
      EXPECT_TRUE(finder.contains(key));
      const auto found = finder.find(key);
      ASSERT_TRUE(found) << key;
      EXPECT_EQ(to_nlohmann(*found), to_nlohmann(tree.root()).at(key));
    }
    EXPECT_EQ(finder.at("a").number<int>(), 1);
    EXPECT_THROW(finder.at("e"), Unfit);
  } while (std::next_permutation(order.begin(), order.end()));
}

}  // namespace
}  // namespace assay::json
