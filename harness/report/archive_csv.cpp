// Times as RFC 3339, truth as true and false, nothing where nothing is known.
// SPDX-License-Identifier: Apache-2.0
#include "harness/report/archive_csv.hpp"

#include <optional>

#include "harness/report/csv.hpp"

namespace assay::report {
namespace {

std::string_view truth(std::optional<bool> value) {
  if (!value) return "";
  return *value ? "true" : "false";
}

// What all rows of a run have in common, with a comma behind it.
std::string run_cells(const archive::Run& run) {
  CsvRow row;
  row.text(document::to_string(run.started_at))
      .text(run.host)
      .text(run.id)
      .text(plan::to_string(run.level))
      .text(run.tool_version)
      .text(run.kernel)
      .text(run.driver)
      .text(truth(run.complete))
      .text(truth(run.parallel))
      .text(run.simulated)
      .text(run.injected);
  auto line = row.line();
  line.back() = ',';
  return line;
}

std::string device_cells(const archive::Device& device) {
  CsvRow row;
  row.text(device.device)
      .text(device.key)
      .text(device.name)
      .text(device.part)
      .text(device.serial)
      .text(device.slot)
      .text(device.vbios)
      .number(device.power_limit_w);
  auto line = row.line();
  line.back() = ',';
  return line;
}

}  // namespace

std::string archive_csv(const std::vector<archive::ArchivedRun>& runs) {
  std::string csv =
      "started_at,host,run_id,level,tool_version,kernel,driver,complete,parallel,simulated,"
      "injected,continued,added_at,size_bytes,sha256\n";
  for (const auto& one : runs) {
    CsvRow row;
    row.number(one.run.continued)
        .text(document::to_string(one.added_at))
        .number(static_cast<double>(one.size_bytes))
        .text(one.sha256);
    csv += run_cells(one.run) + row.line();
  }
  return csv;
}

void append_observations(std::string& csv, const archive::Entry& entry) {
  const auto run = run_cells(entry.run);
  std::vector<std::string> devices;
  for (const auto& device : entry.devices) devices.push_back(device_cells(device));
  for (const auto& one : entry.observations) {
    CsvRow row;
    row.text(one.peer ? std::string_view(entry.devices[*one.peer].key) : "")
        .text(one.metric)
        .text(one.unit)
        .text(one.higher_is_better ? "higher" : "lower")
        .number(one.value)
        .number(one.low)
        .number(one.high)
        .number(one.clock_hz)
        .number(one.temperature_c)
        .number(one.power_w);
    csv += run;
    csv += devices[one.device];
    csv += row.line();
  }
}

}  // namespace assay::report
