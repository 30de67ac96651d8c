// JSON as results-schema/archive-*.schema.json say.
// SPDX-License-Identifier: Apache-2.0
#include "harness/report/archive_report.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "harness/core/units.hpp"
#include "harness/json/json_text.hpp"

namespace assay::report {
namespace {

using nlohmann::ordered_json;

ordered_json head(const char* kind) {
  return {{"schema_version", "1.0.0"}, {"kind", kind}};
}

// All of it would leave no room for the host; CSV and JSON have it.
constexpr std::size_t kShownOfId = 8;

std::string runs_of(std::uint64_t count) {
  return fmt::format("{} {}", count, count == 1 ? "run" : "runs");
}

// What made it: a measurement, unless something else is said.
std::string origin(const archive::Run& run) {
  if (!run.simulated.empty()) return "SIMULATED";
  return run.injected.empty() ? "measured" : "INJECTED";
}

ordered_json to_object(const archive::ArchivedRun& archived) {
  const archive::Run& run = archived.run;
  ordered_json json = {{"run_id", run.id},
                       {"host", run.host},
                       {"started_at", document::to_string(run.started_at)},
                       {"level", plan::to_string(run.level)},
                       {"tool_version", run.tool_version},
                       {"complete", run.complete},
                       {"continued", run.continued}};
  const auto unless_empty = [&](const char* key, const std::string& value) {
    if (!value.empty()) json[key] = value;
  };
  unless_empty("kernel", run.kernel);
  unless_empty("driver", run.driver);
  if (run.parallel) json["parallel"] = *run.parallel;
  unless_empty("simulated", run.simulated);
  unless_empty("injected", run.injected);
  json["added_at"] = document::to_string(archived.added_at);
  json["size_bytes"] = archived.size_bytes;
  json["sha256"] = archived.sha256;
  return json;
}

}  // namespace

std::string to_text(const ArchiveAddition& addition) {
  auto text = fmt::format("{} added, {} already there", addition.added, addition.already_there);
  if (addition.replaced != 0) {
    text += fmt::format(", {} replaced by how they went on", addition.replaced);
  }
  if (addition.superseded != 0) {
    text += fmt::format(", {} of runs whose later document is there", addition.superseded);
  }
  return text + fmt::format(", {} skipped\n", addition.skipped.size());
}

std::string to_json(const ArchiveAddition& addition) {
  auto json = head("archive_add");
  json["added"] = addition.added;
  json["already_there"] = addition.already_there;
  json["replaced"] = addition.replaced;
  json["superseded"] = addition.superseded;
  auto& skipped = json["skipped"] = ordered_json::array();
  for (const auto& one : addition.skipped) {
    skipped.push_back({{"file", one.file}, {"reason", one.reason}});
  }
  return json::to_text(json);
}

std::string to_text(const ArchivePruning& pruning) {
  return fmt::format("{} of {} {} deleted, with {} of documents: they started before {}\n",
                     pruning.runs, runs_of(pruning.of),
                     pruning.dry_run ? "would be" : (pruning.runs == 1 ? "was" : "were"),
                     format_bytes(pruning.size_bytes), document::to_string(pruning.before));
}

std::string to_json(const ArchivePruning& pruning) {
  auto json = head("archive_prune");
  json["dry_run"] = pruning.dry_run;
  json["before"] = document::to_string(pruning.before);
  json["runs"] = pruning.runs;
  json["of"] = pruning.of;
  json["size_bytes"] = pruning.size_bytes;
  return json::to_text(json);
}

Page archive_page(const std::vector<archive::ArchivedRun>& runs) {
  Page page;
  if (runs.empty()) return page.paragraph("The archive holds no such run."), page;
  PageTable table{
      .columns = {
          {"started at"}, {"host", Align::left, 30}, {"level"}, {"state"}, {"origin"}, {"run"}}};
  for (const auto& one : runs) {
    table.row({document::to_string(one.run.started_at), one.run.host,
               std::string(plan::to_string(one.run.level)),
               one.run.complete ? "complete" : "unfinished", origin(one.run),
               one.run.id.substr(0, kShownOfId)});
  }
  page.table(std::move(table));
  return page.paragraph(runs_of(runs.size())), page;
}

std::string archive_json(const std::vector<archive::ArchivedRun>& runs) {
  auto json = head("archive_list");
  auto& list = json["runs"] = ordered_json::array();
  for (const auto& one : runs) list.push_back(to_object(one));
  return json::to_text(json);
}

}  // namespace assay::report
