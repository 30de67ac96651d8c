// Numbers with the prefix that suits them, and names by likeness.
#include "harness/judge/lint/lint_words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include "harness/core/decimal_prefix.hpp"

namespace assay::judge {
namespace {

bool takes_prefix(std::string_view unit) {
  return unit == "B" || unit == "Hz" || unit == "s" || unit.ends_with("/s");
}

std::size_t common_prefix(std::string_view one, std::string_view other) {
  const auto end = std::mismatch(one.begin(), one.end(), other.begin(), other.end()).first;
  return static_cast<std::size_t>(end - one.begin());
}

// Levenshtein's.
std::size_t edits(std::string_view one, std::string_view other) {
  std::vector<std::size_t> row(other.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < one.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i + 1;
    for (std::size_t j = 0; j < other.size(); ++j) {
      const std::size_t replaced = diagonal + (one[i] == other[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({replaced, row[j] + 1, diagonal + 1});
    }
  }
  return row.back();
}

}  // namespace

std::string shown(double value, std::string_view unit) {
  if (unit == "1") return fmt::format("{:.6g}", value);
  if (value == 0 || !takes_prefix(unit)) return fmt::format("{:.6g} {}", value, unit);
  for (const auto& prefix : kDecimalPrefixes) {
    const double scaled = value / prefix.factor;
    if (std::abs(scaled) >= 0.99995 || prefix.factor == kDecimalPrefixes.back().factor) {
      return fmt::format("{:.4g} {}{}", scaled, prefix.name, unit);
    }
  }
  return {};
}

std::string pointer_of(std::string_view path) {
  std::string pointer = fmt::format("/{}", path);
  std::replace(pointer.begin(), pointer.end(), '.', '/');
  return pointer;
}

std::vector<std::string> nearest(std::string_view wanted, std::vector<std::string> names) {
  constexpr std::size_t kMost = 3;
  std::stable_sort(names.begin(), names.end(), [&](const auto& one, const auto& other) {
    const auto prefix = common_prefix(wanted, one), other_prefix = common_prefix(wanted, other);
    if (prefix != other_prefix) return prefix > other_prefix;
    return edits(wanted, one) < edits(wanted, other);
  });
  // Where one begins alike, those that do not are no help.
  const bool alike = !names.empty() && common_prefix(wanted, names.front()) != 0;
  std::erase_if(names, [&](const auto& name) { return alike && common_prefix(wanted, name) == 0; });
  if (names.size() > kMost) names.resize(kMost);
  return names;
}

void Findings::add(std::string place, std::string check, std::string what, Severity severity) {
  const bool known = std::any_of(list_.begin(), list_.end(), [&](const Finding& other) {
    return other.file == file_ && other.place == place && other.check == check &&
           (check != "schema" || other.what == what);
  });
  if (known) return;
  list_.push_back({.file = file_,
                   .place = std::move(place),
                   .check = std::move(check),
                   .what = std::move(what),
                   .severity = severity});
}

}  // namespace assay::judge
