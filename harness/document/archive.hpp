// How do our structs become JSON and come back? Each has one `fields` function that names its
// members once; Writer and Reader both walk it, so that the two directions cannot drift apart.
//
// Rules of both: an empty optional is an absent key; enumerators are words; durations are seconds.
// A Reader expects a document that passed the schema, and throws json::Unfit or Misfit where it is
// none. It asks for keys in the order in which they are written, which is the quickest.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cmath>
#include <concepts>
#include <limits>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "harness/core/seconds.hpp"
#include "harness/document/timestamp.hpp"
#include "harness/document/words.hpp"
#include "harness/json/value.hpp"

namespace assay::document {

/// A struct, const when written, not when read.
template <class Value, class Struct>
concept Is = std::same_as<std::remove_const_t<Value>, Struct>;

/// Longest string of a document, bytes; a longer one is cut, with an ellipsis, when written.
inline constexpr std::size_t kMaximumTextBytes = 4096;
std::string shortened(const std::string& text);

class Writer {
 public:
  nlohmann::ordered_json json = nlohmann::ordered_json::object();

  template <class T>
  void operator()(const char* key, const T& value) {
    json[key] = convert(value);
  }
  template <class T>
  void operator()(const char* key, const std::optional<T>& value) {
    if (value) json[key] = convert(*value);
  }
  void unless_empty(const char* key, const std::string& value) {
    if (!value.empty()) (*this)(key, value);
  }
  void unless_zero(const char* key, std::unsigned_integral auto value) {
    if (value != 0) (*this)(key, value);
  }
  /// Of an enumeration whose first enumerator is none.
  template <class Enum>
  void unless_none(const char* key, Enum value) {
    if (value != Enum{}) (*this)(key, value);
  }
  void unless_equal(const char* key, double value, double usual) {
    if (value != usual) (*this)(key, value);
  }
  template <class T>
  void unless_empty(const char* key, const std::vector<T>& values) {
    if (!values.empty()) (*this)(key, values);
  }
  /// One element a sample; what was not read is NaN, and null in JSON.
  void column(const char* key, const std::vector<double>& values) {
    if (values.empty()) return;
    auto& list = json[key] = nlohmann::ordered_json::array();
    for (const double value : values) {
      list.push_back(std::isnan(value) ? nlohmann::ordered_json() : nlohmann::ordered_json(value));
    }
  }
  /// A key that follows from the others, or is always the same; not read back.
  template <class T>
  void derived(const char* key, const T& value) {
    json[key] = value;
  }
  bool present(const char*, bool has_value) const { return has_value; }
  /// An object inside this one, for members of the same struct.
  template <class Members>
  void group(const char* key, Members members) {
    Writer inner;
    members(inner);
    json[key] = std::move(inner.json);
  }

  template <class T>
  static nlohmann::ordered_json convert(const T& value) {
    if constexpr (std::is_arithmetic_v<T>) {
      return value;
    } else if constexpr (std::is_same_v<T, std::string>) {
      return shortened(value);
    } else if constexpr (std::is_enum_v<T>) {
      return word_of(value);
    } else if constexpr (std::is_same_v<T, Seconds>) {
      return value.count();
    } else if constexpr (std::is_same_v<T, Timestamp>) {
      return to_string(value);
    } else {
      Writer inner;
      fields(inner, value);
      return std::move(inner.json);
    }
  }
  template <class T>
  static nlohmann::ordered_json convert(const std::vector<T>& values) {
    auto list = nlohmann::ordered_json::array();
    for (const auto& value : values) list.push_back(convert(value));
    return list;
  }
  static nlohmann::ordered_json convert(const std::vector<bool>& values) { return values; }
  static nlohmann::ordered_json convert(const std::map<std::string, std::string>& values) {
    auto map = nlohmann::ordered_json::object();
    for (const auto& [key, value] : values) map[key] = convert(value);
    return map;
  }
};

/// A value that passed the schema and still has no meaning.
struct Misfit {
  std::string path;
  std::string what;
};

class Reader {
 public:
  explicit Reader(json::Value object) : members_(object) {}

  template <class T>
  void operator()(const char* key, T& value) {
    take(members_.at(key), key, value);
  }
  template <class T>
  void operator()(const char* key, std::optional<T>& value) {
    if (const auto member = members_.find(key)) take(*member, key, value.emplace());
  }
  void unless_empty(const char* key, std::string& value) { take_if_there(key, value); }
  void unless_zero(const char* key, std::unsigned_integral auto& value) {
    take_if_there(key, value);
  }
  template <class Enum>
  void unless_none(const char* key, Enum& value) {
    take_if_there(key, value);
  }
  void unless_equal(const char* key, double& value, double) { take_if_there(key, value); }
  template <class T>
  void unless_empty(const char* key, std::vector<T>& values) {
    take_if_there(key, values);
  }
  void column(const char* key, std::vector<double>& values) {
    if (const auto list = members_.find(key)) values = numbers_or_null(*list);
  }
  template <class T>
  void derived(const char*, const T&) const {}
  bool present(const char* key, bool) { return members_.contains(key); }
  template <class Members>
  void group(const char* key, Members members) {
    Reader inner(members_.at(key));
    members(inner);
  }

  template <class T>
  static void convert(json::Value json, T& value) {
    if constexpr (std::is_same_v<T, bool>) {
      value = json.boolean();
    } else if constexpr (std::is_arithmetic_v<T>) {
      value = json.number<T>();
    } else if constexpr (std::is_same_v<T, std::string>) {
      value = json.text();
    } else if constexpr (std::is_enum_v<T>) {
      value = from_word<T>(json.text());
    } else if constexpr (std::is_same_v<T, Seconds>) {
      value = Seconds(json.number<double>());
    } else if constexpr (std::is_same_v<T, Timestamp>) {
      const auto moment = parse_timestamp(json.text());
      if (!moment) throw Misfit{.path = "", .what = "there is no such day"};
      value = *moment;
    } else {
      Reader inner(json);
      fields(inner, value);
    }
  }
  template <class T>
  static void convert(json::Value json, std::vector<T>& values) {
    values.reserve(json.size());
    for (const auto element : json.elements()) convert(element, values.emplace_back());
  }
  static void convert(json::Value json, std::vector<bool>& values) {
    for (const auto element : json.elements()) values.push_back(element.boolean());
  }
  static void convert(json::Value json, std::map<std::string, std::string>& values) {
    for (const auto [key, value] : json.members()) values.emplace(key, value.text());
  }
  /// NaN where null stands.
  static std::vector<double> numbers_or_null(json::Value json) {
    std::vector<double> values;
    values.reserve(json.size());
    for (const auto element : json.elements()) {
      values.push_back(element.is_null() ? std::numeric_limits<double>::quiet_NaN()
                                         : element.number<double>());
    }
    return values;
  }

 private:
  template <class T>
  void take_if_there(const char* key, T& value) {
    if (const auto member = members_.find(key)) take(*member, key, value);
  }
  // A Misfit passes every level on its way up, and gathers the path.
  template <class T>
  static void take(json::Value json, const char* key, T& value) {
    try {
      convert(json, value);
    } catch (const Misfit& misfit) {
      throw Misfit{.path = std::string("/") + key + misfit.path, .what = misfit.what};
    }
  }

  json::Finder members_;
};

}  // namespace assay::document
