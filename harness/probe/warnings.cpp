// One rule for each kind of warning, one sentence each: what was seen, where, and what to do.
// SPDX-License-Identifier: Apache-2.0
#include "harness/probe/warnings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "harness/core/units.hpp"

namespace assay::probe {
namespace {

using Texts = std::vector<std::string>;

std::string process_text(const GpuProcess& process) {
  if (!process.memory_bytes) return fmt::format("pid {}", process.pid);
  return fmt::format("pid {} holds {}", process.pid, format_bytes(*process.memory_bytes));
}

std::string process_list(const std::vector<GpuProcess>& processes) {
  constexpr std::size_t kShown = 4;
  Texts texts;
  for (std::size_t i = 0; i < std::min(kShown, processes.size()); ++i) {
    texts.push_back(process_text(processes[i]));
  }
  if (processes.size() > kShown) {
    texts.push_back(fmt::format("{} more", processes.size() - kShown));
  }
  return fmt::format("{}", fmt::join(texts, ", "));
}

Texts foreign_process(const CudaFacts& gpu, const WarningThresholds&) {
  if (!gpu.processes || gpu.processes->empty()) return {};
  return {fmt::format("in use by others ({}): end them, or results tell of both",
                      process_list(*gpu.processes))};
}

/// What the processes that are listed do not explain; none where one of them does not say.
std::uint64_t unexplained_bytes(const CudaFacts& gpu) {
  std::uint64_t explained = 0;
  for (const GpuProcess& process : gpu.processes.value_or(std::vector<GpuProcess>{})) {
    if (!process.memory_bytes) return 0;
    explained += *process.memory_bytes;
  }
  return gpu.memory_used_bytes.value_or(0) - std::min(explained, gpu.memory_used_bytes.value_or(0));
}

Texts memory_in_use(const CudaFacts& gpu, const WarningThresholds& thresholds) {
  const std::uint64_t bytes = unexplained_bytes(gpu);
  if (bytes <= thresholds.memory_in_use_bytes) return {};
  return {
      fmt::format("{} of its memory is in use by a process that is not visible here: look on "
                  "the host for what holds it",
                  format_bytes(bytes))};
}

Texts display(const CudaFacts& gpu, const WarningThresholds&) {
  if (gpu.display != true) return {};
  return {"it drives a display, which takes time and memory of it: measure without one"};
}

Texts mig(const CudaFacts& gpu, const WarningThresholds&) {
  if (gpu.mig != true) return {};
  return {
      "MIG is on and a slice is measured, to which figures of the whole part do not apply: "
      "switch it off with nvidia-smi -mig 0"};
}

Texts mps(const CudaFacts& gpu, const WarningThresholds&) {
  if (gpu.mps != true) return {};
  return {"MPS is active, so that others may share the GPU unseen: stop nvidia-cuda-mps-control"};
}

Texts pending_row_remap(const CudaFacts& gpu, const WarningThresholds&) {
  Texts texts;
  if (gpu.row_remap_pending == true) {
    texts.emplace_back(
        "memory rows wait to be remapped after errors: reset the GPU with nvidia-smi --gpu-reset");
  }
  if (gpu.row_remap_failure == true) {
    texts.emplace_back("remapping of faulty memory rows has failed: have the GPU replaced");
  }
  return texts;
}

void check_pcie(const CudaFacts& gpu, const WarningThresholds& thresholds, Texts& texts) {
  if (gpu.pcie_width && gpu.pcie_maximum_width && *gpu.pcie_width < *gpu.pcie_maximum_width) {
    texts.push_back(fmt::format("its PCIe link runs on {} of {} lanes: seat the card or cable anew",
                                *gpu.pcie_width, *gpu.pcie_maximum_width));
  }
  const bool saves_power = !gpu.clock_hz || !gpu.maximum_clock_hz ||
                           *gpu.clock_hz < thresholds.busy_clock_share * *gpu.maximum_clock_hz;
  if (saves_power || !gpu.pcie_generation || !gpu.pcie_maximum_generation) return;
  if (*gpu.pcie_generation < *gpu.pcie_maximum_generation) {
    texts.push_back(fmt::format(
        "its PCIe link runs at generation {} of {} although its clock is up: check the slot and "
        "the firmware settings",
        *gpu.pcie_generation, *gpu.pcie_maximum_generation));
  }
}

void check_nvlink(const CudaFacts& gpu, Texts& texts) {
  if (!gpu.nvlinks) return;
  Texts down;
  for (const NvLink& link : *gpu.nvlinks) {
    if (!link.active) down.push_back(std::to_string(link.link));
  }
  if (down.empty()) return;
  if (down.size() == gpu.nvlinks->size()) {
    texts.push_back(
        fmt::format("none of its {} NVLinks is up, which is normal only for a GPU by "
                    "itself: check bridges and nvidia-fabricmanager",
                    down.size()));
  } else {
    texts.push_back(fmt::format("{} of {} NVLinks are down ({}): check nvidia-smi nvlink --status",
                                down.size(), gpu.nvlinks->size(), fmt::join(down, ", ")));
  }
}

Texts link_below_maximum(const CudaFacts& gpu, const WarningThresholds& thresholds) {
  Texts texts;
  check_pcie(gpu, thresholds, texts);
  check_nvlink(gpu, texts);
  return texts;
}

Texts power_limit_below_default(const CudaFacts& gpu, const WarningThresholds& thresholds) {
  if (!gpu.power_limit_w || !gpu.default_power_limit_w) return {};
  if (*gpu.power_limit_w > *gpu.default_power_limit_w - thresholds.power_w) return {};
  return {
      fmt::format("its power limit is {:.0f} W, below the default of {:.0f} W: raise it with "
                  "nvidia-smi -pl {:.0f}",
                  *gpu.power_limit_w, *gpu.default_power_limit_w, *gpu.default_power_limit_w)};
}

struct Rule {
  WarningKind kind;
  Texts (*check)(const CudaFacts&, const WarningThresholds&);
};
constexpr Rule kRules[] = {
    {WarningKind::foreign_process, foreign_process},
    {WarningKind::memory_in_use, memory_in_use},
    {WarningKind::display, display},
    {WarningKind::mig, mig},
    {WarningKind::mps, mps},
    {WarningKind::pending_row_remap, pending_row_remap},
    {WarningKind::link_below_maximum, link_below_maximum},
    {WarningKind::power_limit_below_default, power_limit_below_default},
};

}  // namespace

std::vector<Warning> warnings_of(const CudaFacts& gpu, const WarningThresholds& thresholds) {
  std::vector<Warning> warnings;
  for (const Rule& rule : kRules) {
    for (const std::string& text : rule.check(gpu, thresholds)) {
      warnings.push_back({rule.kind, fmt::format("cuda:{}: {}", gpu.index, text)});
    }
  }
  return warnings;
}

std::string occupants(const CudaFacts& gpu) {
  if (!gpu.busy()) return {};
  if (gpu.processes && !gpu.processes->empty()) return process_list(*gpu.processes);
  return fmt::format("{} of memory", format_bytes(unexplained_bytes(gpu)));
}

}  // namespace assay::probe
