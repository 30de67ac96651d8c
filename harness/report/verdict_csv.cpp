// Columns from left to right, as kVerdictColumns names them.
// SPDX-License-Identifier: Apache-2.0
#include "harness/report/verdict_csv.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <utility>

#include "harness/judge/verdict/verdict_words.hpp"
#include "harness/report/csv.hpp"

namespace assay::report {
namespace {

using judge::DeviceVerdict;
using judge::DocumentVerdict;
using judge::MetricVerdict;

std::optional<double> value_of(const std::optional<judge::GateValue>& gate) {
  return gate ? std::optional(gate->value) : std::nullopt;
}

void add_document(CsvRow& row, const DocumentVerdict& verdict) {
  const bool known = verdict.unreadable.empty();
  row.text(verdict.file).text(verdict.hostname).text(verdict.run_id);
  row.text(known ? document::to_string(verdict.started_at) : "");
}

void add_device(CsvRow& row, const DeviceVerdict& device) {
  row.text(device.device).text(device.name).text(device.uuid).text(device.serial);
  row.text(device.part).text(device.counts ? to_string(device.state) : "not-counted");
}

void add_metric(CsvRow& row, const MetricVerdict& metric) {
  const auto& measured = metric.measured;
  row.text(catalogue::to_string(metric.metric)).text(metric.unit);
  row.number(measured ? std::optional(measured->median) : std::nullopt);
  row.number(measured ? std::optional(measured->low) : std::nullopt);
  row.number(measured ? std::optional(measured->high) : std::nullopt);
  row.number(metric.published ? std::optional(metric.published->value) : std::nullopt);
  row.text(metric.published ? metric.published->source : "");
  row.number(value_of(metric.lower)).number(value_of(metric.upper));
  row.text(document::word_of(metric.status));
  row.text(metric.cause ? to_string(metric.cause->kind) : "").text(metric.reason);
}

/// What is said where there is no metric to say it of.
void add_no_metric(CsvRow& row, std::string_view reason) {
  for (int column = 0; column < 11; ++column) row.text("");
  row.text(reason);
}

std::string end_of(CsvRow row, const DocumentVerdict& verdict) {
  row.text(verdict.simulated.value_or(""));
  row.text(fmt::format("{}", fmt::join(verdict.injected, " ")));
  return row.line();
}

std::string device_rows(const DocumentVerdict& verdict, const DeviceVerdict& device) {
  std::string rows;
  for (const auto& metric : device.metrics) {
    CsvRow row;
    add_document(row, verdict);
    add_device(row, device);
    add_metric(row, metric);
    rows += end_of(std::move(row), verdict);
  }
  if (!device.metrics.empty()) return rows;
  CsvRow row;
  add_document(row, verdict);
  add_device(row, device);
  add_no_metric(row, device.headline);
  return end_of(std::move(row), verdict);
}

std::string row_without_device(const DocumentVerdict& verdict) {
  CsvRow row;
  add_document(row, verdict);
  for (int column = 0; column < 5; ++column) row.text("");
  row.text(to_string(verdict.state));
  add_no_metric(row, verdict.unreadable.empty() ? "no device was measured" : verdict.unreadable);
  return end_of(std::move(row), verdict);
}

}  // namespace

std::string VerdictCsv::head_once() {
  if (begun_) return "";
  begun_ = true;
  return fmt::format("{}\n", kVerdictColumns);
}

std::string VerdictCsv::add(const DocumentVerdict& verdict) {
  std::string rows = head_once();
  for (const auto& device : verdict.devices) rows += device_rows(verdict, device);
  if (verdict.devices.empty()) rows += row_without_device(verdict);
  return rows;
}

}  // namespace assay::report
