// The same plan, facts and sessions as of a simulated run; only the loop around the samples is
// ours.
#include "tests/harness/simulate/simulated_document.hpp"

#include <fmt/format.h>

#include "harness/core/words.hpp"
#include "harness/document/schema.hpp"
#include "harness/measure/answers.hpp"
#include "harness/measure/processor_rates.hpp"
#include "harness/measure/statistics.hpp"
#include "harness/simulate/facts.hpp"
#include "harness/simulate/noise.hpp"
#include "harness/simulate/plan.hpp"
#include "harness/simulate/session.hpp"

namespace assay::simulate {
namespace {

using measure::CaseResult;
using measure::DeviceSession;
using measure::Status;

CaseResult sampled(DeviceSession& session, const plan::Case& planned) {
  CaseResult result;
  result.planned = planned;
  result.status = Status::ok;
  result.stopping = {.rule = "", .minimum_time = {}, .minimum_samples = planned.minimum_samples};
  result.check.method = planned.kernel->description().check;
  session.set_up(planned);
  result.elapsed = planned.estimate;
  measure::Answers answers(result);
  if (const auto failure = answers.before(session)) {
    result.status = failure->status;
    result.reason = failure->reason;
    return result;
  }
  const bool counts = is_counted(planned.kernel->description().quantity);
  for (std::uint64_t i = 0; i < planned.minimum_samples; ++i) {
    const Seconds sample = session.time_sample();
    result.samples.push_back(counts ? session.counted() : sample.count());
  }
  result.stopping.rule = "minimum_samples";
  if (planned.kernel->description().per_processor) {
    result.processors = measure::rates_of(session.processor_work());
  }
  result.telemetry = session.telemetry({});
  answers.after(session);
  std::vector<double> clocks;
  if (const auto clock = session.clock_hz()) clocks.push_back(*clock);
  summarise_case(result, clocks);
  return result;
}

// A version 4 UUID by its form alone.
std::string id_of(std::uint64_t seed) {
  const std::uint64_t high = random_bits(seed, "run", 0), low = random_bits(seed, "run", 1);
  return fmt::format("{:08x}-{:04x}-4{:03x}-8{:03x}-{:012x}", high >> 32, (high >> 16) & 0xffff,
                     high & 0xfff, low >> 52, low & 0xffffffffffff);
}

}  // namespace

document::Document simulated_document(const catalogue::Catalogue& catalogue,
                                      const Options& options) {
  const document::Timestamp moment{std::chrono::seconds(1'767'225'600)};  // 2026-01-01T00:00:00Z
  document::ToolInfo tool{.version = "0.1.0",
                          .commit = {},
                          .build_type = "Release",
                          .compiler = "simulated",
                          .cuda_toolkit = {},
                          .targets = {Target::cpu_baseline}};
  document::RunInfo run{.id = id_of(options.seed),
                        .started_at = moment,
                        .finished_at = moment,
                        .arguments = {"run", "--simulate", options.simulation.part},
                        .complete = true,
                        .interrupted_by = {},
                        .simulated = options.simulation};
  const plan::Plan plan = simulated_plan(catalogue, options);
  auto document = document::make_document(std::move(tool), std::move(run),
                                          simulated_facts(catalogue, options), plan);
  SimulatedSessions sessions(catalogue, options);
  for (std::size_t i = 0; i < plan.cases.size(); ++i) {
    const plan::Case& planned = plan.cases[i];
    const auto session =
        planned.is_shared() ? sessions.open_group(planned) : sessions.open(planned.device);
    document.cases[i] = document::make_record(sampled(*session, planned));
  }
  return document;
}

}  // namespace assay::simulate
