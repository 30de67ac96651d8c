// Runs the plan under a signal guard, with a keeper that writes the document as it grows.
// SPDX-License-Identifier: Apache-2.0
#include "harness/operate/run.hpp"

#include <algorithm>

#include "harness/document/uuid.hpp"
#include "harness/document/writer.hpp"

namespace assay::operate {
namespace {

using document::Document;

/// Keeps the document up to date, on disk too, before it passes the news on.
class Keeper final : public measure::Observer {
 public:
  Keeper(Document& document, const std::filesystem::path& output, measure::Observer& next)
      : document_(document), output_(output), next_(next) {}

  void case_started(std::size_t index, std::size_t count, const plan::Case& planned) override {
    // Not earlier: measure() refuses bad flags first, and they must leave no file.
    if (!begun_) write();
    next_.case_started(index, count, planned);
  }

  void case_finished(std::size_t index, std::size_t count,
                     const measure::CaseResult& result) override {
    auto& record = document_.cases.at(index) = document::make_record(result);
    // What simulating took says nothing, and differs from run to run.
    if (document_.run.simulated && record.elapsed) record.elapsed = result.planned.estimate;
    write();
    next_.case_finished(index, count, result);
  }

  void write() {
    begun_ = true;
    if (!output_.empty()) document::write_document(document_, output_);
  }

 private:
  Document& document_;
  const std::filesystem::path& output_;
  measure::Observer& next_;
  bool begun_ = false;
};

}  // namespace

Document run(const Invocation& invocation, measure::SessionFactory& sessions,
             measure::Observer& progress) {
  const SignalGuard signals;
  return run(invocation, sessions, progress, signals);
}

Document run(const Invocation& invocation, measure::SessionFactory& sessions,
             measure::Observer& progress, const SignalGuard& signals) {
  document::RunInfo info;
  info.id = document::random_uuid();
  info.started_at = document::now();
  info.arguments = invocation.arguments;
  info.simulated = invocation.simulated;
  Document document =
      document::make_document(invocation.tool, std::move(info), invocation.facts, invocation.plan);
  Keeper keeper(document, invocation.output, progress);
  measure::Options options;
  options.google_benchmark_flags = invocation.google_benchmark_flags;
  options.interrupted = &signals.interrupted();
  if (invocation.simulated) options.warm_up = Seconds{};
  measure::measure(invocation.plan, sessions, options, keeper);

  document.run.finished_at = document::now();
  document.run.complete =
      std::none_of(document.cases.begin(), document.cases.end(), document::is_unfinished);
  if (!document.run.complete) document.run.interrupted_by = signals.signal_name();
  keeper.write();
  return document;
}

int exit_code_of(const Document& document) {
  int code = 0;
  for (const auto& record : document.cases) {
    if (record.status == measure::Status::wrong) return 4;
    if (record.status != measure::Status::ok) code = 3;
  }
  return code;
}

}  // namespace assay::operate
