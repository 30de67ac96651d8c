// assay verdict: is each device the part it should be, and does it deliver what was published?
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "harness/cli/console.hpp"
#include "harness/cli/ordered_work.hpp"
#include "harness/cli/page_output.hpp"
#include "harness/cli/report_output.hpp"
#include "harness/cli/tool_info.hpp"
#include "harness/cli/verbs.hpp"
#include "harness/document/reader.hpp"
#include "harness/judge/lint/lint.hpp"
#include "harness/judge/verdict/alarm.hpp"
#include "harness/judge/verdict/verdict.hpp"
#include "harness/judge/verdict/verdict_summary.hpp"
#include "harness/report/format.hpp"
#include "harness/report/html/verdict_report.hpp"
#include "harness/report/nagios.hpp"
#include "harness/report/verdict_export.hpp"
#include "harness/report/verdict_json.hpp"
#include "harness/report/verdict_nagios.hpp"
#include "harness/report/verdict_page.hpp"
#include "kernels/error.hpp"

namespace assay::cli {
namespace {

using judge::DocumentVerdict;
using report::Format;

/// Of more documents, those that pass get one line a device.
constexpr std::size_t kDetailedDocuments = 20;
constexpr std::size_t kThreadsAtMost = 8;
constexpr auto kFormats = {Format::text, Format::markdown, Format::json,        Format::html,
                           Format::csv,  Format::junit,    Format::openmetrics, Format::nagios};

struct Flags {
  std::vector<std::string> files;
  std::string expected, gates, format = "text", output;
  std::uint32_t devices = 0;
  bool allow_simulated = false;
};

/// One document, judged and laid out.
struct Judged {
  DocumentVerdict verdict;
  std::string text = {};
  std::optional<document::Document> document = {};  ///< where the report shows more of it
};

report::Mark mark_of(const DocumentVerdict& verdict) {
  return {.simulated = verdict.simulated.has_value(), .injected = !verdict.injected.empty()};
}

// Refuses gates that cannot judge anything: `assay lint` says everything about them.
judge::GatesFile sound_gates(const catalogue::Catalogue& catalogue, const std::string& file) {
  auto gates = judge::read_gates(file);
  for (const auto& finding : judge::lint_gates(catalogue, gates)) {
    if (finding.severity == judge::Severity::warning) continue;
    throw Error(ErrorKind::input, fmt::format("{}: {}: {}; see 'assay lint {}'", file,
                                              finding.place, finding.what, file));
  }
  return gates;
}

judge::VerdictOptions options_of(const catalogue::Catalogue& catalogue, const Flags& flags) {
  judge::VerdictOptions options;
  if (!flags.expected.empty()) options.expected = catalogue.at(flags.expected, "--expect").id;
  if (!flags.gates.empty()) options.gates = sound_gates(catalogue, flags.gates);
  if (flags.devices != 0) options.devices = flags.devices;
  if (options.expected && options.gates && options.gates->part != *options.expected) {
    throw Error(ErrorKind::usage, fmt::format("--gates {}: it is for {}, and --expect says {}",
                                              flags.gates, options.gates->part, *options.expected));
  }
  return options;
}

class Verdicts {
 public:
  explicit Verdicts(const Flags& flags)
      : flags_(flags),
        format_(report::parse_format(flags.format, kFormats)),
        export_(report::verdict_export(format_, simulated())),
        output_(flags.output),
        catalogue_(catalogue::embedded_catalogue()),
        options_(options_of(catalogue_, flags)),
        html_(flags.files.size()) {}

  int print_all() {
    const std::size_t threads = std::clamp<std::size_t>(
        std::thread::hardware_concurrency(), 1, std::min(kThreadsAtMost, flags_.files.size()));
    work_in_order<Judged>(
        flags_.files.size(), threads, [this](std::size_t i) { return judged(i); },
        [this](std::size_t i, Judged&& one) { use(i, one); });
    output_.write(export_ ? export_->end() : end());
    output_.finish();
    return code();
  }

 private:
  report::Simulated simulated() const {
    return flags_.allow_simulated ? report::Simulated::accepted : report::Simulated::refused;
  }
  std::string page_text(const report::Page& page, const report::Mark& mark) const {
    return rendered(page, format_, mark, output_.destination());
  }
  std::string blank_line(const report::Mark& mark) const {
    return format_ == Format::text ? mark.words() + '\n' : "\n";
  }
  bool single() const { return flags_.files.size() == 1; }
  bool many() const { return flags_.files.size() > kDetailedDocuments; }

  // Alone, a file that cannot be read is an error; among others it must not hide them.
  Judged read_and_judged(const std::string& file) const {
    try {
      auto document = document::read_document(file);
      Judged one{.verdict = judge::judge_document(catalogue_, document, file, options_)};
      if (format_ == Format::html) one.document = std::move(document);
      return one;
    } catch (const Error& error) {
      if (single()) throw;
      return {.verdict = judge::unreadable_document(file, error.what())};
    }
  }

  Judged judged(std::size_t index) const {
    Judged one = read_and_judged(flags_.files[index]);
    if (export_ || format_ == Format::html) return one;
    if (format_ == Format::json) {
      one.text = report::verdict_json_document(
          one.verdict, index == 0 ? report::Place::first : report::Place::later);
    } else {
      const auto detail = many() ? report::VerdictDetail::failing : report::VerdictDetail::full;
      one.text = page_text(report::verdict_page(one.verdict, detail), mark_of(one.verdict));
    }
    return one;
  }

  void use(std::size_t index, const Judged& one) {
    if (!one.verdict.unreadable.empty()) complain(one.verdict.unreadable);
    summary_.add(one.verdict);
    if (export_) {
      alarm_ = judge::more_urgent(alarm_, report::plugin_alarm_of(one.verdict, simulated()));
      output_.write(export_->add(one.verdict));
    } else if (format_ == Format::html) {
      html_.add(one.verdict, one.document ? &*one.document : nullptr);
    } else {
      show(index, one);
    }
  }

  void show(std::size_t index, const Judged& one) {
    // Not before: where the only file cannot be read, nothing is printed.
    if (index == 0 && format_ == Format::json)
      output_.write(report::verdict_json_head(tool_info()));
    if (!many() && format_ != Format::json) report::add_rows(overview_, one.verdict);
    const bool brief = many() && one.verdict.state == judge::State::pass;
    const bool parted = index != 0 && format_ != Format::json && !(brief && was_brief_);
    output_.write(parted ? blank_line(mark_of(one.verdict)) + one.text : one.text);
    was_brief_ = brief;
  }

  std::string end() {
    if (format_ == Format::json) return report::verdict_json_tail(summary_);
    if (format_ == Format::html) return std::move(html_).page(summary_, tool_info());
    report::Page page;
    if (!single() && !many()) page.table(overview_);
    if (!single()) page.paragraph(summary_.sentence());
    page.paragraph(report::limits_of_a_pass());
    return blank_line(mark()) + page_text(page, mark());
  }

  int code() const {
    if (format_ == Format::nagios) return judge::plugin_exit_code(alarm_);
    return exit_code_for(judge::exit_code(summary_), mark(), flags_.allow_simulated);
  }

  report::Mark mark() const {
    return {.simulated = summary_.simulated != 0, .injected = summary_.injected != 0};
  }

  const Flags& flags_;
  Format format_;
  std::unique_ptr<report::VerdictExport> export_;  ///< null: for people, or JSON
  ReportOutput output_;
  catalogue::Catalogue catalogue_;
  judge::VerdictOptions options_;
  judge::VerdictSummary summary_;
  judge::Alarm alarm_ = judge::Alarm::ok;
  report::html::VerdictReport html_;
  report::PageTable overview_ = report::overview_table();
  bool was_brief_ = false;
};

int verdict(const Flags& flags) {
  if (std::count(flags.files.begin(), flags.files.end(), "-") > 1) {
    throw Error(ErrorKind::usage, "verdict - -: standard input can be given once only");
  }
  return Verdicts(flags).print_all();
}

// A monitoring system would take our exit code 2 for a failing device.
int plugin_verdict(const Flags& flags) {
  try {
    return verdict(flags);
  } catch (const Error& error) {
    print(report::plugin_line(judge::Alarm::unknown, error.what(), {}));
    complain(error.what());
    return judge::plugin_exit_code(judge::Alarm::unknown);
  }
}

void add_flags(CLI::App& verb, Flags& flags) {
  verb.add_option("DOC", flags.files, "Documents of assay run; - is standard input")
      ->required()
      ->option_text(" ");
  verb.add_option(
          "--expect", flags.expected,
          "The part every GPU must be, such as h100-sxm;\nwithout it the one that it claims "
          "to be")
      ->option_text("PART");
  verb.add_option("--gates", flags.gates,
                  "Gates that replace the default ones for the\nmetrics they name")
      ->option_text("FILE");
  verb.add_option("--devices", flags.devices, "How many GPUs each document must hold")
      ->check(CLI::Range(1u, 4096u))
      ->option_text("N");
  verb.add_option(
          "--format", flags.format,
          "text (default), markdown, json or html (a page that\nneeds no network); for other "
          "tools csv, junit,\nopenmetrics (for Prometheus) or nagios (one line,\nand the exit "
          "codes of a check plugin)")
      ->option_text("REPORT");
  verb.add_option("-o,--output", flags.output,
                  "Write into this file, which is replaced when all\nis there")
      ->option_text("FILE");
  verb.add_flag("--allow-simulated", flags.allow_simulated,
                "Exit 0 even if a document is simulated");
}

}  // namespace

Action add_verdict(CLI::App& app) {
  CLI::App* verb = app.add_subcommand("verdict", "Judge devices against what is published");
  verb->footer(
      "Examples:\n  assay verdict result.json --expect h100-sxm\n"
      "  assay verdict nodes/*.json --devices 8 --gates gates.json --format json\n"
      "  assay verdict result.json --format html -o result.html\n"
      "  assay verdict last.json --format openmetrics -o node.prom\n\n"
      "Exit codes: 0 every device passes; 1 one fails; 2 wrong usage, or no file\n"
      "can be read; 3 something could not be judged, or a file among others not be\n"
      "read; 4 a kernel computed a wrong answer. The worst wins: 4, 3, 1.\n"
      "With --format nagios: 0 OK; 2 CRITICAL, a device fails or computed a wrong\n"
      "answer; 3 UNKNOWN, something could not be judged or read, or is simulated.\n"
      "CRITICAL outweighs UNKNOWN, and there is no WARNING.");
  const auto flags = std::make_shared<Flags>();
  add_flags(*verb, *flags);
  return [flags] {
    return flags->format == to_string(Format::nagios) ? plugin_verdict(*flags) : verdict(*flags);
  };
}

}  // namespace assay::cli
