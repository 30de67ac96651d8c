// nlohmann's dump() but for the numbers, and for the order of keys beyond the basic plane.
#include "harness/json/canonical.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string_view>
#include <vector>

namespace assay::json {
namespace {

using Json = nlohmann::json;

// UTF-16 puts what it writes as two surrogates before U+E000 and what follows in one unit; UTF-8
// begins the former with F0 to F4, the latter with EE and EF.
unsigned rank_of(unsigned char byte) {
  if (byte >= 0xF0) return byte - 2u;
  return byte >= 0xEE ? byte + 5u : byte;
}

bool comes_before(std::string_view left, std::string_view right) {
  return std::lexicographical_compare(
      left.begin(), left.end(), right.begin(), right.end(), [](char a, char b) {
        return rank_of(static_cast<unsigned char>(a)) < rank_of(static_cast<unsigned char>(b));
      });
}

/// Digits without a point, and where it belongs: 0.digits times 10^point.
struct Decimal {
  std::string digits;
  int point = 0;
};

Decimal decimal_of(double value) {
  std::array<char, 40> text;
  const auto end =
      std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::scientific);
  const std::string_view shortest(text.data(), static_cast<std::size_t>(end.ptr - text.data()));
  const auto mark = shortest.find('e');
  Decimal decimal;
  for (const char c : shortest.substr(0, mark)) {
    if (c != '.') decimal.digits += c;
  }
  const char* exponent = shortest.data() + mark + 1;
  if (*exponent == '+') ++exponent;
  std::from_chars(exponent, shortest.data() + shortest.size(), decimal.point);
  ++decimal.point;
  return decimal;
}

// ECMA-262, Number::toString.
std::string number_text(double value) {
  if (value == 0) return "0";
  if (value < 0) return fmt::format("-{}", number_text(-value));
  const Decimal decimal = decimal_of(value);
  const int count = static_cast<int>(decimal.digits.size()), point = decimal.point;
  const auto zeros = [](int n) { return std::string(static_cast<std::size_t>(n), '0'); };
  const auto split = [&](int at) {
    const std::string_view digits = decimal.digits;
    const auto whole = static_cast<std::size_t>(at);
    return fmt::format("{}.{}", digits.substr(0, whole), digits.substr(whole));
  };
  constexpr int kPlainDigits = 21, kPlainZeros = 6;
  if (count <= point && point <= kPlainDigits) return decimal.digits + zeros(point - count);
  if (0 < point && point <= kPlainDigits) return split(point);
  if (-kPlainZeros < point && point <= 0) {
    return fmt::format("0.{}{}", zeros(-point), decimal.digits);
  }
  return fmt::format("{}e{}{}", count == 1 ? decimal.digits : split(1), point > 0 ? '+' : '-',
                     std::abs(point - 1));
}

class CanonicalPrinter {
 public:
  std::string text;

  void print(const Json& json) {
    if (json.is_object()) {
      print_object(json);
    } else if (json.is_array()) {
      print_array(json);
    } else if (json.is_number_float()) {
      text += number_text(json.get<double>());
    } else {
      text += json.dump();
    }
  }

 private:
  void print_object(const Json& json) {
    std::vector<const std::string*> keys;
    for (const auto& [key, value] : json.get_ref<const Json::object_t&>()) keys.push_back(&key);
    std::sort(keys.begin(), keys.end(),
              [](const auto* left, const auto* right) { return comes_before(*left, *right); });
    const char* separator = "{";
    for (const std::string* key : keys) {
      text += separator;
      text += Json(*key).dump();
      text += ':';
      print(json.at(*key));
      separator = ",";
    }
    text += keys.empty() ? "{}" : "}";
  }

  void print_array(const Json& json) {
    const char* separator = "[";
    for (const auto& element : json) {
      text += separator;
      print(element);
      separator = ",";
    }
    text += json.empty() ? "[]" : "]";
  }
};

}  // namespace

std::string to_canonical(const Json& json) {
  CanonicalPrinter printer;
  printer.print(json);
  return std::move(printer.text);
}

}  // namespace assay::json
