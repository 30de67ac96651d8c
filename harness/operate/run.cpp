// Runs the plan under a signal guard, with a keeper that writes the document as it grows.
// SPDX-License-Identifier: Apache-2.0
#include "harness/operate/run.hpp"

#include <algorithm>

#include "harness/document/uuid.hpp"
#include "harness/operate/keeper.hpp"
#include "harness/operate/library_hashes.hpp"
#include "harness/probe/opened_libraries.hpp"

namespace assay::operate {
namespace {

using document::Document;

/// A case is finished as it is measured.
class InProcess final : public measure::Observer {
 public:
  explicit InProcess(Keeper& keeper) : keeper_(keeper) {}

  void case_started(std::size_t index, std::size_t, const plan::Case& planned) override {
    // Not earlier: measure() refuses bad flags first, and they must leave no file.
    keeper_.begin();
    keeper_.started(index, planned);
  }
  void case_finished(std::size_t index, std::size_t, const measure::CaseResult& result) override {
    keeper_.begin();
    keeper_.finished(index, result.planned, document::make_record(result));
  }

 private:
  Keeper& keeper_;
};

}  // namespace

Document document_of(const Invocation& invocation) {
  document::RunInfo info;
  info.id = document::random_uuid();
  info.started_at = document::now();
  info.arguments = invocation.arguments;
  info.simulated = invocation.simulated;
  info.injected = invocation.injected;
  info.nonce = invocation.nonce;
  Document document =
      document::make_document(invocation.tool, std::move(info), invocation.facts, invocation.plan);
  document.plan.budget = invocation.budget;
  document.plan.without = invocation.without;
  return document;
}

void conclude(Document& document, const std::optional<std::string>& by) {
  document.run.finished_at = document::now();
  document.run.complete =
      std::none_of(document.cases.begin(), document.cases.end(), document::is_unfinished);
  if (!document.run.complete) document.run.interrupted_by = by;
}

Document run(const Invocation& invocation, measure::SessionFactory& sessions,
             measure::Observer& progress) {
  const SignalGuard signals;
  return run(invocation, sessions, progress, signals).document;
}

Outcome run(const Invocation& invocation, measure::SessionFactory& sessions,
            measure::Observer& progress, const SignalGuard& signals) {
  Outcome outcome{.document = document_of(invocation)};
  Keeper keeper(outcome.document, invocation.output, progress);
  if (invocation.seal_key) keeper.seal_with(*invocation.seal_key);
  InProcess observer(keeper);
  measure::Options options;
  options.google_benchmark_flags = invocation.google_benchmark_flags;
  options.interrupted = &signals.interrupted();
  if (invocation.simulated) options.warm_up = Seconds{};
  measure::measure(invocation.plan, sessions, options, observer);
  keeper.opened(probe::opened_libraries());
  hash_here(outcome.document.libraries);
  conclude(outcome.document, signals.signal_name());
  keeper.end();
  outcome.unwritten = keeper.failure();
  return outcome;
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
