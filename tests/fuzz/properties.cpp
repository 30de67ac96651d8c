// The checks that every fuzzed reader shares.
#include "tests/fuzz/properties.hpp"

#include <cstdio>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string>

#include "harness/json/quick_parse.hpp"
#include "harness/json/strict_json.hpp"
#include "harness/json/tree.hpp"
#include "harness/json/utf8.hpp"

namespace assay::fuzz {
namespace {

// One line of well-formed UTF-8 without control characters, C1 ones included.
bool is_safe_line(std::string_view text) {
  while (!text.empty()) {
    const auto size = json::utf8_size(text);
    if (size == 0 || text[0] == '\x7f' || (size == 1 && text[0] < ' ')) return false;
    if (size == 2 && text[0] == '\xc2' && static_cast<unsigned char>(text[1]) < 0xa0) return false;
    text.remove_prefix(size);
  }
  return true;
}

// Asked value by value, and key by key from the last to the first.
bool says_the_same(json::Value value, const nlohmann::json& other) {
  if (other.is_array()) {
    auto expected = other.begin();
    for (const auto element : value.elements())
      if (!says_the_same(element, *expected++)) return false;
    return value.size() == other.size();
  }
  if (other.is_object()) {
    json::Finder finder(value);
    for (auto member = other.rbegin(); member != other.rend(); ++member) {
      const auto found = finder.find(member.key());
      if (!found || !says_the_same(*found, *member)) return false;
    }
    return value.size() == other.size() && other.contains("id") == finder.contains("id");
  }
  // dump tells 1 from 1.0, which compare equal.
  const auto back = json::to_nlohmann(value);
  return back == other && back.dump() == other.dump();
}

}  // namespace

void require(bool holds, std::string_view what) {
  if (holds) return;
  std::fprintf(stderr, "does not hold: %.*s\n", static_cast<int>(what.size()), what.data());
  std::abort();
}

void require_proper_refusal(const Error& error) {
  require(error.kind() == ErrorKind::input, "a refusal blames the input");
  require(*error.what() != '\0' && is_safe_line(error.what()), error.what());
}

void require_parsers_agree(std::string_view text) {
  const auto quick = json::parse_quickly(text);
  if (!quick) return;
  nlohmann::json slow;
  try {
    slow = json::parse_thoroughly(text, "the input");
  } catch (const Error& error) {
    require(false, std::string("the short way takes what the long way refuses: ") + error.what());
  }
  require(says_the_same(quick->root(), slow), "both parsers read the same");
  require(says_the_same(json::Tree(slow).root(), slow), "a tree holds what it was made from");
}

}  // namespace assay::fuzz
