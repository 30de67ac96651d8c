// From a pattern to positions, by Glushkov's construction, and from sets of positions to states. A
// repetition is written out, which the lengths in our schemas allow.
#include <algorithm>
#include <bitset>
#include <map>
#include <utility>

#include "harness/json/pattern.hpp"

namespace assay::json {
namespace {

using Bytes = std::bitset<256>;
using Places = std::vector<std::uint16_t>;

constexpr std::size_t kMostPlaces = 1000;
constexpr std::size_t kMostStates = 2000;

/// More than is understood here.
struct Unknown {};

/// A part of the pattern: where a text may begin and end in it.
struct Part {
  bool may_be_empty = true;
  Places first, last;
};

void add(Places& places, const Places& more) {
  places.insert(places.end(), more.begin(), more.end());
}

class PatternParser {
 public:
  explicit PatternParser(std::string_view text) : text_(text) {}

  std::vector<Bytes> bytes;    ///< that may stand at each place
  std::vector<Places> follow;  ///< what may come behind each

  // Alternatives outside a group would each have an end of their own.
  Part parse() {
    Part whole = parse_sequence();
    if (at_ != text_.size()) throw Unknown{};
    return whole;
  }

 private:
  std::string_view text_;
  std::size_t at_ = 0;

  bool take(char wanted) {
    if (at_ == text_.size() || text_[at_] != wanted) return false;
    ++at_;
    return true;
  }

  char next() {
    if (at_ == text_.size()) throw Unknown{};
    return text_[at_++];
  }

  Part parse_alternatives() {
    Part all = parse_sequence();
    while (take('|')) {
      const Part other = parse_sequence();
      add(all.first, other.first);
      add(all.last, other.last);
      all.may_be_empty = all.may_be_empty || other.may_be_empty;
    }
    return all;
  }

  Part parse_sequence() {
    Part all;
    while (at_ != text_.size() && text_[at_] != '|' && text_[at_] != ')')
      all = in_turn(all, parse_repeated());
    return all;
  }

  Part in_turn(const Part& left, const Part& right) {
    for (const auto place : left.last) add(follow[place], right.first);
    Part both{.may_be_empty = left.may_be_empty && right.may_be_empty,
              .first = left.first,
              .last = right.last};
    if (left.may_be_empty) add(both.first, right.first);
    if (right.may_be_empty) add(both.last, left.last);
    return both;
  }

  static Part optional(Part part) {
    part.may_be_empty = true;
    return part;
  }

  Part at_least_once(const Part& part) {
    for (const auto place : part.last) add(follow[place], part.first);
    return part;
  }

  Part parse_repeated() {
    const std::size_t begin = at_;
    const Part once = parse_one();
    if (take('?')) return optional(once);
    if (take('+')) return at_least_once(once);
    if (take('*')) return optional(at_least_once(once));
    if (!take('{')) return once;
    const std::size_t least = parse_count();
    const std::size_t most = take(',') ? parse_count() : least;
    if (!take('}') || most == 0 || least > most || most > kMostPlaces) throw Unknown{};
    return written_out(begin, once, least, most);
  }

  // The part that begins at `begin`, again and again: aa(a(a)?)? for a{2,4}.
  Part written_out(std::size_t begin, const Part& once, std::size_t least, std::size_t most) {
    const std::size_t end = at_;
    Part all = once;
    if (least < most) all = optional(all);
    for (std::size_t count = 1; count < most; ++count) {
      at_ = begin;
      all = in_turn(parse_one(), all);
      if (most - count > least) all = optional(all);
    }
    at_ = end;
    return all;
  }

  std::size_t parse_count() {
    std::size_t count = 0;
    const std::size_t begin = at_;
    while (at_ != text_.size() && '0' <= text_[at_] && text_[at_] <= '9' && count <= kMostPlaces)
      count = 10 * count + static_cast<std::size_t>(text_[at_++] - '0');
    if (at_ == begin) throw Unknown{};
    return count;
  }

  Part parse_one() {
    if (take('(')) {
      if (at_ != text_.size() && text_[at_] == '?') throw Unknown{};
      Part group = parse_alternatives();
      if (!take(')')) throw Unknown{};
      return group;
    }
    if (take('[')) return place_of(parse_class());
    return place_of(Bytes().set(static_cast<unsigned char>(parse_character("^$.*+?()[]{}|\\"))));
  }

  // Itself, or a mark behind a backslash; letters there have meanings of their own.
  char parse_character(std::string_view special) {
    const char c = next();
    if (c < ' ' || c > '~') throw Unknown{};
    if (c != '\\') {
      if (special.find(c) != special.npos) throw Unknown{};
      return c;
    }
    const char escaped = next();
    if (std::string_view(".^$*+?()[]{}|\\/-").find(escaped) == std::string_view::npos)
      throw Unknown{};
    return escaped;
  }

  Bytes parse_class() {
    Bytes set;
    do {
      const char low = parse_character("^[]");
      char high = low;
      // A hyphen before the bracket stands for itself.
      if (text_.substr(at_, 1) == "-" && text_.substr(at_, 2) != "-]") {
        ++at_;
        high = parse_character("^[]");
      }
      if (low > high) throw Unknown{};
      for (int c = low; c <= high; ++c) set.set(static_cast<std::size_t>(c));
    } while (!take(']'));
    return set;
  }

  Part place_of(const Bytes& set) {
    if (bytes.size() == kMostPlaces) throw Unknown{};
    const auto place = static_cast<std::uint16_t>(bytes.size());
    bytes.push_back(set);
    follow.emplace_back();
    return {.may_be_empty = false, .first = {place}, .last = {place}};
  }
};

// Bytes that stand at the same places are of one class.
void sort_into_classes(const std::vector<Bytes>& places, StateTable& table) {
  std::map<std::vector<bool>, std::uint8_t> classes;
  classes.emplace(std::vector<bool>(places.size()), 0);
  for (std::size_t byte = 0; byte < 256; ++byte) {
    std::vector<bool> where;
    for (const Bytes& bytes : places) where.push_back(bytes[byte]);
    const auto number = static_cast<std::uint8_t>(classes.size());
    table.class_of[byte] = classes.try_emplace(std::move(where), number).first->second;
  }
  table.classes = classes.size();
}

// A state is the set of places where the byte just read may stand.
class StateMaker {
 public:
  StateMaker(const PatternParser& parser, const Part& whole) : parser_(parser), whole_(whole) {}

  StateTable make() {
    sort_into_classes(parser_.bytes, table_);
    add_state(false);
    add_state(whole_.may_be_empty);
    connect(StateTable::kStart, whole_.first);
    while (!waiting_.empty()) {
      const auto [state, places] = std::move(waiting_.back());
      waiting_.pop_back();
      Places reachable;
      for (const auto place : places) add(reachable, parser_.follow[place]);
      connect(state, reachable);
    }
    return std::move(table_);
  }

 private:
  const PatternParser& parser_;
  const Part& whole_;
  StateTable table_;
  std::map<Places, std::uint16_t> states_;
  std::vector<std::pair<std::uint16_t, Places>> waiting_;

  std::uint16_t add_state(bool accepts) {
    if (table_.accepts.size() == kMostStates) throw Unknown{};
    table_.accepts.push_back(accepts);
    table_.next.resize(table_.next.size() + table_.classes, StateTable::kNowhere);
    return static_cast<std::uint16_t>(table_.accepts.size() - 1);
  }

  std::uint16_t state_of(const Places& places) {
    if (places.empty()) return StateTable::kNowhere;
    if (const auto known = states_.find(places); known != states_.end()) return known->second;
    const bool accepts = std::any_of(places.begin(), places.end(), [&](auto place) {
      return std::find(whole_.last.begin(), whole_.last.end(), place) != whole_.last.end();
    });
    const auto state = add_state(accepts);
    states_.emplace(places, state);
    waiting_.emplace_back(state, places);
    return state;
  }

  void connect(std::size_t state, const Places& reachable) {
    for (std::size_t byte_class = 1; byte_class < table_.classes; ++byte_class) {
      const auto found = std::find(table_.class_of.begin(), table_.class_of.end(), byte_class);
      const auto byte = static_cast<std::size_t>(found - table_.class_of.begin());
      Places places;
      for (const auto place : reachable)
        if (parser_.bytes[place][byte]) places.push_back(place);
      std::sort(places.begin(), places.end());
      places.erase(std::unique(places.begin(), places.end()), places.end());
      table_.next[state * table_.classes + byte_class] = state_of(places);
    }
  }
};

}  // namespace

std::optional<StateTable> state_table_of(std::string_view pattern) {
  if (!pattern.starts_with('^')) return std::nullopt;
  pattern.remove_prefix(1);
  constexpr std::string_view kNoLineBehind = "(?!\\n)";
  if (pattern.ends_with(kNoLineBehind)) {
    pattern.remove_suffix(kNoLineBehind.size());
    if (!pattern.ends_with('$')) return std::nullopt;
  }
  if (pattern.ends_with("\\$")) return std::nullopt;
  if (pattern.ends_with('$')) pattern.remove_suffix(1);
  try {
    PatternParser parser(pattern);
    const Part whole = parser.parse();
    return StateMaker(parser, whole).make();
  } catch (const Unknown&) {
    return std::nullopt;
  }
}

}  // namespace assay::json
