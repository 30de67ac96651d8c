// assay trend: what changed over the nights of an archive, and does it stand?
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "harness/archive/archive.hpp"
#include "harness/cli/console.hpp"
#include "harness/cli/page_output.hpp"
#include "harness/cli/report_output.hpp"
#include "harness/cli/tool_info.hpp"
#include "harness/cli/verbs.hpp"
#include "harness/judge/trend/trend_source.hpp"
#include "harness/report/format.hpp"
#include "harness/report/html/trend_report.hpp"
#include "harness/report/trend_json.hpp"
#include "harness/report/trend_page.hpp"
#include "kernels/error.hpp"

namespace assay::cli {
namespace {

using report::Format;

struct Flags {
  std::string archive, device;
  std::vector<std::string> metrics, hosts;
  std::string since, until;
  double threshold_percent = 2, false_alarms = 0.05;
  std::string format = "text", output;
  bool allow_simulated = false;
};

constexpr auto kFormats = {Format::text, Format::markdown, Format::json, Format::html};

// "2026-01-31", its beginning, or a whole moment.
std::optional<document::Timestamp> moment_of(const std::string& text, const char* flag) {
  if (text.empty()) return std::nullopt;
  const auto moment = document::parse_timestamp(
      text.size() == sizeof "2026-01-31" - 1 ? fmt::format("{}T00:00:00Z", text) : text);
  if (moment) return moment;
  throw Error(ErrorKind::usage,
              fmt::format("{} {}: no date; give 2026-01-31 or 2026-01-31T23:00:00Z", flag, text));
}

judge::TrendOptions options_of(const Flags& flags) {
  if (!(flags.threshold_percent > 0 && flags.threshold_percent < 100)) {
    throw Error(ErrorKind::usage,
                fmt::format("--threshold {}: give a percentage above 0 and below 100",
                            flags.threshold_percent));
  }
  if (!(flags.false_alarms > 0 && flags.false_alarms <= 0.2)) {
    throw Error(
        ErrorKind::usage,
        fmt::format("--false-alarms {}: give a share above 0, at most 0.2", flags.false_alarms));
  }
  return {.threshold = flags.threshold_percent / 100,
          .false_alarms = flags.false_alarms,
          .threads = std::max(1U, std::thread::hardware_concurrency())};
}

archive::Filter filter_of(const Flags& flags) {
  archive::Filter filter;
  filter.since = moment_of(flags.since, "--since");
  filter.until = moment_of(flags.until, "--until");
  filter.hosts = flags.hosts;
  filter.device = flags.device;
  filter.with_simulated = flags.allow_simulated;
  return filter;
}

// What the runs looked at are worth; says how many were left out.
report::Mark mark_of(const Flags& flags, const archive::Origins& origins) {
  if (flags.allow_simulated) {
    return {.simulated = origins.simulated > 0, .injected = origins.injected > 0};
  }
  if (origins.made_up > 0) {
    complain(
        fmt::format("{} of {} runs left out: they are simulated, or faults were asked for; "
                    "--allow-simulated takes them",
                    origins.made_up, origins.runs));
  }
  return {};
}

// Read again: a trend keeps no values.
std::vector<archive::Series> charted(const judge::TrendSource& source, const judge::Trend& found) {
  const auto series_of = source.open_series();
  std::vector<archive::Series> series;
  for (const auto& key : report::html::charted_series(found)) {
    for (auto& one : series_of(key.device)) {
      if (one.key.metric == key.metric && one.key.peer == key.peer)
        series.push_back(std::move(one));
    }
  }
  return series;
}

std::string laid_out(const judge::TrendSource& source, const judge::Trend& found, Format format,
                     const report::Mark& mark, Destination destination) {
  if (format == Format::json) return report::trend_json(found, mark);
  if (format == Format::html) {
    return report::html::trend_report(found, charted(source, found), mark, tool_info());
  }
  return rendered(report::trend_page(found), format, mark, destination);
}

int trend(const Flags& flags) {
  const Format format = report::parse_format(flags.format, kFormats);
  const auto options = options_of(flags);
  const auto filter = filter_of(flags);
  const report::Mark mark = mark_of(flags, archive::Archive(flags.archive).origins(filter));
  auto source = judge::source_of(flags.archive, filter, flags.metrics);
  if (!flags.device.empty()) {
    std::erase_if(source.devices, [&](const auto& key) { return key != flags.device; });
  }
  const auto found = judge::find_trends(source, options);
  ReportOutput output(flags.output);
  output.write(laid_out(source, found, format, mark, output.destination()));
  output.finish();
  return found.exit_code();
}

}  // namespace

Action add_trend(CLI::App& app) {
  CLI::App* verb = app.add_subcommand("trend", "Find what changed over the nights of an archive");
  verb->footer(
      "Examples:\n  assay trend nightly.db --metric 'gemm.*' --since 2026-01-01\n"
      "  assay trend nightly.db --format html -o trend.html\n\n"
      "Steps and slow drifts of each metric of each device, with date, size and what\n"
      "else changed at that moment. A GPU is followed by its UUID to another host.\n"
      "Exit codes: 0 nothing changed for the worse, or it was made good since;\n"
      "1 something did and stands so; 2 the file is no archive; 3 nothing could be\n"
      "judged: too few runs.");
  const auto flags = std::make_shared<Flags>();
  verb->add_option("DB", flags->archive, "Archive, made by 'assay archive add'")
      ->required()
      ->option_text(" ");
  verb->add_option("--device", flags->device, "Only the device of this UUID")->option_text("UUID");
  verb->add_option(
          "--metric", flags->metrics,
          "Only metrics whose name matches; * and ? stand\nfor anything; may be given again")
      ->option_text("GLOB")
      ->take_all()
      ->expected(1);
  verb->add_option("--host", flags->hosts, "Only runs of this host; may be given again")
      ->option_text("HOST")
      ->take_all()
      ->expected(1);
  verb->add_option("--since", flags->since, "Only runs from this day on, or this moment")
      ->option_text("DATE");
  verb->add_option("--until", flags->until, "Only runs before this day, or this moment")
      ->option_text("DATE");
  verb->add_option("--threshold", flags->threshold_percent,
                   "Smaller changes are left out; default 2")
      ->option_text("PERCENT");
  verb->add_option(
          "--false-alarms", flags->false_alarms,
          "Share of the series found that may be chance;\nwhere nothing changed, the chance "
          "of any; default\n0.05")
      ->option_text("RATE");
  verb->add_option("--format", flags->format, "text, markdown, json or html; default text")
      ->option_text("PAGE");
  verb->add_option("-o,--output", flags->output,
                   "Write into this file, which is replaced when all\nis there")
      ->option_text("FILE");
  verb->add_flag("--allow-simulated", flags->allow_simulated,
                 "Take simulated runs and injected faults as well");
  return [flags] { return trend(*flags); };
}

}  // namespace assay::cli
