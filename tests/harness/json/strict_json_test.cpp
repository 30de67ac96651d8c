// What does the strict parser refuse, and in which words?
#include "harness/json/strict_json.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "kernels/error.hpp"

namespace assay::json {
namespace {

std::string message(const std::string& text) {
  try {
    parse_strict(text, "x.json");
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::input);
    return error.what();
  }
  return "accepted";
}

constexpr auto kGive = "; give a document as assay run wrote it";

TEST(StrictJson, AcceptsWhatJsonAllows) {
  const auto json = parse_strict(
      R"( {"a": [1, -2.5e3, "\u00fc", true, null, {}], "b": {"a": 18446744073709551615}} )", "x");
  EXPECT_EQ(json.at("a").size(), 6u);
  EXPECT_EQ(json.at("a").at(1), -2500.0);
  EXPECT_EQ(json.at("b").at("a").get<std::uint64_t>(), UINT64_MAX);
}

TEST(StrictJson, RefusesDuplicateKeys) {
  EXPECT_EQ(message(R"({"a": 1, "b": 2, "a": 3})"),
            std::string("cannot read x.json: /a: the key is there twice") + kGive);
  EXPECT_EQ(message(R"({"l": [0, {"c": 1, "c": 1}]})"),
            std::string("cannot read x.json: /l/1/c: the key is there twice") + kGive);
  EXPECT_EQ(message(R"([{"a": 1}, {"a": 1}])"), "accepted");
  EXPECT_EQ(message(R"({"a": {"a": {"a": 1}}})"), "accepted");
}

TEST(StrictJson, RefusesWhatIsNoNumber) {
  for (const auto* word : {"NaN", "-NaN", "Infinity", "-Infinity", "nan", "inf", "-inf"}) {
    const auto said = message(std::string(R"({"a": )") + word + "}");
    EXPECT_NE(said.find(": NaN and infinity are no JSON numbers; an unknown value is left out"),
              std::string::npos)
        << word << ": " << said;
  }
  EXPECT_EQ(message(R"({"a": NaN})"),
            "cannot read x.json: byte 6: NaN and infinity are no JSON numbers; an unknown value is "
            "left out");
  EXPECT_EQ(message(R"({"a": [1, 1e999]})"),
            std::string("cannot read x.json: /a/1: the number is too large for a double") + kGive);
  EXPECT_EQ(message(R"({"a": -1e999})"),
            std::string("cannot read x.json: /a: the number is too large for a double") + kGive);
}

TEST(StrictJson, RefusesBrokenText) {
  EXPECT_EQ(message(std::string("{\"a\": 1}\0{}", 11)),
            "cannot read x.json: byte 8: follows the end of the document; remove what is appended");
  EXPECT_EQ(message(R"({"a": 1} {)"),
            "cannot read x.json: byte 9: follows the end of the document; remove what is appended");
  EXPECT_EQ(message(R"({"a": 1)"),
            "cannot read x.json: it is truncated, it ends inside the document at byte 7; copy it "
            "again, or repeat the run");
  EXPECT_EQ(message(R"({"a": "b)"),
            "cannot read x.json: it is truncated, it ends inside the document at byte 8; copy it "
            "again, or repeat the run");
  EXPECT_EQ(message("{\"a\": tru"),
            "cannot read x.json: it is truncated, it ends inside the document at byte 9; copy it "
            "again, or repeat the run");
  EXPECT_EQ(message(""),
            "cannot read x.json: it is truncated, it ends inside the document at byte 0; copy it "
            "again, or repeat the run");
  EXPECT_EQ(message("{\"a\": \"\xff\"}"),
            std::string("cannot read x.json: byte 7: is not UTF-8") + kGive);
  EXPECT_EQ(message(R"({"a": 'b'})"),
            std::string("cannot read x.json: byte 6: is not valid JSON") + kGive);
  EXPECT_EQ(message(R"({"a": 1,})"),
            std::string("cannot read x.json: byte 8: is not valid JSON") + kGive);
}

std::string list_of(std::string_view element, std::size_t count) {
  std::string text = "[";
  text.reserve((element.size() + 1) * count + 2);
  for (std::size_t i = 0; i < count; ++i) (text += i == 0 ? "" : ",") += element;
  return text + ']';
}

// nlohmann's parser with a callback takes the square of their number.
TEST(StrictJson, ALongListTakesNoLongerForEachElement) {
  EXPECT_EQ(parse_thoroughly(list_of("{}", 500'000), "x.json").size(), 500'000u);
}

TEST(StrictJson, RefusesWhatIsTooMuch) {
  const auto nested = [](std::size_t depth) {
    return std::string(depth, '[') + std::string(depth, ']');
  };
  EXPECT_EQ(message(nested(kMaximumDepth)), "accepted");
  EXPECT_NE(message(nested(kMaximumDepth + 1)).find(": nested deeper than 32 levels; give"),
            std::string::npos);
  EXPECT_NE(message(nested(1'000'000)).find(": nested deeper than 32 levels; give"),
            std::string::npos);
  EXPECT_EQ(message("[\"" + std::string(kMaximumStringBytes, 'x') + "\"]"), "accepted");
  for (const char* const node : {"[]", "{}", "\"\""}) {
    EXPECT_NE(message(list_of(node, kMaximumNodes))
                  .find("more than 4000000 keys, strings, arrays and objects; give"),
              std::string::npos)
        << node;
  }
  EXPECT_EQ(message("[1, \"" + std::string(kMaximumStringBytes + 1, 'x') + "\"]"),
            std::string("cannot read x.json: /1: a string of more than 16384 bytes") + kGive);
  EXPECT_EQ(message("{\"" + std::string(kMaximumStringBytes + 1, 'x') + "\": 1}")
                .substr(0, 80)
                .find('\n'),
            std::string::npos);
  EXPECT_EQ(message(R"({"a": "b\u0000c"})"),
            std::string("cannot read x.json: /a: a string with the character U+0000") + kGive);
}

}  // namespace
}  // namespace assay::json
