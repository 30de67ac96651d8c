// One pass over the bytes, straight into a row of nodes; gives up at the first thing out of the
// ordinary. Of what nlohmann's parser takes, most goes into copying each token byte by byte, into
// strtod, and into memory for each value. This takes 0.12 ms for 91 kB with 4,300 values: thousands
// of documents are to be read in a second.
#include "harness/json/quick_parse.hpp"

#include <charconv>
#include <cstdint>
#include <list>
#include <string>
#include <utility>
#include <vector>

#include "harness/json/distinct_keys.hpp"
#include "harness/json/strict_json.hpp"
#include "harness/json/utf8.hpp"

namespace assay::json {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

class QuickParser {
 public:
  explicit QuickParser(std::string_view text) : at_(text.data()), end_(at_ + text.size()) {
    // What documents need; others grow it, or take less.
    nodes_.reserve(text.size() / 12);
  }

  std::optional<Tree> parse() {
    if (!parse_value(0)) return std::nullopt;
    skip_blanks();
    if (at_ != end_) return std::nullopt;
    return Tree(std::move(nodes_), std::move(unescaped_));
  }

 private:
  const char* at_;
  const char* const end_;
  std::size_t value_count_ = 0, node_count_ = 0;
  std::vector<Node> nodes_;
  std::list<std::string> unescaped_;
  DistinctKeys keys_;

  void skip_blanks() {
    while (at_ != end_ && (*at_ == ' ' || *at_ == '\n' || *at_ == '\t' || *at_ == '\r')) ++at_;
  }

  bool take(char wanted) {
    if (at_ == end_ || *at_ != wanted) return false;
    ++at_;
    return true;
  }

  bool take_after_blanks(char wanted) {
    skip_blanks();
    return take(wanted);
  }

  bool add(Node::Content content, Type type, std::size_t bytes = 0) {
    nodes_.push_back({content, 1, Node::kind_of(type, bytes)});
    return true;
  }

  void end_extent(std::size_t place) {
    static_assert(2 * (kMaximumValues + kMaximumNodes) <= UINT32_MAX);
    nodes_[place].extent = static_cast<std::uint32_t>(nodes_.size() - place);
  }

  bool parse_value(std::size_t depth) {
    skip_blanks();
    if (at_ == end_ || ++value_count_ > kMaximumValues) return false;
    switch (*at_) {
      case '{':
        return parse_object(depth + 1);
      case '[':
        return parse_array(depth + 1);
      case '"':
        return parse_string();
      case 't':
        return add({.boolean = true}, Type::boolean) && take_word("true");
      case 'f':
        return add({.boolean = false}, Type::boolean) && take_word("false");
      case 'n':
        return add({}, Type::null) && take_word("null");
      default:
        return parse_number();
    }
  }

  bool parse_object(std::size_t depth) {
    if (depth > kMaximumDepth || ++node_count_ > kMaximumNodes) return false;
    ++at_;
    const std::size_t place = nodes_.size();
    add({.count = 0}, Type::object);
    if (take_after_blanks('}')) return true;
    auto keys = keys_.open();
    std::uint64_t count = 0;
    do {
      skip_blanks();
      const std::size_t key = nodes_.size();
      if (!parse_string() || !take_after_blanks(':')) return false;
      if (!keys_.add(nodes_[key].text(), keys) || !parse_value(depth)) return false;
      end_extent(key);
      ++count;
    } while (take_after_blanks(','));
    nodes_[place].content.count = count;
    end_extent(place);
    return take('}') && keys_.close(keys);
  }

  bool parse_array(std::size_t depth) {
    if (depth > kMaximumDepth || ++node_count_ > kMaximumNodes) return false;
    ++at_;
    const std::size_t place = nodes_.size();
    add({.count = 0}, Type::array);
    if (take_after_blanks(']')) return true;
    std::uint64_t count = 0;
    do {
      if (!parse_value(depth)) return false;
      ++count;
    } while (take_after_blanks(','));
    nodes_[place].content.count = count;
    end_extent(place);
    return take(']');
  }

  bool take_word(std::string_view word) {
    if (!rest().starts_with(word)) return false;
    at_ += word.size();
    return true;
  }

  std::string_view rest() const { return {at_, static_cast<std::size_t>(end_ - at_)}; }

  bool parse_string() {
    if (!take('"') || ++node_count_ > kMaximumNodes) return false;
    const char* const begin = at_;
    if (!skip_unescaped()) return false;
    const auto size = static_cast<std::size_t>(at_ - begin);
    if (size > kMaximumStringBytes) return false;
    if (take('"')) return add({.text = begin}, Type::string, size);
    return parse_escaped(unescaped_.emplace_back(begin, size));
  }

  // To the next quote or backslash.
  bool skip_unescaped() {
    while (true) {
      while (at_ != end_ && is_plain(*at_)) ++at_;
      if (at_ == end_) return false;
      if (*at_ == '"' || *at_ == '\\') return true;
      const auto size = utf8_size(rest());
      if (size < 2) return false;
      at_ += size;
    }
  }

  static bool is_plain(char c) { return c >= ' ' && c != '"' && c != '\\' && c <= '~'; }

  // `text` is what stands before the first backslash.
  bool parse_escaped(std::string& text) {
    while (!take('"')) {
      if (!append_escaped(text)) return false;
      const char* const begin = at_;
      if (!skip_unescaped()) return false;
      text.append(begin, at_);
      if (text.size() > kMaximumStringBytes) return false;
    }
    return add({.text = text.data()}, Type::string, text.size());
  }

  bool append_escaped(std::string& text) {
    constexpr std::string_view kNames = "\"\\/bfnrt", kMeant = "\"\\/\b\f\n\r\t";
    if (++at_ == end_) return false;
    const auto found = kNames.find(*at_);
    if (found == kNames.npos) return false;
    text += kMeant[found];
    ++at_;
    return true;
  }

  bool take_digits() {
    if (at_ == end_ || !is_digit(*at_)) return false;
    while (at_ != end_ && is_digit(*at_)) ++at_;
    return true;
  }

  // RFC 8259's grammar: from_chars alone takes 01, 1. and inf.
  bool take_number(bool& whole) {
    take('-');
    if (!take('0') && !take_digits()) return false;
    if (take('.')) {
      whole = false;
      if (!take_digits()) return false;
    }
    if (take('e') || take('E')) {
      whole = false;
      if (!take('+')) take('-');
      if (!take_digits()) return false;
    }
    return true;
  }

  template <class Number>
  static bool convert(const char* begin, const char* end, Number& number) {
    return std::from_chars(begin, end, number).ec == std::errc{};
  }

  bool parse_number() {
    const char* const begin = at_;
    bool whole = true;
    if (!take_number(whole)) return false;
    Node::Content content{};
    if (whole && *begin == '-' && convert(begin, at_, content.negative = 0))
      return add(content, Type::negative);
    if (whole && *begin != '-' && convert(begin, at_, content.natural = 0))
      return add(content, Type::natural);
    return convert(begin, at_, content.real = 0) && add(content, Type::real);
  }
};

}  // namespace

std::optional<Tree> parse_quickly(std::string_view text) {
  return QuickParser(text).parse();
}

}  // namespace assay::json
