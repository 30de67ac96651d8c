// Devices first, then what stands for each metric of one device, then the ways between two.
#include "harness/judge/observe/entry_of.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <string_view>
#include <tuple>

#include "harness/core/words.hpp"
#include "harness/document/device_name.hpp"
#include "harness/document/peer_matrix.hpp"
#include "harness/document/standing.hpp"
#include "harness/document/words.hpp"
#include "harness/judge/evidence.hpp"
#include "harness/judge/verdict/verdict.hpp"

namespace assay::judge {
namespace {

using archive::Device;
using archive::Entry;
using archive::Observation;
using document::CaseRecord;
using document::Document;

archive::Run run_of(const Document& document) {
  const auto& run = document.run;
  return {.id = run.id,
          .host = document.facts.host.hostname,
          .started_at = run.started_at,
          .level = document.plan.level,
          .tool_version = document.tool.version,
          .kernel = document.facts.host.kernel,
          .driver = document.facts.cuda.nvml.driver_version.value_or(""),
          .complete = run.complete,
          .continued = static_cast<std::uint32_t>(run.resumed_at.size()),
          .parallel = run.parallel,
          .simulated = run.simulated ? run.simulated->part : "",
          .injected = fmt::format("{}", fmt::join(run.injected, ","))};
}

Device cpu_of(const Document& document) {
  return {.key = fmt::format("cpu of {}", document.facts.host.hostname),
          .device = "cpu",
          .name = document.facts.cpu.model.value_or(document.facts.cpu.architecture),
          .part = "",
          .serial = "",
          .slot = "",
          .vbios = ""};
}

Device gpu_of(const catalogue::Catalogue& catalogue, const probe::CudaFacts& facts) {
  const catalogue::Part* part = claimed_part(catalogue, facts);
  return {.key = facts.uuid,
          .device = document::cuda_id(facts.index),
          .name = facts.name,
          .part = part ? part->id : "",
          .serial = facts.serial.value_or(""),
          .slot = facts.pci_bus_id,
          .vbios = facts.vbios.value_or(""),
          .power_limit_w = facts.power_limit_w};
}

/// Fills one entry. What is asked for often is found by name once.
class Observer {
 public:
  Observer(const catalogue::Catalogue& catalogue, const Document& document)
      : catalogue_(catalogue), document_(document) {}

  Entry entry() {
    entry_.run = run_of(document_);
    const auto evidence = evidence_of(document_);
    add_devices(evidence);
    for (const auto& one : evidence) {
      const auto device = index_of_.find(one.device);
      if (device == index_of_.end()) continue;
      entry_.devices[device->second].wrong = static_cast<std::uint32_t>(one.wrong.size());
      for (const auto& measurement : one.measurements) {
        entry_.observations.push_back(observation(*measurement.record, device->second));
      }
    }
    for (const auto& record : document_.cases) add_pair(record);
    return std::move(entry_);
  }

 private:
  void add_devices(const std::vector<DeviceEvidence>& evidence) {
    for (const auto& facts : document_.facts.cuda.devices) add(gpu_of(catalogue_, facts));
    for (const auto& one : evidence) {
      if (one.device == "cpu") add(cpu_of(document_));
    }
  }

  // Two of one key would be one device with two values of each metric.
  void add(Device device) {
    const auto same = [&](const Device& other) { return other.key == device.key; };
    if (device.key.empty() || std::any_of(entry_.devices.begin(), entry_.devices.end(), same)) {
      device.key = fmt::format("{} of {}", device.device, entry_.run.host);
    }
    index_of_[device.device] = static_cast<std::uint32_t>(entry_.devices.size());
    entry_.devices.push_back(std::move(device));
  }

  static Observation observation(const CaseRecord& record, std::uint32_t device) {
    return {.metric = catalogue::to_string(metric_of(record)),
            .unit = std::string(unit_of(record.quantity, record.parameters.type)),
            .higher_is_better = document::better_of(record.quantity) == "higher",
            .device = device,
            .value = record.statistics->median,
            .low = record.statistics->interval_low,
            .high = record.statistics->interval_high,
            .clock_hz = record.telemetry.clock_hz,
            .temperature_c = record.telemetry.temperature_c,
            .power_w = record.telemetry.power_w};
  }

  void add_pair(const CaseRecord& record) {
    if (!record.statistics || !document::is_of_a_pair(record)) return;
    const auto from = index_of_.find(record.device);
    const auto to = index_of_.find(document::cuda_id(record.parameters.peer));
    if (from == index_of_.end() || to == index_of_.end() || from->second == to->second) return;
    const auto* facts = document::facts_of(document_, record.device);
    if (!document::why_too_small(record, facts).empty()) return;
    auto metric = metric_of(record);
    metric.parameters.devices.reset();
    auto made = observation(record, from->second);
    made.metric = catalogue::to_string(metric);
    made.peer = to->second;
    const bool mutual = document::is_mutual(record);
    keep(made, Way::measured);
    if (!mutual) return;
    std::swap(made.device, *made.peer);
    keep(made, Way::mirrored);
  }

  enum class Way : std::uint8_t { measured, mirrored };

  // Sizes are no part of the name: the best stands. A way of its own stands before a mirrored one.
  void keep(const Observation& made, Way way) {
    const auto key = std::tuple(made.device, *made.peer, made.metric);
    const auto [found, is_new] = pair_.try_emplace(key, Kept{entry_.observations.size(), way});
    if (is_new) {
      entry_.observations.push_back(made);
      return;
    }
    auto& [place, before] = found->second;
    auto& stands = entry_.observations[place];
    const bool better =
        made.higher_is_better ? made.value > stands.value : made.value < stands.value;
    if (way == before ? !better : way == Way::mirrored) return;
    stands = made;
    before = way;
  }

  struct Kept {
    std::size_t place = 0;
    Way way = Way::measured;
  };

  const catalogue::Catalogue& catalogue_;
  const Document& document_;
  Entry entry_ = {};
  std::map<std::string, std::uint32_t, std::less<>> index_of_;  ///< "cuda:3" -> place
  std::map<std::tuple<std::uint32_t, std::uint32_t, std::string>, Kept> pair_;
};

}  // namespace

archive::Entry entry_of(const catalogue::Catalogue& catalogue, const document::Document& document) {
  return Observer(catalogue, document).entry();
}

}  // namespace assay::judge
