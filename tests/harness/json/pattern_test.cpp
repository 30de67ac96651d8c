// Does a table of states say what std::regex says, and is what it cannot say left to std::regex?
#include "harness/json/pattern.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <random>
#include <set>

#include "tests/source_folder.hpp"

namespace assay::json {
namespace {

using Json = nlohmann::json;

void collect(const Json& json, std::set<std::string>& patterns) {
  if (json.is_object() && json.contains("pattern") && json.at("pattern").is_string())
    patterns.insert(json.at("pattern").get<std::string>());
  if (json.is_object() && json.contains("patternProperties"))
    for (const auto& [key, value] : json.at("patternProperties").items()) patterns.insert(key);
  if (json.is_structured())
    for (const auto& element : json) collect(element, patterns);
}

std::set<std::string> patterns_of_schemas() {
  std::set<std::string> patterns;
  for (const auto& entry :
       std::filesystem::directory_iterator(source_folder() + "/results-schema")) {
    if (!entry.path().string().ends_with(".schema.json")) continue;
    std::ifstream file(entry.path());
    collect(Json::parse(file), patterns);
  }
  return patterns;
}

// Some that a pattern admits, so that what is close to them can be tried.
const std::vector<std::string> kTexts{"",
                                      "cpu",
                                      "cuda:0",
                                      "cuda:10",
                                      "cuda:9999",
                                      "host",
                                      "1.5.0",
                                      "1.0.123456",
                                      "10DE",
                                      "h100-sxm",
                                      "a-b-c",
                                      "memory.copy",
                                      "gemm.fp16",
                                      "a_b.c_d/e_f",
                                      "abc.d.e",
                                      "2026",
                                      "2026-12",
                                      "2026-12-31",
                                      "1.2",
                                      "abcdef0",
                                      "abc0123-dirty",
                                      "/usr/lib",
                                      "nonce-1.0_b",
                                      "2026-12-01T23:59:59Z",
                                      "NVIDIA H100 80GB HBM3",
                                      "123e4567-e89b-12d3-a456-426614174000",
                                      std::string(64, 'a'),
                                      std::string(128, 'f'),
                                      "x=y",
                                      "~!<>"};

class Both {
 public:
  explicit Both(const std::string& pattern) : text_(pattern), quick_(pattern), thorough_(pattern) {}

  void expect_same(const std::string& text) const {
    const bool wanted = std::regex_search(text, thorough_);
    const bool found = quick_.admits(text);
    EXPECT_LE(found, wanted) << text_ << " " << text;
    // To std::regex a text may end before the end of a line.
    const bool lines = text.find_first_of("\n\r") != text.npos && !text_.ends_with("(?!\\n)");
    if (!lines) {
      EXPECT_EQ(found, wanted) << text_ << " " << text;
    }
  }

 private:
  std::string text_;
  Pattern quick_;
  std::regex thorough_;
};

TEST(Pattern, SaysWhatStdRegexSays) {
  for (const char* pattern : {"^a$",
                              "^a*$",
                              "^a+$",
                              "^a?$",
                              "^a{3}$",
                              "^a{2,4}$",
                              "^(ab)*$",
                              "^(a|b|)c$",
                              "^(a|bc)+d$",
                              "^[a-c]+$",
                              "^[a-]$",
                              "^[!-<>-~]{1,4}$",
                              "^a",
                              "^ab?",
                              "^",
                              "^$",
                              "^(a*)*$",
                              "^(a?b){2,3}$",
                              "^(a|ab)(c|bcd)$",
                              "^a\\.b$",
                              "^(a{2}){2}$",
                              "^[ab]{0,2}b$",
                              "^(a|b{1,2}){2}$"}) {
    EXPECT_TRUE(Pattern(pattern).is_quick()) << pattern;
    const std::regex regex(pattern);
    const Pattern quick(pattern);
    // Every text of up to six of these.
    constexpr std::string_view kLetters = "abcd.-";
    for (std::size_t number = 0; number < 60000; ++number) {
      std::string text;
      for (std::size_t rest = number; rest != 0; rest /= 7)
        if (rest % 7 != 0) text += kLetters[rest % 7 - 1];
      ASSERT_EQ(quick.admits(text), std::regex_search(text, regex)) << pattern << " " << text;
    }
  }
}

TEST(Pattern, SaysOfOurSchemasWhatStdRegexSays) {
  const auto patterns = patterns_of_schemas();
  ASSERT_GT(patterns.size(), 15u);
  constexpr std::string_view kBytes = "aAfFzZ09_-.:/TZ \n\r\t~=<\x7f\xc3\xff\0";
  std::mt19937_64 random(20261201);
  for (const auto& pattern : patterns) {
    EXPECT_TRUE(Pattern(pattern).is_quick()) << pattern;
    const Both both(pattern);
    for (const auto& text : kTexts) {
      both.expect_same(text);
      both.expect_same(text + "\n");
      for (int round = 0; round < 10; ++round) {
        std::string changed = text + "ab";
        changed[random() % changed.size()] = kBytes[random() % kBytes.size()];
        changed.resize(changed.size() - random() % 3);
        both.expect_same(changed);
      }
    }
  }
}

TEST(Pattern, LeavesTheRestToStdRegex) {
  for (const char* pattern :
       {"a$", "^a.b$", "^\\d+$", "^[^a]$", "^a$(?=b)", "^(?:a)$", "^a+?$", "^a|b$", "^(a$)",
        "^a\\$", "^[[:alpha:]]$", "^a{2,}$", "^a{0}$", "^[\\w]$"}) {
    EXPECT_FALSE(Pattern(pattern).is_quick()) << pattern;
    const Both both(pattern);
    for (const char* text : {"", "a", "b", "ab", "aab", "xa", "a$", "12", "w"})
      both.expect_same(text);
  }
}

// A schema may not cost more than it is worth.
TEST(Pattern, LeavesWhatGrowsToStdRegex) {
  EXPECT_FALSE(state_table_of("^(a|b)*a(a|b){20}$"));
  EXPECT_FALSE(state_table_of("^a{2000}$"));
  EXPECT_FALSE(state_table_of("^(a{100}){100}$"));
}

}  // namespace
}  // namespace assay::json
