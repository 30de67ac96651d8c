// Round numbers, so that every ratio is exact.
// SPDX-License-Identifier: Apache-2.0
#include "tests/harness/judge/gap/gap_evidence.hpp"

#include <algorithm>

namespace assay::judge {
namespace {

document::CaseRecord record_of(const MadeCase& made) {
  document::CaseRecord record;
  record.name = std::string(made.kernel) + " made";
  record.kernel = made.kernel;
  record.quantity = made.quantity;
  record.device = "cuda:0";
  record.parameters.type = made.type;
  record.parameters.direction = made.direction;
  record.parameters.engine = made.engine;
  record.status = measure::Status::ok;
  record.telemetry.clock_hz = made.clock_hz;
  record.statistics = measure::Statistics{.count = 9,
                                          .median = made.value,
                                          .q1 = made.value,
                                          .q3 = made.value,
                                          .minimum = made.value,
                                          .maximum = made.value,
                                          .relative_iqr = 0,
                                          .interval_low = made.value * (1 - made.spread),
                                          .interval_high = made.value * (1 + made.spread),
                                          .interval_confidence = 0.95};
  return record;
}

catalogue::Part made_part(const char* id, double sms, double per_clock, double fp16, double bytes) {
  catalogue::Part part{.id = id,
                       .product = id,
                       .family = id,
                       .architecture = "made",
                       .devices = {},
                       .compute_capability = "9.0",
                       .figures = {},
                       .memory_type = "HBM",
                       .unsupported = {},
                       .conflicts = {},
                       .typical = {}};
  part.figures.emplace("sm_count", figure(sms, "1"));
  part.figures.emplace("tensor.fp16.per_sm_per_clock", figure(per_clock, "FLOP"));
  part.figures.emplace("tensor.fp16.dense", figure(fp16, "FLOP/s"));
  part.figures.emplace("memory.bandwidth", figure(bytes, "B/s"));
  return part;
}

}  // namespace

catalogue::Figure figure(double value, const char* unit, catalogue::Authority authority) {
  return {.value = value,
          .unit = unit,
          .source = "sheet",
          .date = "2026",
          .authority = authority,
          .note = ""};
}

catalogue::Typical typical(const catalogue::Metric& metric, const std::vector<Seen>& seen) {
  catalogue::Typical made{
      .metric = metric, .unit = "", .low = 0, .high = 0, .median = {}, .observations = {}};
  for (const auto& one : seen) {
    auto value = figure(one.value, "FLOP/s", catalogue::Authority::measured);
    value.source = one.source;
    made.observations.push_back({.figure = value, .conditions = one.conditions, .statistic = ""});
  }
  return made;
}

catalogue::Catalogue two_parts() {
  return {.parts = {made_part("big", 100, 4096, 1000, 100), made_part("small", 50, 1024, 125, 120)},
          .claims = {}};
}

catalogue::Part& part(catalogue::Catalogue& catalogue, const char* id) {
  return *std::find_if(catalogue.parts.begin(), catalogue.parts.end(),
                       [&](const auto& one) { return one.id == id; });
}

SourceDocument document_with(const std::string& name, const std::vector<MadeCase>& cases,
                             Ground ground) {
  SourceDocument made{.name = name, .ground = ground, .document = {}};
  probe::CudaFacts gpu;
  gpu.multiprocessors = 50;
  gpu.memory_bytes = 1000;
  made.document.facts.cuda.devices.push_back(gpu);
  for (const auto& one : cases) made.document.cases.push_back(record_of(one));
  return made;
}

Identifier always(std::vector<std::string> parts) {
  return [parts = std::move(parts)](const DeviceEvidence&) {
    Identity identity;
    identity.candidates = parts;
    return identity;
  };
}

Shelf shelf_of(std::vector<SourceDocument> documents, const std::vector<std::string>& parts) {
  Shelf shelf{.documents = std::move(documents), .exhibits = {}};
  for (const auto& one : shelf.documents) {
    for (auto& exhibit : exhibits_of(one, always(parts))) {
      shelf.exhibits.push_back(std::move(exhibit));
    }
  }
  return shelf;
}

}  // namespace assay::judge
