// Statistics are those a run would have computed.
// SPDX-License-Identifier: Apache-2.0
#include "tests/harness/judge/compare/compare_documents.hpp"

#include "harness/measure/statistics.hpp"

namespace assay::judge {
namespace {

document::CaseRecord record_of(const std::string& name, Quantity quantity) {
  document::CaseRecord record;
  record.name = name;
  record.kernel = name.substr(0, name.find('/'));
  record.device = "cpu";
  record.quantity = quantity;
  return record;
}

}  // namespace

document::CaseRecord bandwidth_case(const std::string& name, const std::vector<double>& rates) {
  auto record = record_of(name, Quantity::bandwidth);
  record.work.bytes = 1;
  record.status = measure::Status::ok;
  for (const double rate : rates) record.samples.push_back(1 / rate);
  record.statistics = measure::summarise(rates);
  return record;
}

document::CaseRecord latency_case(const std::string& name, const std::vector<double>& seconds) {
  auto record = record_of(name, Quantity::latency);
  record.status = measure::Status::ok;
  record.samples = seconds;
  record.statistics = measure::summarise(seconds);
  return record;
}

document::CaseRecord failed_case(const std::string& name, measure::Status status,
                                 const std::string& reason) {
  auto record = record_of(name, Quantity::bandwidth);
  record.status = status;
  record.reason = reason;
  return record;
}

std::vector<double> around(double centre, double spread, int count) {
  std::vector<double> values;
  for (int i = 0; i < count; ++i) {
    values.push_back(centre * (1 + spread * (2.0 * i / (count - 1) - 1)));
  }
  return values;
}

document::Document document_of(std::vector<document::CaseRecord> cases, char id) {
  document::Document document;
  document.schema_version = "1.0.0";
  document.tool.version = "0.1.0";
  document.run.id = std::string(8, id) + "-6f0b-4d6e-9a3b-0f4c2d1e5a77";
  document.run.complete = true;
  document.facts.host.hostname = "node17";
  document.cases = std::move(cases);
  return document;
}

}  // namespace assay::judge
