// Compares what a measurement depends on, and nothing that differs from one moment to the next.
// SPDX-License-Identifier: Apache-2.0
#include "harness/operate/resume.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string_view>
#include <vector>

#include "kernels/error.hpp"

namespace assay::operate {
namespace {

using document::Document;

constexpr std::string_view kNotTried = "not tried";

std::string or_none(const std::optional<std::string>& text) {
  return text.value_or("none");
}

/// Something that must be as it was, in words.
struct Condition {
  std::string what, value;
};

void add_gpus(std::vector<Condition>& list, const probe::CudaProbe& cuda) {
  list.push_back({"the number of GPUs", std::to_string(cuda.devices.size())});
  for (const auto& gpu : cuda.devices) {
    const auto id = fmt::format("cuda:{}", gpu.index);
    list.push_back({id, fmt::format("{} {}", gpu.name, gpu.uuid)});
    list.push_back({"the SMs of " + id, std::to_string(gpu.multiprocessors)});
    list.push_back({"the memory of " + id, std::to_string(gpu.memory_bytes)});
    list.push_back({"the VBIOS of " + id, or_none(gpu.vbios)});
  }
  list.push_back({"the driver", or_none(cuda.nvml.driver_version)});
  list.push_back({"the CUDA version of the driver", or_none(cuda.driver_version)});
}

std::vector<Condition> conditions_of(const Document& document) {
  const auto& facts = document.facts;
  std::vector<Condition> list{
      {"assay", document.tool.version + ' ' + or_none(document.tool.commit)},
      {"what is simulated",
       document.run.simulated ? document.run.simulated->part : std::string("nothing")},
      {"the nonce", or_none(document.run.nonce)},
      {"the host", facts.host.hostname},
      {"the kernel", facts.host.kernel},
      {"the CPU", or_none(facts.cpu.model) + ' ' + facts.cpu.instruction_set},
      {"the threads of the CPU", std::to_string(facts.cpu.threads)}};
  add_gpus(list, facts.cuda);
  list.push_back({"the level", std::string(to_string(document.plan.level))});
  list.push_back({"the number of cases", std::to_string(document.cases.size())});
  for (std::size_t i = 0; i < document.cases.size(); ++i) {
    const auto& record = document.cases[i];
    list.push_back(
        {fmt::format("case {}", i + 1),
         fmt::format("{}, {} iterations a sample", record.name, record.iterations_per_sample)});
  }
  return list;
}

[[noreturn]] void refuse(const std::string& file, const std::string& why) {
  throw Error(ErrorKind::usage, fmt::format("--resume {}: {}", file, why));
}

}  // namespace

bool is_dealt_with(const document::CaseRecord& record) {
  return !document::is_unfinished(record) && !record.reason.starts_with(kNotTried);
}

void continue_document(Document& now, const Document& before, const std::string& file) {
  const auto was = conditions_of(before), is = conditions_of(now);
  for (std::size_t i = 0; i < std::min(was.size(), is.size()); ++i) {
    if (was[i].what == is[i].what && was[i].value == is[i].value) continue;
    refuse(file,
           fmt::format("{} is {} now, and was {} in it; repeat the run, with the arguments it "
                       "had where they are what differs",
                       is[i].what, is[i].value, was[i].value));
  }
  if (std::all_of(before.cases.begin(), before.cases.end(), is_dealt_with)) {
    refuse(file, "nothing is missing in it");
  }
  now.run.id = before.run.id;
  now.run.started_at = before.run.started_at;
  now.run.resumed_at = before.run.resumed_at;
  now.run.resumed_at.push_back(document::now());
  // Hashed anew when all is done: a file may have been replaced meanwhile.
  for (const auto& library : before.libraries) now.libraries.push_back({.path = library.path});
  for (std::size_t i = 0; i < now.cases.size(); ++i) {
    if (is_dealt_with(before.cases[i])) now.cases[i] = before.cases[i];
  }
  for (const auto& one : before.run.injected) {
    auto& injected = now.run.injected;
    if (std::find(injected.begin(), injected.end(), one) == injected.end()) {
      injected.push_back(one);
    }
  }
}

}  // namespace assay::operate
