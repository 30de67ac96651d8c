// Picks places in the tree and does one of a dozen things to them.
#include "tests/fuzz/json_mutator.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <random>
#include <vector>

namespace assay::fuzz {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kMostPlaces = 4000;

class JsonMutator {
 public:
  JsonMutator(Json& root, std::uint64_t seed) : root_(root), random_(seed) {}

  void mutate() {
    using Change = void (JsonMutator::*)();
    constexpr std::array<Change, 12> kChanges{
        &JsonMutator::set_value,   &JsonMutator::set_number, &JsonMutator::scale_number,
        &JsonMutator::change_text, &JsonMutator::copy_value, &JsonMutator::swap_values,
        &JsonMutator::remove,      &JsonMutator::repeat,     &JsonMutator::rename_key,
        &JsonMutator::double_key,  &JsonMutator::wrap,       &JsonMutator::add_case};
    collect(root_);
    (this->*kChanges[below(kChanges.size())])();
    places_.clear();
  }

  std::size_t below(std::size_t limit) { return static_cast<std::size_t>(random_() % limit); }

 private:
  Json& root_;
  std::mt19937_64 random_;
  std::vector<Json*> places_;

  void collect(Json& json) {
    if (places_.size() == kMostPlaces) return;
    places_.push_back(&json);
    if (!json.is_structured()) return;
    for (auto& element : json) collect(element);
  }

  Json& any() { return *places_[below(places_.size())]; }

  // The root, where no place is such.
  template <class Predicate>
  Json& any(Predicate is_wanted) {
    for (int tries = 0; tries < 200; ++tries) {
      Json& place = any();
      if (is_wanted(place)) return place;
    }
    return root_;
  }

  static bool is_number(const Json& json) { return json.is_number(); }
  static bool is_text(const Json& json) { return json.is_string(); }
  static bool is_plain(const Json& json) { return json.is_primitive(); }
  static bool is_list(const Json& json) { return json.is_array() && !json.empty(); }
  static bool is_record(const Json& json) { return json.is_object() && !json.empty(); }
  static bool is_filled(const Json& json) { return json.is_structured() && !json.empty(); }

  Json any_odd_value() {
    const std::array<Json, 14> values{nullptr,
                                      true,
                                      false,
                                      Json::array(),
                                      Json::object(),
                                      "",
                                      "\n",
                                      "a\x1b[2Jb",
                                      "\u202e\u00fc\U0001f600",
                                      "2026-02-30T00:00:00Z",
                                      "cuda:9999",
                                      "1.999999.0",
                                      std::string(300 * (1 + below(60)), 'a'),
                                      "not reached"};
    return values[below(values.size())];
  }

  void set_value() { any() = any_odd_value(); }

  void set_number() {
    constexpr auto kHuge = std::numeric_limits<double>::max();
    const std::array<Json, 18> numbers{0,
                                       1,
                                       -1,
                                       2,
                                       0.5,
                                       -0.0,
                                       1e-300,
                                       5e-324,
                                       kHuge,
                                       1e19,
                                       12345678901234567168.0,
                                       1.7e15,
                                       INT64_MAX,
                                       INT64_MIN,
                                       UINT64_MAX,
                                       (std::int64_t{1} << 53) - 1,
                                       std::int64_t{1} << 53,
                                       UINT32_MAX};
    any(is_number) = numbers[below(numbers.size())];
  }

  void scale_number() {
    constexpr std::array<double, 8> kFactors{-1, 0.5, 2, 1e3, 1e-3, 1 + 1e-10, 1 + 1e-8, 1e300};
    Json& place = any(is_number);
    if (!place.is_number()) return;
    const double scaled = place.get<double>() * kFactors[below(kFactors.size())];
    if (std::isfinite(scaled)) place = scaled;
  }

  void change_text() {
    Json& place = any(is_text);
    if (!place.is_string()) return;
    auto& text = place.get_ref<std::string&>();
    switch (below(4)) {
      case 0:
        text += static_cast<char>(1 + below(127));
        break;
      case 1:
        text = text.substr(0, text.size() / 2);
        break;
      case 2:
        if (text.size() < 10000) text += text;
        break;
      default:
        if (!text.empty()) text[below(text.size())] = static_cast<char>(1 + below(127));
    }
  }

  void copy_value() {
    const Json value = any();
    if (value.size() < 100) any() = value;
  }

  // Plain ones: a value swapped with one inside it would own itself.
  void swap_values() {
    Json& one = any(is_plain);
    Json& other = any(is_plain);
    if (is_plain(one) && is_plain(other)) std::swap(one, other);
  }

  void remove() {
    Json& place = any(is_filled);
    if (!place.empty() && place.is_structured())
      place.erase(std::next(place.begin(), static_cast<std::ptrdiff_t>(below(place.size()))));
  }

  void repeat() {
    Json& place = any(is_list);
    if (!is_list(place)) return;
    const Json element = place[below(place.size())];
    for (std::size_t times = below(4); times < 4; ++times) place.push_back(element);
  }

  std::string any_key(const Json& record) {
    return std::next(record.begin(), static_cast<std::ptrdiff_t>(below(record.size()))).key();
  }

  void rename_key() {
    Json& place = any(is_record);
    const Json& other = any(is_record);
    if (!is_record(place) || !is_record(other)) return;
    auto key = any_key(other);
    if (below(4) == 0) key += static_cast<char>(1 + below(127));
    const auto old_key = any_key(place);
    Json value = place[old_key];
    place.erase(old_key);
    place[key] = std::move(value);
  }

  // An ordered object is a list of pairs, and holds a key twice if told to.
  void double_key() {
    Json& place = any(is_record);
    if (!is_record(place)) return;
    const auto key = any_key(place);
    const Json value = place[key];
    auto& members = place.get_ref<Json::object_t&>();
    static_cast<Json::object_t::Container&>(members).emplace_back(key, value);
  }

  void wrap() {
    Json& place = any();
    for (std::size_t depth = below(40); depth < 40; ++depth) {
      Json outer = Json::array();
      outer.push_back(std::move(place));
      place = std::move(outer);
    }
  }

  // One more case, counted: what gets past the schema to the checks behind it.
  void add_case() {
    const Json::json_pointer cases("/cases"), count("/plan/case_count");
    if (!root_.is_object() || !root_.contains(cases) || !root_.contains(count)) return;
    Json& list = root_[cases];
    if (!is_list(list) || list.size() > 20) return;
    Json copy = list[below(list.size())];
    if (!copy.is_object()) return;
    if (below(2) == 0) copy["name"] = "copy " + std::to_string(random_());
    if (below(4) == 0) copy[below(2) == 0 ? "name" : "device"] = any_odd_value();
    if (below(4) == 0) copy["reason"] = "not reached\n\x1b";
    list.push_back(copy);
    if (below(4) == 0) list.push_back(std::move(copy));
    root_[count] = list.size();
  }
};

}  // namespace

std::string mutate_json(std::string_view text, std::uint64_t seed) {
  Json json = Json::parse(text, nullptr, false);
  if (json.is_discarded()) return "";
  JsonMutator mutator(json, seed);
  // Mostly one: of several, the first to be refused hides the others.
  for (std::size_t changes = std::min<std::size_t>(2, mutator.below(4)); changes < 3; ++changes)
    mutator.mutate();
  return json.dump(-1, ' ', mutator.below(4) == 0, Json::error_handler_t::replace);
}

}  // namespace assay::fuzz
