// Puts identity, metrics and coverage of each device together.
// SPDX-License-Identifier: Apache-2.0
#include "harness/judge/verdict/verdict.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "harness/judge/verdict/cause_clock.hpp"
#include "harness/judge/verdict/verdict_headline.hpp"
#include "harness/judge/verdict/verdict_metric.hpp"

namespace assay::judge {
namespace {

using catalogue::Catalogue;
using document::Document;

struct Judge {
  const Catalogue& catalogue;
  const Document& document;
  const VerdictOptions& options;
  std::vector<DeviceEvidence> evidence;

  const DeviceEvidence* evidence_for(const std::string& device) const {
    const auto found = std::find_if(evidence.begin(), evidence.end(),
                                    [&](const auto& one) { return one.device == device; });
    return found == evidence.end() ? nullptr : &*found;
  }
};

bool claims_a_part(const Identity& identity) {
  return std::any_of(identity.claims.begin(), identity.claims.end(),
                     [](const IdentityClaim& claim) { return !claim.parts.empty(); });
}

enum class Evidence { sound, doubtful };

// A slice of a GPU need not behave like any part as a whole, and a measurement that is not to be
// believed explains why none does.
Evidence quality_of(const DeviceVerdict& verdict, const probe::CudaFacts& facts) {
  const bool impossible =
      std::any_of(verdict.metrics.begin(), verdict.metrics.end(),
                  [](const auto& one) { return one.status == MetricStatus::invalid; });
  return impossible || facts.mig.value_or(false) ? Evidence::doubtful : Evidence::sound;
}

bool is_another_part(const Identity& identity, Evidence quality) {
  if (identity.match == IdentityMatch::mismatch) return true;
  return identity.match == IdentityMatch::none_explains && claims_a_part(identity) &&
         quality == Evidence::sound;
}

void add_missing_standard(DeviceVerdict& verdict, const Judge& judge,
                          const probe::CudaFacts& facts) {
  auto& missing = verdict.coverage.missing;
  if (verdict.part.empty()) {
    missing.push_back(
        {.what = "the part",
         .reason = fmt::format("the catalogue knows neither the name \"{}\" nor the PCI "
                               "device id {}",
                               facts.name, facts.pci_device_id.value_or("(unknown)")),
         .remedy = "--expect PART says what it should be"});
  }
  const auto& gates = judge.options.gates;
  if (gates && gates->part != verdict.part) {
    missing.push_back({.what = "gates",
                       .reason = fmt::format("{} is for {}, not for {}", gates->name, gates->part,
                                             verdict.part.empty() ? "this device" : verdict.part),
                       .remedy = "give the gates of this part"});
  }
  if (facts.mig.value_or(false)) {
    missing.push_back({.what = "the whole device",
                       .reason = "this is a MIG slice, which cannot be accepted as the part",
                       .remedy = smi_command(&facts, "-mig 0")});
  }
}

// A verdict that could only pass says nothing.
void add_missing_gates(DeviceVerdict& verdict) {
  if (verdict.part.empty()) return;
  const auto gated = [](const MetricVerdict& one) {
    const auto* info = catalogue::find_metric(one.metric.name);
    const bool is_rate = !info || (info->bound != catalogue::Bound::count &&
                                   info->bound != catalogue::Bound::capacity);
    return is_rate && one.measured && one.lower;
  };
  if (std::any_of(verdict.metrics.begin(), verdict.metrics.end(), gated)) return;
  verdict.coverage.missing.push_back({.what = "rates",
                                      .reason = "no rate that was measured has a lower gate",
                                      .remedy = "give some with --gates FILE"});
}

void add_missing_identity(DeviceVerdict& verdict) {
  const auto match = verdict.identity->match;
  if (match == IdentityMatch::match || verdict.another_part) return;
  if (verdict.part.empty()) return;
  verdict.coverage.missing.push_back(
      {.what = "identity", .reason = verdict.identity->sentence, .remedy = ""});
}

State state_of_device(const DeviceVerdict& verdict, const DeviceEvidence& evidence,
                      bool run_incomplete) {
  if (!evidence.wrong.empty()) return State::wrong;
  if (verdict.another_part) return State::fail;
  State state = State::pass;
  for (const auto& metric : verdict.metrics) state = worst(state, state_of(metric));
  const bool missing = run_incomplete || !verdict.coverage.complete();
  return missing ? worst(state, State::could_not_judge) : state;
}

void judge_gpu(DeviceVerdict& verdict, const Judge& judge, const DeviceEvidence& evidence,
               const probe::CudaFacts& facts, bool run_incomplete) {
  const catalogue::Part* part = judge.options.expected
                                    ? &judge.catalogue.at(*judge.options.expected, "--expect")
                                    : claimed_part(judge.catalogue, facts);
  if (part) verdict.part = part->id;
  const auto& gates = judge.options.gates;
  const bool gates_apply = gates && gates->part == verdict.part;
  verdict.identity = identify(judge.catalogue, evidence, judge.options.expected);
  verdict.metrics = judge_metrics(
      {.catalogue = judge.catalogue, .part = part, .gates = gates_apply ? &*gates : nullptr},
      judge.document, evidence);
  verdict.coverage = coverage_of(judge.document, evidence);
  add_missing_standard(verdict, judge, facts);
  add_missing_gates(verdict);
  verdict.another_part = is_another_part(*verdict.identity, quality_of(verdict, facts));
  add_missing_identity(verdict);
  // What keeps a device from reaching the rates of a part that it is not needs no explaining.
  if (verdict.another_part) {
    for (auto& metric : verdict.metrics) metric.cause.reset();
  }
  verdict.state = state_of_device(verdict, evidence, run_incomplete);
  verdict.headline = headline_of(verdict, run_incomplete);
}

DeviceVerdict gpu_verdict(const Judge& judge, const probe::CudaFacts& facts, bool run_incomplete) {
  DeviceVerdict verdict{.device = fmt::format("cuda:{}", facts.index),
                        .uuid = facts.uuid,
                        .name = facts.name,
                        .serial = facts.serial.value_or("")};
  const DeviceEvidence* evidence = judge.evidence_for(verdict.device);
  if (evidence) {
    judge_gpu(verdict, judge, *evidence, facts, run_incomplete);
  } else {
    verdict.headline = "nothing was measured on it";
    verdict.coverage.missing.push_back(
        {.what = "the device",
         .reason = facts.usable() ? "the document holds no case of it"
                                  : "it is not usable: " + facts.unusable,
         .remedy = facts.usable() ? fmt::format("assay run --device {}", verdict.device) : ""});
  }
  if (!facts.usable()) {
    verdict.state = worst(verdict.state, State::could_not_judge);
    verdict.headline = "it is not usable: " + facts.unusable;
  }
  return verdict;
}

// The CPU, or a device that the plan names and the machine does not have.
DeviceVerdict other_verdict(const Judge& judge, const DeviceEvidence& evidence, bool beside_gpus) {
  const bool cpu = evidence.device == "cpu";
  DeviceVerdict verdict{.device = evidence.device, .uuid = "", .name = ""};
  if (cpu) verdict.name = judge.document.facts.cpu.model.value_or("");
  verdict.counts = !(cpu && beside_gpus) || !evidence.wrong.empty();
  verdict.metrics = judge_metrics({.catalogue = judge.catalogue}, judge.document, evidence);
  verdict.coverage = coverage_of(judge.document, evidence);
  verdict.coverage.missing = {{.what = "the part",
                               .reason = cpu ? "the catalogue holds GPUs only"
                                             : "the document does not describe the device",
                               .remedy = ""}};
  verdict.state = evidence.wrong.empty() ? State::could_not_judge : State::wrong;
  verdict.headline = headline_of(verdict, false);
  return verdict;
}

void add_missing_devices(DocumentVerdict& verdict, const Judge& judge) {
  const auto& devices = judge.document.facts.cuda.devices;
  const auto measured = static_cast<std::uint32_t>(
      std::count_if(devices.begin(), devices.end(), [&](const probe::CudaFacts& one) {
        return one.usable() && judge.evidence_for(fmt::format("cuda:{}", one.index));
      }));
  if (judge.options.devices && measured != *judge.options.devices) {
    verdict.missing.push_back({.what = "devices",
                               .reason = fmt::format("{} of the {} expected GPUs were measured",
                                                     measured, *judge.options.devices),
                               .remedy = "assay probe says what the driver sees"});
  }
  if (devices.empty() && judge.options.expected) {
    verdict.missing.push_back(
        {.what = "devices",
         .reason =
             fmt::format("no GPU is in the document, and {} is expected", *judge.options.expected),
         .remedy = "assay probe says what the driver sees"});
  }
}

// Of what is required, counts and rates in registers are judged by identity too.
bool only_gates_judge(const MetricVerdict& metric) {
  return metric.metric.name.ends_with("/throughput") || metric.metric.name.ends_with("/bandwidth");
}

DocumentVerdict described(const Document& document, const std::string& file) {
  DocumentVerdict verdict{.file = file,
                          .run_id = document.run.id,
                          .hostname = document.facts.host.hostname,
                          .tool_version = document.tool.version,
                          .started_at = document.run.started_at};
  if (document.run.simulated) verdict.simulated = document.run.simulated->part;
  verdict.injected = document.run.injected;
  return verdict;
}

}  // namespace

bool is_judged(const MetricVerdict& metric) {
  const bool shown_only =
      metric.status == MetricStatus::no_gate || metric.status == MetricStatus::not_measured;
  return !shown_only || state_of(metric) != State::pass;
}

State state_of(const MetricVerdict& metric) {
  switch (metric.status) {
    case MetricStatus::pass:
      return State::pass;
    case MetricStatus::no_gate:
      return metric.required && only_gates_judge(metric) ? State::could_not_judge : State::pass;
    case MetricStatus::fail:
      return State::fail;
    case MetricStatus::not_measured:
      return metric.required ? State::could_not_judge : State::pass;
    case MetricStatus::invalid:
    case MetricStatus::error:
      return State::could_not_judge;
    case MetricStatus::wrong:
      return State::wrong;
  }
  return State::could_not_judge;
}

DocumentVerdict judge_document(const Catalogue& catalogue, const Document& document,
                               const std::string& file, const VerdictOptions& options) {
  const Judge judge{catalogue, document, options, evidence_of(document)};
  DocumentVerdict verdict = described(document, file);
  verdict.missing = missing_of_run(document);
  const bool run_incomplete = !verdict.missing.empty();
  for (const auto& facts : document.facts.cuda.devices) {
    verdict.devices.push_back(gpu_verdict(judge, facts, run_incomplete));
  }
  const bool gpus = !verdict.devices.empty();
  for (const auto& evidence : judge.evidence) {
    if (!evidence.facts) verdict.devices.push_back(other_verdict(judge, evidence, gpus));
  }
  verdict.state = State::pass;
  for (const auto& device : verdict.devices) {
    if (device.counts) verdict.state = worst(verdict.state, device.state);
  }
  verdict.slow_hosts = slow_hosts_of(document);
  if (!verdict.slow_hosts.empty()) verdict.state = worst(verdict.state, State::fail);
  const std::size_t missing_before = verdict.missing.size();
  add_missing_devices(verdict, judge);
  if (verdict.devices.empty() || verdict.missing.size() > missing_before) {
    verdict.state = worst(verdict.state, State::could_not_judge);
  }
  return verdict;
}

DocumentVerdict unreadable_document(const std::string& file, const std::string& why) {
  return {.file = file,
          .run_id = "",
          .hostname = "",
          .tool_version = "",
          .state = State::could_not_judge,
          .unreadable = why};
}

}  // namespace assay::judge
