// As the document states them.
// SPDX-License-Identifier: Apache-2.0
#include "harness/report/html/run_facts.hpp"

#include <fmt/format.h>

#include "harness/core/units.hpp"
#include "harness/core/words.hpp"
#include "harness/document/device_name.hpp"

namespace assay::report::html {
namespace {

using document::Document;

void add(Facts& facts, const char* name, const std::optional<std::string>& value) {
  if (value && !value->empty()) facts.emplace_back(name, *value);
}

std::string tool_of(const document::ToolInfo& tool) {
  std::string text = "assay " + tool.version;
  if (tool.commit) text += fmt::format(" ({})", tool.commit->substr(0, 12));
  return text + fmt::format(", {}, {}", tool.build_type, tool.compiler);
}

std::string time_of(const document::RunInfo& run) {
  std::string text = document::to_string(run.started_at);
  if (!run.finished_at) return text + ", not finished";
  const Seconds taken = *run.finished_at - run.started_at;
  return text + fmt::format(", took {}", format_duration(taken));
}

std::string simulation_of(const simulate::Simulation& simulation) {
  std::string text = simulation.part;
  if (simulation.present_as) text += fmt::format(" that claims to be {}", *simulation.present_as);
  return text + "; nothing was measured";
}

std::string watts(const std::optional<double>& power) {
  return power ? fmt::format("{:.0f} W", *power) : "";
}

std::string pcie(const probe::CudaFacts& gpu) {
  if (!gpu.pcie_generation || !gpu.pcie_width) return "";
  std::string text = fmt::format("generation {}, {} lanes", *gpu.pcie_generation, *gpu.pcie_width);
  if (gpu.pcie_maximum_generation && gpu.pcie_maximum_width) {
    text += fmt::format(" (of {}, {})", *gpu.pcie_maximum_generation, *gpu.pcie_maximum_width);
  }
  return text;
}

std::string nvlinks(const probe::CudaFacts& gpu) {
  if (!gpu.nvlink_links || *gpu.nvlink_links == 0) return "";
  if (!gpu.nvlink_links_active) return fmt::format("{}", *gpu.nvlink_links);
  return fmt::format("{} of {} up", *gpu.nvlink_links_active, *gpu.nvlink_links);
}

}  // namespace

Facts facts_of_run(const Document& document) {
  const auto& run = document.run;
  const auto& host = document.facts.host;
  Facts facts;
  add(facts, "Host", host.hostname);
  if (run.simulated) {
    facts.emplace_back("Simulated", simulation_of(*run.simulated));
  }
  if (!run.injected.empty())
    facts.emplace_back("Injected", fmt::format("{}", fmt::join(run.injected, ", ")));
  facts.emplace_back("Began", time_of(run));
  facts.emplace_back("Level", std::string(to_string(document.plan.level)));
  add(facts, "Interrupted by", run.interrupted_by);
  facts.emplace_back("Run", run.id);
  facts.emplace_back("Arguments", fmt::format("{}", fmt::join(run.arguments, " ")));
  facts.emplace_back("Program", tool_of(document.tool));
  add(facts, "Driver", document.facts.cuda.nvml.driver_version);
  add(facts, "CUDA of the driver", document.facts.cuda.driver_version);
  add(facts, "Processor", document.facts.cpu.model);
  add(facts, "System", fmt::format("{}, kernel {}", host.operating_system, host.kernel));
  add(facts, "Container", host.container);
  if (document.seal) facts.emplace_back("Sealed by", document.seal->public_key);
  return facts;
}

Facts facts_of_device(const Document& document, const std::string& device) {
  for (const auto& gpu : document.facts.cuda.devices) {
    if (document::cuda_id(gpu.index) != device) continue;
    Facts facts;
    add(facts, "UUID", gpu.uuid);
    add(facts, "Serial", gpu.serial);
    add(facts, "PCI bus", gpu.pci_bus_id);
    add(facts, "VBIOS", gpu.vbios);
    facts.emplace_back("Power limit", watts(gpu.power_limit_w));
    facts.emplace_back("PCIe", pcie(gpu));
    facts.emplace_back("NVLinks", nvlinks(gpu));
    if (gpu.ecc) facts.emplace_back("ECC", *gpu.ecc ? "on" : "off");
    for (const auto& warning : gpu.warnings) facts.emplace_back("Warning", warning.text);
    std::erase_if(facts, [](const auto& fact) { return fact.second.empty(); });
    return facts;
  }
  return {};
}

Element facts_element(const Facts& facts) {
  Element list = with_class("dl", "facts");
  for (const auto& [name, value] : facts) {
    list.add(Element("dt").text(name)).add(Element("dd").text(value));
  }
  return list;
}

}  // namespace assay::report::html
