// Writes JSON text, refusing what JSON cannot hold.
#include "harness/json/json_text.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <stdexcept>

namespace assay::json {
namespace {

using Json = nlohmann::ordered_json;

// Below it every whole double is exact as an integer.
constexpr double kWholeNumbers = 9007199254740992;

[[noreturn]] void refuse(double value, const std::string& path) {
  throw std::domain_error(path + (std::isnan(value) ? " is NaN" : " is infinite"));
}

class Printer {
 public:
  std::string text;

  void print(const Json& json, std::size_t depth, const std::string& path) {
    if (json.is_object()) {
      print_object(json, depth, path);
    } else if (json.is_array()) {
      print_array(json, depth, path);
    } else if (!print_plain(json)) {
      refuse(json.get<double>(), path);
    }
  }

 private:
  // Writing a document is part of a run, and nearly all of it are samples and what was read beside
  // them: numbers, null, and booleans.
  bool print_double(double value) {
    if (!std::isfinite(value)) return false;
    std::array<char, 32> digits;
    char* const last = digits.data() + digits.size();
    const bool whole = std::abs(value) < kWholeNumbers && value == std::trunc(value);
    const auto end = whole ? std::to_chars(digits.data(), last, static_cast<std::int64_t>(value))
                           : std::to_chars(digits.data(), last, value);
    text.append(digits.data(), end.ptr);
    return true;
  }

  bool print_word(const char* word) {
    text += word;
    return true;
  }

  bool print_plain(const Json& json) {
    if (json.is_number_float()) return print_double(json.get<double>());
    if (json.is_null()) return print_word("null");
    if (json.is_boolean()) return print_word(json.get<bool>() ? "true" : "false");
    text += json.dump(-1, ' ', false, Json::error_handler_t::replace);
    return true;
  }

  void break_line(std::size_t depth) { (text += '\n').append(2 * depth, ' '); }

  void print_object(const Json& json, std::size_t depth, const std::string& path) {
    const char* separator = "";
    text += '{';
    for (const auto& [key, value] : json.items()) {
      text += separator;
      break_line(depth + 1);
      print_plain(key);
      text += ": ";
      print(value, depth + 1, path + "/" + key);
      separator = ",";
    }
    if (!json.empty()) break_line(depth);
    text += '}';
  }

  void print_array(const Json& json, std::size_t depth, const std::string& path) {
    if (print_on_one_line(json, path)) return;
    text += '[';
    for (std::size_t i = 0; i < json.size(); ++i) {
      if (i > 0) text += ',';
      break_line(depth + 1);
      print(json[i], depth + 1, path + "/" + std::to_string(i));
    }
    break_line(depth);
    text += ']';
  }

  bool print_on_one_line(const Json& json, const std::string& path) {
    for (const auto& value : json) {
      if (!value.is_primitive()) return false;
    }
    text += '[';
    for (std::size_t i = 0; i < json.size(); ++i) {
      if (i > 0) text += ", ";
      if (!print_plain(json[i])) refuse(json[i].get<double>(), path + "/" + std::to_string(i));
    }
    text += ']';
    return true;
  }
};

}  // namespace

std::string to_text(const Json& json) {
  Printer printer;
  printer.print(json, 0, "");
  return std::move(printer.text) + "\n";
}

}  // namespace assay::json
