// https://prometheus.io/docs/instrumenting/exposition_formats/, "Text-based format".
// SPDX-License-Identifier: Apache-2.0
#include "harness/report/prometheus.hpp"

#include <fmt/format.h>

#include "harness/report/foreign_text.hpp"

namespace assay::report {
namespace {

std::string escaped(std::string_view text) {
  std::string label;
  for (const char c : foreign_text(text)) {
    if (c == '\n') {
      label += "\\n";
      continue;
    }
    if (c == '\\' || c == '"') label += '\\';
    label += c;
  }
  return label;
}

}  // namespace

std::string label_text(const Labels& labels) {
  std::string text;
  for (const auto& [name, value] : labels) {
    text += fmt::format("{}{}=\"{}\"", text.empty() ? "" : ",", name, escaped(value));
  }
  return text;
}

std::string sample_line(std::string_view name, std::string_view labels, double value) {
  if (labels.empty()) return fmt::format("{} {}\n", name, value);
  return fmt::format("{}{{{}}} {}\n", name, labels, value);
}

std::string family_head(const MetricFamily& family) {
  return fmt::format("# HELP {0} {1}\n# TYPE {0} gauge\n", family.name, family.help);
}

}  // namespace assay::report
