// Times from rates and back; words after their keys.
// SPDX-License-Identifier: Apache-2.0
#include "harness/report/collective_values.hpp"

#include <fmt/format.h>

namespace assay::report {
namespace {

std::string_view value_of(std::string_view way, std::string_view key) {
  const auto found = way.find(key);
  if (found == std::string_view::npos) return {};
  const auto begin = found + key.size();
  return way.substr(begin, way.find(' ', begin) - begin);
}

}  // namespace

std::string_view collective_unit(const document::CaseRecord& record) {
  return record.parameters.bytes < kShownByRate ? "us" : "GB/s";
}

std::string collective_value(const document::CaseRecord& record, double rate) {
  constexpr double kWholeFrom = 99.95;
  const bool timed = record.parameters.bytes < kShownByRate;
  const double shown = timed ? record.work.bytes / rate * 1e6 : rate * 1e-9;
  return shown < kWholeFrom ? fmt::format("{:.3g}", shown) : fmt::format("{:.0f}", shown);
}

std::string chosen(std::string_view algorithm, std::string_view protocol) {
  if (algorithm.empty() && protocol.empty()) return "-";
  if (algorithm.empty() || protocol.empty()) return std::string(algorithm) + std::string(protocol);
  return fmt::format("{}/{}", algorithm, protocol);
}

std::string chosen_in(std::string_view way) {
  return chosen(value_of(way, " algorithm="), value_of(way, " protocol="));
}

const measure::ReferenceTiming* find_way(const measure::ReferenceResult& reference,
                                         std::string_view name) {
  const auto is_it = [&](const measure::ReferenceTiming& one) {
    return one.algorithm.substr(0, one.algorithm.find(' ')) == name;
  };
  for (const auto* one : {&reference.by_default, &reference.best}) {
    if (*one && is_it(**one)) return &**one;
  }
  for (const auto& one : reference.others) {
    if (is_it(one)) return &one;
  }
  return nullptr;
}

}  // namespace assay::report
