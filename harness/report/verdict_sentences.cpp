// A metric by its short name; what several metrics share is said once.
// SPDX-License-Identifier: Apache-2.0
#include "harness/report/verdict_sentences.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <utility>

#include "harness/document/timestamp.hpp"
#include "harness/judge/verdict/verdict_words.hpp"

namespace assay::report {

using judge::DeviceVerdict;
using judge::DocumentVerdict;
using judge::MetricStatus;
using judge::MetricVerdict;

std::string upper(std::string_view text) {
  std::string word(text);
  for (char& letter : word) {
    letter = static_cast<char>(std::toupper(static_cast<unsigned char>(letter)));
  }
  return word;
}

std::string short_name(const catalogue::Metric& metric) {
  std::string name = metric.name.substr(0, metric.name.find('/'));
  const auto& p = metric.parameters;
  for (const auto* part : {&p.type, &p.direction, &p.engine, &p.algorithm, &p.layout,
                           &p.accumulation, &p.sparsity, &p.path, &p.load}) {
    if (*part) name += " " + **part;
  }
  if (p.devices) name += fmt::format(" x{}", *p.devices);
  return name;
}

std::string shown_gate(const MetricVerdict& metric) {
  if (metric.lower) return judge::shown_value(metric.lower->value, metric.unit);
  const bool given = metric.upper && !metric.ceiling;
  return given ? "<= " + judge::shown_value(metric.upper->value, metric.unit) : "-";
}

std::string shown_word(MetricStatus status) {
  std::string word(document::word_of(status));
  std::replace(word.begin(), word.end(), '_', ' ');
  return word;
}

std::string sentence_of(const MetricVerdict& metric) {
  const char* remedy =
      metric.status == MetricStatus::no_gate ? "; it is required, so give one with --gates" : "";
  return fmt::format("{}: {}: {}{}", upper(shown_word(metric.status)), short_name(metric.metric),
                     metric.reason, remedy);
}

bool needs_no_sentence(const DeviceVerdict& device, const MetricVerdict& metric) {
  const bool is_outside =
      metric.status == MetricStatus::fail || metric.status == MetricStatus::invalid;
  return metric.status == MetricStatus::pass || !is_judged(metric) ||
         (device.another_part && is_outside);
}

namespace {

// Metrics that are only shown share a line with those that have the same reason.
std::vector<std::string> shown_only(const std::vector<MetricVerdict>& metrics) {
  std::vector<std::pair<std::string, std::string>> lists;  // reason, names
  for (const auto& one : metrics) {
    if (one.status != MetricStatus::no_gate || is_judged(one)) continue;
    const auto found = std::find_if(lists.begin(), lists.end(),
                                    [&](const auto& list) { return list.first == one.reason; });
    if (found == lists.end()) {
      lists.emplace_back(one.reason, short_name(one.metric));
    } else {
      found->second += ", " + short_name(one.metric);
    }
  }
  std::vector<std::string> lines;
  for (const auto& [reason, names] : lists) {
    lines.push_back(fmt::format("only shown: {}: {}", names, reason));
  }
  return lines;
}

// One line for all metrics that are short for the same kind of reason.
std::vector<std::string> causes_of(const std::vector<MetricVerdict>& metrics) {
  struct Shared {
    const MetricVerdict* first;
    std::string names;
    std::size_t count;
  };
  std::vector<Shared> list;
  for (const auto& one : metrics) {
    if (!one.cause || one.cause->sentence.empty()) continue;
    const auto found = std::find_if(list.begin(), list.end(), [&](const Shared& other) {
      return other.first->cause->kind == one.cause->kind;
    });
    if (found == list.end()) {
      list.push_back({&one, short_name(one.metric), 1});
    } else {
      found->names += ", " + short_name(one.metric);
      ++found->count;
    }
  }
  std::vector<std::string> lines;
  for (const auto& [first, names, count] : list) {
    lines.push_back(fmt::format("cause of {}{}: {}", names,
                                count == 1 ? "" : ", as shown by the first",
                                first->cause->sentence));
  }
  return lines;
}

// "gemm.bf16: 1.03 x cuBLASLt best (13.0.2), 1.05 x default".
std::vector<std::string> library_lines(const std::vector<MetricVerdict>& metrics) {
  std::vector<std::string> lines;
  for (const auto& one : metrics) {
    if (!one.reference) continue;
    const auto& reference = *one.reference;
    auto line = short_name(one.metric) + ": ";
    if (!reference.unavailable.empty()) {
      line += fmt::format("{}: {}", reference.library, reference.unavailable);
    } else if (reference.right == false) {
      line += fmt::format("{} {} computed a wrong answer", reference.library, reference.version);
    } else if (reference.best) {
      line += fmt::format("{:.2f} x {} best ({})", *reference.best, reference.library,
                          reference.version);
      if (reference.by_default) line += fmt::format(", {:.2f} x default", *reference.by_default);
    } else {
      continue;
    }
    lines.push_back(std::move(line));
  }
  return lines;
}

}  // namespace

std::vector<std::string> device_notes(const DeviceVerdict& device) {
  std::vector<std::string> lines;
  if (device.another_part) return lines;
  for (auto& line : shown_only(device.metrics)) lines.push_back(std::move(line));
  for (auto& line : library_lines(device.metrics)) lines.push_back(std::move(line));
  return lines;
}

std::vector<std::string> device_sentences(const DeviceVerdict& device) {
  std::vector<std::string> lines;
  for (const auto& one : device.metrics) {
    if (!needs_no_sentence(device, one)) lines.push_back(sentence_of(one));
  }
  for (auto& line : causes_of(device.metrics)) lines.push_back(std::move(line));
  if (device.another_part) {
    lines.push_back(fmt::format(
        "gates and published figures in the table are those of {}, which this device is not",
        device.part));
  }
  for (auto& line : device_notes(device)) lines.push_back(std::move(line));
  return lines;
}

std::string missing_line(const judge::Missing& one) {
  std::string text = fmt::format("missing: {}: {}", one.what, one.reason);
  if (!one.remedy.empty()) text += ". To do: " + one.remedy;
  return text;
}

std::string origin_of(const DocumentVerdict& verdict) {
  std::string text =
      fmt::format("{}: run {} of {}, {}", verdict.file, verdict.run_id.substr(0, 8),
                  document::to_string(verdict.started_at),
                  verdict.simulated ? "simulated " + *verdict.simulated : "on " + verdict.hostname);
  if (!verdict.injected.empty()) {
    text += fmt::format("; faults were injected: {}", fmt::join(verdict.injected, ", "));
  }
  return text;
}

}  // namespace assay::report
