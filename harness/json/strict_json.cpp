// nlohmann's parser, with a watch on what it lets pass and messages for people.
#include "harness/json/strict_json.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>
#include <set>
#include <utility>
#include <vector>

#include "harness/json/printable.hpp"
#include "harness/json/quick_parse.hpp"
#include "kernels/error.hpp"

namespace assay::json {
namespace {

using Json = nlohmann::json;

std::string_view shortened(std::string_view path) {
  std::size_t end = std::min<std::size_t>(path.size(), 200);
  while (end > 0 && end < path.size() && (path[end] & 0xc0) == 0x80) --end;
  return path.substr(0, end);
}

/// Follows the parser to know where it is, and stops it where a document never goes. Not by a
/// callback: nlohmann's looks through a whole list whenever an element of it ends, so that a
/// long one takes the square of its length.
class Watch final : public nlohmann::json_sax<Json> {
 public:
  explicit Watch(const std::string& name) : name_(name) {}

  bool null() override { return count(); }
  bool boolean(bool) override { return count(); }
  bool number_integer(number_integer_t) override { return count(); }
  bool number_unsigned(number_unsigned_t) override { return count(); }
  bool number_float(number_float_t, const string_t&) override { return count(); }
  bool binary(binary_t&) override { return count(); }
  bool string(string_t& text) override { return count() && check_string(text); }
  bool start_object(std::size_t) override { return enter(true); }
  bool start_array(std::size_t) override { return enter(false); }
  bool end_object() override { return leave(); }
  bool end_array() override { return leave(); }
  bool key(string_t& text) override {
    Place& place = places_.back();
    check_string(text);
    place.key = text;
    return place.keys.insert(text).second || fail("the key is there twice");
  }
  bool parse_error(std::size_t, const std::string&, const Json::exception& error) override {
    if (const auto* const syntax = dynamic_cast<const Json::parse_error*>(&error)) throw *syntax;
    throw Error(ErrorKind::input,
                fmt::format("cannot read {}: {}: the number is too large for a double; give a "
                            "document as assay run wrote it",
                            name_, path(0)));
  }

 private:
  /// Of the value being read; `begun`: it was counted already.
  std::string path(std::size_t begun = 1) const {
    std::string path;
    for (const auto& place : places_) {
      const bool last = &place == &places_.back();
      path += place.object ? "/" + place.key : fmt::format("/{}", place.seen - (last ? begun : 1));
    }
    return path.empty() ? "top level" : printable(shortened(path));
  }

  struct Place {
    bool object;
    std::size_t seen = 0;  ///< elements of an array
    std::string key;
    std::set<std::string> keys;
  };

  bool enter(bool object) {
    count();
    count_node();
    if (places_.size() == kMaximumDepth)
      fail(fmt::format("nested deeper than {} levels", kMaximumDepth));
    places_.push_back({.object = object, .key = {}, .keys = {}});
    return true;
  }

  bool leave() {
    places_.pop_back();
    return true;
  }

  bool count() {
    if (!places_.empty() && !places_.back().object) ++places_.back().seen;
    return ++values_ <= kMaximumValues || fail(fmt::format("more than {} values", kMaximumValues));
  }

  void count_node() {
    if (++nodes_ <= kMaximumNodes) return;
    fail(fmt::format("more than {} keys, strings, arrays and objects", kMaximumNodes));
  }

  bool check_string(const std::string& text) {
    count_node();
    if (text.size() > kMaximumStringBytes) {
      fail(fmt::format("a string of more than {} bytes", kMaximumStringBytes));
    }
    return text.find('\0') == std::string::npos || fail("a string with the character U+0000");
  }

  [[noreturn]] bool fail(const std::string& why) const {
    throw Error(ErrorKind::input,
                fmt::format("cannot read {}: {}: {}; give a document as assay run wrote it", name_,
                            path(), why));
  }

  std::string name_;
  std::vector<Place> places_;
  std::size_t values_ = 0, nodes_ = 0;
};

bool begins_not_a_number(std::string_view text) {
  if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
  return text.starts_with("NaN") || text.starts_with("nan") || text.starts_with("Inf") ||
         text.starts_with("inf");
}

// The parser stops one or more characters into a word such as NaN.
bool is_not_a_number(std::string_view text, std::size_t at) {
  for (std::size_t back = 0; back <= 2 && back <= at; ++back) {
    if (begins_not_a_number(text.substr(at - back))) return true;
  }
  return false;
}

std::string cause(std::string_view text, std::size_t at, std::string_view said) {
  const auto holds = [&](std::string_view words) { return said.find(words) != said.npos; };
  if (holds("UTF-8")) return "is not UTF-8; give a document as assay run wrote it";
  if (holds("expected end of input"))
    return "follows the end of the document; remove what is appended";
  if (is_not_a_number(text, at))
    return "NaN and infinity are no JSON numbers; an unknown value is left out";
  return "is not valid JSON; give a document as assay run wrote it";
}

// To nlohmann's parser a zero byte is the end, whatever follows it.
void check_all_was_read(std::string_view text, const std::string& name) {
  const auto at = text.find('\0');
  if (at == text.npos) return;
  throw Error(ErrorKind::input,
              fmt::format("cannot read {}: byte {}: follows the end of the document; remove what "
                          "is appended",
                          name, at));
}

[[noreturn]] void explain(std::string_view text, const std::string& name,
                          const Json::parse_error& error) {
  const std::string_view said = error.what();
  if (said.find("unexpected end of input") != said.npos || error.byte > text.size()) {
    throw Error(ErrorKind::input,
                fmt::format("cannot read {}: it is truncated, it ends inside the document at "
                            "byte {}; copy it again, or repeat the run",
                            name, text.size()));
  }
  const std::size_t at = error.byte == 0 ? 0 : error.byte - 1;
  throw Error(ErrorKind::input,
              fmt::format("cannot read {}: byte {}: {}", name, at, cause(text, at, said)));
}

}  // namespace

Json parse_strict(std::string_view text, const std::string& name) {
  if (const auto tree = parse_quickly(text)) return to_nlohmann(tree->root());
  return parse_thoroughly(text, name);
}

Tree parse_strict_tree(std::string_view text, const std::string& name) {
  if (auto tree = parse_quickly(text)) return std::move(*tree);
  return Tree(std::make_unique<const Json>(parse_thoroughly(text, name)));
}

Json parse_thoroughly(std::string_view text, const std::string& name) {
  Watch watch(name);
  try {
    Json::sax_parse(text, &watch);
    check_all_was_read(text, name);
    return Json::parse(text);
  } catch (const Json::parse_error& error) {
    explain(text, name, error);
  }
}

}  // namespace assay::json
