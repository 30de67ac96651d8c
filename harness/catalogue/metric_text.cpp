// Words between brackets, each a key and a value.
// SPDX-License-Identifier: Apache-2.0
#include "harness/catalogue/metric_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <string>

#include "harness/core/units.hpp"
#include "kernels/error.hpp"

namespace assay::catalogue {
namespace {

struct WordKey {
  std::string_view key;
  std::optional<std::string> MetricParameters::*member;
};

constexpr std::array<WordKey, 11> kWordKeys{{
    {"type", &MetricParameters::type},
    {"direction", &MetricParameters::direction},
    {"engine", &MetricParameters::engine},
    {"algorithm", &MetricParameters::algorithm},
    {"submission", &MetricParameters::submission},
    {"host_memory", &MetricParameters::host_memory},
    {"layout", &MetricParameters::layout},
    {"accumulation", &MetricParameters::accumulation},
    {"sparsity", &MetricParameters::sparsity},
    {"path", &MetricParameters::path},
    {"load", &MetricParameters::load},
}};

[[noreturn]] void refuse(std::string_view text) {
  throw Error(
      ErrorKind::input,
      fmt::format("\"{}\" names no metric: expected one such as fma.rate/rate [type=fp32]", text));
}

std::uint32_t number(std::string_view value, std::string_view text) {
  std::uint32_t made = 0;
  const auto [end, failure] = std::from_chars(value.data(), value.data() + value.size(), made);
  if (failure != std::errc{} || end != value.data() + value.size()) refuse(text);
  return made;
}

void take(MetricParameters& parameters, std::string_view word, std::string_view text) {
  const std::size_t equals = word.find('=');
  if (equals == word.npos || equals + 1 == word.size()) refuse(text);
  const std::string_view key = word.substr(0, equals), value = word.substr(equals + 1);
  for (const WordKey& known : kWordKeys) {
    if (known.key != key) continue;
    parameters.*known.member = std::string(value);
    return;
  }
  if (key == "devices") {
    parameters.devices = number(value, text);
  } else if (key == "bytes") {
    parameters.bytes = parse_bytes(value, "bytes");
  } else if (key == "stride") {
    parameters.stride = parse_bytes(value, "stride");
  } else {
    refuse(text);
  }
}

}  // namespace

Metric parse_metric(std::string_view text) {
  const std::size_t bracket = text.find(" [");
  Metric metric{.name = std::string(text.substr(0, bracket))};
  if (metric.name.empty()) refuse(text);
  if (bracket == text.npos) return metric;
  if (!text.ends_with(']')) refuse(text);
  std::string_view rest = text.substr(bracket + 2, text.size() - bracket - 3);
  while (!rest.empty()) {
    const std::size_t space = std::min(rest.find(' '), rest.size());
    take(metric.parameters, rest.substr(0, space), text);
    rest.remove_prefix(std::min(space + 1, rest.size()));
  }
  return metric;
}

}  // namespace assay::catalogue
