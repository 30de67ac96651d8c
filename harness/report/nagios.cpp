// https://www.monitoring-plugins.org/doc/guidelines.html, "Performance data" and "Threshold and
// Ranges".
// SPDX-License-Identifier: Apache-2.0
#include "harness/report/nagios.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "harness/report/foreign_text.hpp"

namespace assay::report {
namespace {

constexpr std::size_t kSentenceBytes = kPluginLineBytes / 4;
constexpr std::size_t kLabelBytes = 120;

// Digits, minus and a point are all that a value may hold.
std::string plain_decimal(double value) {
  if (value == 0) return "0";
  const int magnitude = static_cast<int>(std::floor(std::log10(std::abs(value))));
  constexpr int kDigits = 6;
  return fmt::format("{:.{}f}", value, std::clamp(kDigits - 1 - magnitude, 0, 30));
}

// Of a long one the end, which names the metric.
std::string label_of(std::string_view text) {
  std::string label;
  for (const char c : text.substr(text.size() - std::min(text.size(), kLabelBytes))) {
    const bool plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
                       c == '.' || c == '-';
    if (plain || label.empty() || label.back() != '_') label += plain ? c : '_';
  }
  if (label.size() > 1 && label.ends_with('_')) label.pop_back();
  return label;
}

// What lies within is well: "10:" from 10 on, "~:20" up to 20.
std::string range_of(const PluginValue& value) {
  if (!value.lower && !value.upper) return "";
  return fmt::format("{}:{}", value.lower ? plain_decimal(*value.lower) : "~",
                     value.upper ? plain_decimal(*value.upper) : "");
}

// A bar would begin the values, wherever it stands.
std::string without_bars(std::string_view sentence) {
  std::string text = foreign_line(sentence);
  std::replace(text.begin(), text.end(), '|', '/');
  return cut_bytes(text, kSentenceBytes);
}

}  // namespace

std::string plugin_value(const PluginValue& value) {
  const bool known = value.unit == "s" || value.unit == "B";
  return fmt::format("'{}'={}{};;{};0", label_of(value.label), plain_decimal(value.value),
                     known ? value.unit : "", range_of(value));
}

std::string plugin_line(judge::Alarm alarm, std::string_view sentence,
                        const std::vector<PluginValue>& values) {
  std::string line = fmt::format("ASSAY {} - {}", to_string(alarm), without_bars(sentence));
  std::set<std::string> labels;
  bool first = true;
  for (const auto& value : values) {
    if (!std::isfinite(value.value) || !labels.insert(label_of(value.label)).second) continue;
    const std::string written = fmt::format("{}{}", first ? " | " : " ", plugin_value(value));
    if (line.size() + written.size() + 1 > kPluginLineBytes) break;
    line += written;
    first = false;
  }
  return line + '\n';
}

}  // namespace assay::report
