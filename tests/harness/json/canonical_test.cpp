// Is it the canonical form of RFC 8785?
#include "harness/json/canonical.hpp"

#include <gtest/gtest.h>

#include <bit>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <random>
#include <string>

namespace assay::json {
namespace {

using nlohmann::json;

std::string canonical(const std::string& text) {
  return to_canonical(json::parse(text));
}

// RFC 8785, appendix B: bits of a double, and how it is written.
TEST(Canonical, NumbersAsInTheAppendix) {
  const std::pair<std::uint64_t, const char*> samples[] = {
      {0x0000000000000000, "0"},
      {0x8000000000000000, "0"},
      {0x0000000000000001, "5e-324"},
      {0x8000000000000001, "-5e-324"},
      {0x7fefffffffffffff, "1.7976931348623157e+308"},
      {0xffefffffffffffff, "-1.7976931348623157e+308"},
      {0x4340000000000000, "9007199254740992"},
      {0xc340000000000000, "-9007199254740992"},
      {0x4430000000000000, "295147905179352830000"},
      {0x44b52d02c7e14af5, "9.999999999999997e+22"},
      {0x44b52d02c7e14af6, "1e+23"},
      {0x44b52d02c7e14af7, "1.0000000000000001e+23"},
      {0x444b1ae4d6e2ef4e, "999999999999999700000"},
      {0x444b1ae4d6e2ef4f, "999999999999999900000"},
      {0x444b1ae4d6e2ef50, "1e+21"},
      {0x3eb0c6f7a0b5ed8c, "9.999999999999997e-7"},
      {0x3eb0c6f7a0b5ed8d, "0.000001"},
      {0x41b3de4355555553, "333333333.3333332"},
      {0x41b3de4355555557, "333333333.33333343"},
      {0xbecbf647612f3696, "-0.0000033333333333333333"},
      {0x43143ff3c1cb0959, "1424953923781206.2"}};
  for (const auto& [bits, text] : samples) {
    EXPECT_EQ(to_canonical(json(std::bit_cast<double>(bits))), text);
  }
}

TEST(Canonical, ANumberIsOneHoweverItIsWritten) {
  EXPECT_EQ(canonical("[1, 1.0, 1e0, 10e-1, 0.1e1]"), "[1,1,1,1,1]");
  EXPECT_EQ(canonical("[4.50, 2e-3, 0.000000000000000000000000001, 1E30]"),
            "[4.5,0.002,1e-27,1e+30]");
  EXPECT_EQ(canonical("[18446744073709551615, -9223372036854775808]"),
            "[18446744073709551615,-9223372036854775808]")
      << "whole numbers lose nothing";
}

TEST(Canonical, EveryNumberIsReadBackAsItself) {
  std::mt19937_64 random(20260131);
  for (int i = 0; i < 20'000; ++i) {
    const auto value = std::bit_cast<double>(random());
    if (value - value != 0) continue;
    const std::string text = to_canonical(json(value));
    EXPECT_EQ(json::parse(text).get<double>(), value) << text;
    EXPECT_EQ(canonical(text), text);
  }
}

// RFC 8785, section 3.2.3.
TEST(Canonical, KeysInTheOrderOfUtf16) {
  const std::string text = canonical(R"({"\u20ac": "Euro Sign", "\r": "Carriage Return",
      "\ufb33": "Hebrew Letter Dalet With Dagesh", "1": "One", "\ud83d\ude00": "Emoji: Grinning Face",
      "\u0080": "Control", "\u00f6": "Latin Small Letter O With Diaeresis"})");
  EXPECT_EQ(text,
            "{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\u0080\":\"Control\","
            "\"\u00f6\":\"Latin Small Letter O With Diaeresis\",\"\u20ac\":\"Euro Sign\","
            "\"\U0001f600\":\"Emoji: Grinning Face\","
            "\"\ufb33\":\"Hebrew Letter Dalet With Dagesh\"}");
}

// RFC 8785, section 3.2.2.
TEST(Canonical, WordsAndStrings) {
  EXPECT_EQ(canonical(R"({"string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
                          "literals": [null, true, false]})"),
            R"({"literals":[null,true,false],"string":"€$\u000f\nA'B\"\\\\\"/"})");
}

TEST(Canonical, LayoutIsNoPartOfIt) {
  EXPECT_EQ(canonical("{ }"), "{}");
  EXPECT_EQ(canonical("[ ]"), "[]");
  EXPECT_EQ(canonical("{\"b\":[{},\n[ ]],\t\"a\" : {\"z\":1,\"y\":2}}"),
            R"({"a":{"y":2,"z":1},"b":[{},[]]})");
}

}  // namespace
}  // namespace assay::json
