// assay doctor: what on this host would spoil a run, and what mends it?
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "harness/cli/companion_libraries.hpp"
#include "harness/cli/console.hpp"
#include "harness/cli/page_output.hpp"
#include "harness/cli/verbs.hpp"
#include "harness/judge/diagnosis/diagnosis.hpp"
#include "harness/plan/device.hpp"
#include "harness/probe/probe.hpp"
#include "harness/probe/surroundings.hpp"
#include "harness/report/diagnosis_json.hpp"
#include "harness/report/diagnosis_page.hpp"
#include "harness/report/format.hpp"

namespace assay::cli {
namespace {

struct Flags {
  std::string devices;
  std::string format = "text";
};

// What is asked about, of what is here.
void select(const std::string& list, judge::Patient& patient) {
  if (list.empty()) return;
  patient.cpu = patient.gpus = false;
  patient.only.emplace();
  for (const auto device : plan::parse_devices(list, patient.facts)) {
    if (device.kind == plan::DeviceId::Kind::cpu) {
      patient.cpu = true;
    } else {
      patient.gpus = true;
      patient.only->push_back(device.index);
    }
  }
}

int doctor(const Flags& flags) {
  const report::Format format = report::parse_format(flags.format, report::kPageFormats);
  const probe::Facts facts = probe::probe_facts();
  const probe::Surroundings around = probe::surroundings(probe::Tree("/"));
  const auto companions = companion_libraries();
  judge::Patient patient{.facts = facts, .surroundings = around, .companions = companions};
  select(flags.devices, patient);
  const judge::Diagnosis diagnosis = judge::diagnose(patient);
  print(format == report::Format::json
            ? report::diagnosis_json(diagnosis)
            : rendered(report::diagnosis_page(diagnosis), format, report::Mark{}));
  return diagnosis.exit_code();
}

}  // namespace

Action add_doctor(CLI::App& app) {
  CLI::App* verb = app.add_subcommand("doctor", "Find what would spoil a run, and what mends it");
  verb->footer(
      "Examples:\n  assay doctor\n  assay doctor --device cpu --format json\n\n"
      "It measures nothing and changes nothing. What spoils a run makes results missing\n"
      "or about something else; what colours it makes them lower or noisier.\n"
      "Exit codes: 0 nothing spoils a run, 2 wrong usage, 3 something would: what is\n"
      "planned could then not be measured or judged.");
  const auto flags = std::make_shared<Flags>();
  verb->add_option("--device", flags->devices,
                   "Devices that are to be measured, such as cpu or\ncuda:0,cuda:1; without it "
                   "every GPU and the CPU")
      ->option_text("LIST");
  verb->add_option("--format", flags->format, "text, markdown or json; default text")
      ->option_text("FORMAT");
  return [flags] { return doctor(*flags); };
}

}  // namespace assay::cli
