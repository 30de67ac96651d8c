// One row for each fact that differs; a fact only one side knows differs too.
// SPDX-License-Identifier: Apache-2.0
#include "harness/judge/compare/compare_conditions.hpp"

#include <fmt/format.h>

#include <cmath>
#include <optional>
#include <set>
#include <string>

#include "harness/core/units.hpp"
#include "harness/document/words.hpp"

namespace assay::judge {
namespace {

using document::CaseRecord;
using document::Document;
using Conditions = std::vector<Condition>;

std::string shown(const std::string& value) {
  return value.empty() ? "unknown" : value;
}
std::string shown(bool value) {
  return value ? "yes" : "no";
}
std::string shown(std::uint32_t value) {
  return fmt::format("{}", value);
}
std::string shown(std::uint64_t value) {
  return fmt::format("{}", value);
}
std::string shown(double value) {
  return fmt::format("{:.6g}", value);
}
template <class T>
std::string shown(const std::optional<T>& value) {
  return value ? shown(*value) : "unknown";
}

template <class T>
void differ(Conditions& conditions, const std::string& subject, const T& before, const T& after) {
  if (before == after) return;
  conditions.push_back({.subject = subject, .before = shown(before), .after = shown(after)});
}

std::string progress_of(const document::RunInfo& run) {
  if (run.complete) return "complete";
  return run.interrupted_by ? "interrupted by " + *run.interrupted_by : "not complete";
}

std::string simulation_of(const document::RunInfo& run) {
  return run.simulated ? run.simulated->part : "no, measured";
}

// What they take from one another shows where the one is compared with the other.
std::string pace_of(const document::RunInfo& run) {
  return run.parallel.value_or(false) ? "all at once" : "one at a time";
}

void add_run(Conditions& conditions, const Document& before, const Document& after) {
  // An incomplete run is worth a word even if the other is no better.
  if (!before.run.complete || !after.run.complete) {
    conditions.push_back(
        {.subject = "run", .before = progress_of(before.run), .after = progress_of(after.run)});
  }
  differ(conditions, "simulated", simulation_of(before.run), simulation_of(after.run));
  differ(conditions, "GPUs measured", pace_of(before.run), pace_of(after.run));
  differ(conditions, "assay version", before.tool.version, after.tool.version);
  differ(conditions, "assay commit", before.tool.commit, after.tool.commit);
  differ(conditions, "build type", before.tool.build_type, after.tool.build_type);
  differ(conditions, "compiler", before.tool.compiler, after.tool.compiler);
  differ(conditions, "CUDA toolkit", before.tool.cuda_toolkit, after.tool.cuda_toolkit);
  differ(conditions, "level", std::string(to_string(before.plan.level)),
         std::string(to_string(after.plan.level)));
  differ(conditions, "seed", before.plan.seed, after.plan.seed);
  differ(conditions, "host", before.facts.host.hostname, after.facts.host.hostname);
  differ(conditions, "kernel of the host", before.facts.host.kernel, after.facts.host.kernel);
}

void add_cpu(Conditions& conditions, const probe::CpuFacts& before, const probe::CpuFacts& after) {
  differ(conditions, "cpu: model", before.model, after.model);
  differ(conditions, "cpu: instruction set", before.instruction_set, after.instruction_set);
  differ(conditions, "cpu: threads", before.threads, after.threads);
  differ(conditions, "cpu: governor", before.governor, after.governor);
  differ(conditions, "cpu: quota, processors", before.quota_processors, after.quota_processors);
}

const probe::CudaFacts* find_gpu(const Document& document, const std::string& id) {
  for (const auto& gpu : document.facts.cuda.devices) {
    if (fmt::format("cuda:{}", gpu.index) == id) return &gpu;
  }
  return nullptr;
}

void add_gpu(Conditions& conditions, const std::string& id, const probe::CudaFacts& before,
             const probe::CudaFacts& after) {
  if (!before.uuid.empty() && !after.uuid.empty() && before.uuid != after.uuid) {
    conditions.push_back({.subject = id + " is another device",
                          .before = fmt::format("{} {}", before.name, before.uuid),
                          .after = fmt::format("{} {}", after.name, after.uuid)});
  } else {
    differ(conditions, id + ": name", before.name, after.name);
  }
  differ(conditions, id + ": SMs", before.multiprocessors, after.multiprocessors);
  differ(conditions, id + ": memory, B", before.memory_bytes, after.memory_bytes);
  differ(conditions, id + ": ECC", before.ecc, after.ecc);
  differ(conditions, id + ": MIG", before.mig, after.mig);
  differ(conditions, id + ": maximum clock, Hz", before.maximum_clock_hz, after.maximum_clock_hz);
  differ(conditions, id + ": memory clock, Hz", before.memory_clock_hz, after.memory_clock_hz);
  differ(conditions, id + ": power limit, W", before.power_limit_w, after.power_limit_w);
  differ(conditions, id + ": PCIe generation", before.pcie_generation, after.pcie_generation);
  differ(conditions, id + ": PCIe lanes", before.pcie_width, after.pcie_width);
  differ(conditions, id + ": active NVLinks", before.nvlink_links_active,
         after.nvlink_links_active);
}

void add_devices(Conditions& conditions, const Document& before, const Document& after) {
  std::set<std::string> ids;
  for (const auto* document : {&before, &after}) {
    for (const auto& record : document->cases) ids.insert(record.device);
  }
  bool has_gpu = false;
  for (const auto& id : ids) {
    if (id == "cpu") add_cpu(conditions, before.facts.cpu, after.facts.cpu);
    const auto* old_gpu = find_gpu(before, id);
    const auto* new_gpu = find_gpu(after, id);
    if (old_gpu && new_gpu) add_gpu(conditions, id, *old_gpu, *new_gpu);
    has_gpu = has_gpu || old_gpu || new_gpu;
  }
  if (!has_gpu) return;
  differ(conditions, "CUDA driver", before.facts.cuda.driver_version,
         after.facts.cuda.driver_version);
}

/// One row for all pairs that differ, with the values of the first of them.
class Gathered {
 public:
  explicit Gathered(std::string subject) { condition_.subject = std::move(subject); }

  void add(const CaseRecord& record, std::string before, std::string after) {
    if (condition_.cases.empty()) {
      condition_.before = std::move(before);
      condition_.after = std::move(after);
    }
    condition_.cases.push_back(record.name);
  }
  void finish(Conditions& conditions) {
    if (!condition_.cases.empty()) conditions.push_back(std::move(condition_));
  }

 private:
  Condition condition_;
};

void add_pairs(Conditions& conditions, const std::vector<RecordPair>& pairs) {
  constexpr double kNotableClock = 0.01;
  Gathered iterations("iterations per sample"), work("work of one iteration"), clock("clock");
  for (const auto& [before, after] : pairs) {
    if (before->iterations_per_sample != after->iterations_per_sample) {
      iterations.add(*before, fmt::format("{}", before->iterations_per_sample),
                     fmt::format("{}", after->iterations_per_sample));
    }
    if (before->work.bytes != after->work.bytes || before->work.flop != after->work.flop) {
      work.add(*before, fmt::format("{} B, {} FLOP", before->work.bytes, before->work.flop),
               fmt::format("{} B, {} FLOP", after->work.bytes, after->work.flop));
    }
    const auto old_clock = before->telemetry.clock_hz, new_clock = after->telemetry.clock_hz;
    if (old_clock && new_clock && std::abs(*new_clock / *old_clock - 1) > kNotableClock) {
      clock.add(*before, format_quantity(*old_clock, "Hz"), format_quantity(*new_clock, "Hz"));
    }
  }
  iterations.finish(conditions);
  work.finish(conditions);
  clock.finish(conditions);
}

}  // namespace

std::vector<Condition> conditions_of(const Document& before, const Document& after,
                                     const std::vector<RecordPair>& pairs) {
  Conditions conditions;
  add_run(conditions, before, after);
  add_devices(conditions, before, after);
  add_pairs(conditions, pairs);
  return conditions;
}

}  // namespace assay::judge
