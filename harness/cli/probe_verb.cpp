// assay probe: what are this host and its devices?
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "harness/catalogue/catalogue.hpp"
#include "harness/cli/console.hpp"
#include "harness/cli/facts_text.hpp"
#include "harness/cli/tool_info.hpp"
#include "harness/cli/verbs.hpp"
#include "harness/document/document.hpp"
#include "harness/document/document_json.hpp"
#include "harness/json/json_text.hpp"
#include "harness/plan/device.hpp"
#include "harness/probe/probe.hpp"

namespace assay::cli {
namespace {

struct Flags {
  bool json = false;
  bool usable = false;
  bool catalogued = false;
};

// The same keys as in a result document.
std::string as_json(const probe::Facts& facts) {
  const auto document = document::to_json(document::make_document(tool_info(), {}, facts, {}));
  nlohmann::ordered_json json;
  for (const char* key : {"tool", "host", "devices", "cuda"}) json[key] = document.at(key);
  return json::to_text(json);
}

// For scripts: nothing but names on standard output, and always exit 0, so that `set -e` survives.
void print_usable(const probe::Facts& facts) {
  std::string lines;
  for (const auto device : plan::usable_gpus(facts)) lines += plan::to_string(device) + '\n';
  print(lines);
  if (lines.empty()) complain(fmt::format("no usable GPU: {}", plan::why_no_gpu(facts)));
}

// Likewise: "cuda:0 h100-sxm" for each usable GPU that calls itself a part of the catalogue.
void print_catalogued(const probe::Facts& facts) {
  const auto catalogue = catalogue::embedded_catalogue();
  for (const auto& gpu : facts.cuda.devices) {
    if (!gpu.usable()) continue;
    auto parts = catalogue.named(gpu.name);
    if (parts.empty()) parts = catalogue.with_device_id(gpu.pci_device_id.value_or(""));
    for (const auto* part : parts) print(fmt::format("cuda:{} {}\n", gpu.index, part->id));
  }
}

int probe_host(const Flags& flags) {
  const probe::Facts facts = probe::probe_facts();
  if (flags.usable) {
    print_usable(facts);
  } else if (flags.catalogued) {
    print_catalogued(facts);
  } else {
    print(flags.json ? as_json(facts) : facts_text(facts));
  }
  return 0;
}

}  // namespace

Action add_probe(CLI::App& app) {
  CLI::App* verb = app.add_subcommand("probe", "Print what this host and its devices are");
  verb->footer("Example:\n  assay probe --json");
  const auto flags = std::make_shared<Flags>();
  auto* json =
      verb->add_flag("--json", flags->json, "Print JSON instead of text")->option_text(" ");
  auto* usable =
      verb->add_flag(
              "--usable", flags->usable,
              "Print the GPUs that can be measured, one a\nline, and nothing else; if there is "
              "none, the\n"
              "reason goes to standard error")
          ->excludes(json)
          ->option_text(" ");
  verb->add_flag(
          "--catalogued", flags->catalogued,
          "Print the usable GPUs that call themselves a\npart of the catalogue, with its id, "
          "one a line")
      ->excludes(json)
      ->excludes(usable)
      ->option_text(" ");
  return [flags] { return probe_host(*flags); };
}

}  // namespace assay::cli
