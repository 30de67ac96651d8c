// Is whatever the short way reads the same as what nlohmann's parser reads, and is what it should
// read short not left to the long way?
#include "harness/json/quick_parse.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <random>
#include <sstream>

#include "harness/json/strict_json.hpp"
#include "tests/source_folder.hpp"

namespace assay::json {
namespace {

using Json = nlohmann::json;

// Types too: 1 and 1.0 compare equal.
bool same(const Json& a, const Json& b) {
  if (a.type() != b.type() || a.size() != b.size()) return false;
  if (!a.is_structured()) return a == b && a.dump(-1, ' ', true) == b.dump(-1, ' ', true);
  auto other = b.begin();
  for (auto one = a.begin(); one != a.end(); ++one, ++other) {
    if (a.is_object() && one.key() != other.key()) return false;
    if (!same(*one, *other)) return false;
  }
  return true;
}

enum class Way { quick, slow };

Way way_of(const std::string& text) {
  const auto tree = parse_quickly(text);
  if (!tree) return Way::slow;
  EXPECT_TRUE(Json::accept(text)) << text;
  EXPECT_TRUE(same(to_nlohmann(tree->root()), Json::parse(text, nullptr, false))) << text;
  return Way::quick;
}

TEST(QuickParse, ReadsPlainJson) {
  for (const std::string text :
       {"{}", "[]", " [ ] ", "{\"a\": {}, \"b\": []}",
        "[1, -1, 0, -0, 0.5, -0.0, 1e3, 1E-3, 1.5e+3]",
        "[18446744073709551615, 18446744073709551616, -9223372036854775808, -9223372036854775809]",
        "[12345678901234567890123, 1.7976931348623157e308, 4.9e-324, 2.2250738585072014e-308]",
        "[true, false, null]", "\"\"", "\t\r\n\"a\\\"\\\\\\/\\b\\f\\n\\r\\t\"",
        "\"\u00fc \u20ac \U0001f600\"", "[[[[]]], {\"b\": 1, \"a\": 2, \"\": 3}]"}) {
    EXPECT_EQ(way_of(text), Way::quick) << text;
  }
}

TEST(QuickParse, LeavesTheRestAlone) {
  for (const std::string text : {"",
                                 " ",
                                 "{",
                                 "[",
                                 "[1",
                                 "[1,",
                                 "[1,]",
                                 "{\"a\"",
                                 "{\"a\":",
                                 "{\"a\":1",
                                 "{\"a\":1,}",
                                 "{a:1}",
                                 "[01]",
                                 "[1.]",
                                 "[.5]",
                                 "[+1]",
                                 "[-]",
                                 "[1e]",
                                 "[1e+]",
                                 "[--1]",
                                 "[0x1]",
                                 "[NaN]",
                                 "[inf]",
                                 "[-Infinity]",
                                 "[1e999]",
                                 "[1e-999]",
                                 "tru",
                                 "[truee]",
                                 "nul",
                                 "\"",
                                 "\"\\",
                                 "\"\\u0041\"",
                                 "\"\\x\"",
                                 "\"\x01\"",
                                 "\"\x7f\"",
                                 "\"\xff\"",
                                 "\"\xc3\"",
                                 "[] []",
                                 "[1 2]",
                                 "{\"a\" 1}",
                                 "{\"a\":1 \"b\":2}",
                                 "{\"a\":1,\"a\":1}",
                                 "{\"a\":1]",
                                 "[1}",
                                 "\xef\xbb\xbf[]",
                                 "[1]/**/",
                                 "'a'"}) {
    EXPECT_EQ(way_of(text), Way::slow) << text;
  }
  EXPECT_EQ(way_of(std::string("[1]\0", 4)), Way::slow);
}

TEST(QuickParse, KeepsTheLimits) {
  const auto nested = [](std::size_t depth) {
    return std::string(depth, '[') + std::string(depth, ']');
  };
  EXPECT_EQ(way_of(nested(kMaximumDepth)), Way::quick);
  EXPECT_EQ(way_of(nested(kMaximumDepth + 1)), Way::slow);
  EXPECT_EQ(way_of(std::string(100000, '[')), Way::slow);
  const auto quoted = [](std::size_t size) {
    return std::string("\"").append(size, 'a').append("\"");
  };
  EXPECT_EQ(way_of(quoted(kMaximumStringBytes)), Way::quick);
  EXPECT_EQ(way_of(quoted(kMaximumStringBytes + 1)), Way::slow);
  EXPECT_EQ(way_of(fmt::format("{{{}: 1}}", quoted(kMaximumStringBytes + 1))), Way::slow);
}

// Few keys are compared one by one, many are sorted.
TEST(QuickParse, FindsAKeyThatIsThereTwice) {
  for (const int count : {1, 2, 3, 20, 63, 64, 65, 66, 500}) {
    std::string text = "{";
    for (int i = 0; i < count; ++i) text += fmt::format("\"key {}\": {{\"key 0\": 0}}, ", i);
    EXPECT_EQ(way_of(text + "\"another\": 1}"), Way::quick) << count;
    for (const int twice : {0, count / 2, count - 1}) {
      const auto doubled = fmt::format("{}\"key {}\": 1}}", text, twice);
      EXPECT_FALSE(parse_quickly(doubled)) << count << " " << twice;
    }
  }
  EXPECT_FALSE(parse_quickly(R"({"a\/": 1, "a/": 1})"));
  EXPECT_EQ(way_of(R"({"a": {"a": {"a": 1}}, "b": [{"a": 1}, {"a": 1}]})"), Way::quick);
}

TEST(QuickParse, KeepsTheLimitsOfStringsWithEscapes) {
  const auto with_escape = [](std::size_t size) {
    return std::string("\"").append(size / 2, 'a').append("\\n").append(size - size / 2 - 1, 'a') +
           "\"";
  };
  EXPECT_EQ(way_of(with_escape(kMaximumStringBytes)), Way::quick);
  EXPECT_EQ(way_of(with_escape(kMaximumStringBytes + 1)), Way::slow);
}

TEST(QuickParse, TakesExactlyWellFormedUtf8) {
  constexpr unsigned char kEdges[] = {0x7e, 0x80, 0x8f, 0x90, 0xbf, 0xc0};
  std::size_t taken = 0;
  for (int lead = 0x80; lead <= 0xff; ++lead) {
    for (int second = 0x20; second <= 0xff; ++second) {
      for (const auto third : kEdges) {
        for (const auto fourth : kEdges) {
          std::string text = "\"....\"";
          text[1] = static_cast<char>(lead);
          text[2] = static_cast<char>(second);
          text[3] = static_cast<char>(third);
          text[4] = static_cast<char>(fourth);
          const bool quick = parse_quickly(text).has_value();
          // DEL is well-formed and left to the long way.
          const bool unusual = second == '"' || second == '\\' || second == 0x7f;
          if (!unusual) {
            ASSERT_EQ(quick, Json::accept(text)) << lead << " " << second;
          }
          taken += quick ? 1 : 0;
        }
      }
    }
  }
  EXPECT_GT(taken, 1000u);
}

TEST(QuickParse, ChangedBytesNeverMakeADifference) {
  std::stringstream text;
  text << std::ifstream(source_folder() + "/tests/results-schema/valid.json").rdbuf();
  ASSERT_EQ(way_of(text.str()), Way::quick);
  constexpr std::string_view kBytes = "\"\\{}[],:.-+eE0123456789truefalsn /\x80\xc3\xe2\xff\n\0";
  std::mt19937_64 random(20260201);
  int quick = 0;
  for (int round = 0; round < 5000; ++round) {
    std::string changed = text.str();
    for (std::uint64_t changes = 1 + random() % 3; changes > 0; --changes)
      changed[random() % changed.size()] = kBytes[random() % kBytes.size()];
    quick += way_of(changed) == Way::quick ? 1 : 0;
  }
  EXPECT_GT(quick, 500);
  EXPECT_LT(quick, 4500);
}

}  // namespace
}  // namespace assay::json
