// One order, one answer for each case.
// SPDX-License-Identifier: Apache-2.0
#include "harness/operate/worker.hpp"

#include <fmt/format.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/stat.h>

#include <algorithm>
#include <utility>

#include "harness/measure/measure.hpp"
#include "harness/operate/channel.hpp"
#include "harness/operate/clock_guardian.hpp"
#include "harness/operate/injecting_sessions.hpp"
#include "harness/operate/library_hashes.hpp"
#include "harness/operate/shared_log.hpp"
#include "harness/operate/signal_guard.hpp"
#include "harness/probe/opened_libraries.hpp"
#include "kernels/error.hpp"

namespace assay::operate {
namespace {

// A supervisor that is slow to answer writes to a slow disk; one that is gone takes its workers
// with it.
constexpr Seconds kForEver{1e9};

/// Tells the supervisor, and waits until it has written down what it was told.
class Reporter final : public measure::Observer {
 public:
  Reporter(Channel& channel, SharedLog& log, const measure::SessionFactory& sessions,
           const std::vector<std::size_t>& cases)
      : channel_(channel), log_(log), sessions_(sessions), cases_(cases) {}

  void case_started(std::size_t index, std::size_t, const plan::Case&) override {
    log_.begin(cases_.at(index));
    channel_.send(started_message(cases_.at(index)), kForEver);
  }

  void case_finished(std::size_t index, std::size_t, const measure::CaseResult& result) override {
    channel_.send(finished_message(cases_.at(index), document::make_record(result),
                                   probe::opened_libraries()),
                  kForEver);
    const auto answer = channel_.wait(kForEver);
    if (!answer || word_of(*answer) != "next") {
      throw Error(ErrorKind::unavailable, "the supervisor of this worker is gone");
    }
    // A fresh process may have more luck with the others.
    const std::string lost = sessions_.lost(result.planned);
    if (!lost.empty() && index + 1 < cases_.size()) throw Error(ErrorKind::unavailable, lost);
  }

 private:
  Channel& channel_;
  SharedLog& log_;
  const measure::SessionFactory& sessions_;
  const std::vector<std::size_t>& cases_;
};

plan::Plan part_of(const plan::Plan& plan, const Order& order) {
  plan::Plan part{.level = plan.level, .seed = plan.seed, .cases = {}};
  for (std::size_t i = 0; i < order.cases.size(); ++i) {
    const std::size_t index = order.cases[i];
    if (index >= plan.cases.size() || i >= order.names.size() ||
        plan.cases[index].name() != order.names[i]) {
      throw Error(ErrorKind::unavailable,
                  fmt::format("case {} of the plan is not the same in a worker as in its "
                              "supervisor; this is a bug of assay, report it",
                              index));
    }
    part.cases.push_back(plan.cases[index]);
  }
  return part;
}

bool measure_order(const Order& order, Workbench bench, Channel& channel, SharedLog& log) {
  const plan::Plan part = part_of(bench.plan, order);
  const SignalGuard signals;
  measure::Options options;
  options.google_benchmark_flags = std::move(bench.google_benchmark_flags);
  options.interrupted = &signals.interrupted();
  options.phases = &log;
  options.part_of_plan = true;
  if (bench.simulated) options.warm_up = Seconds{};
  Reporter reporter(channel, log, *bench.sessions, order.cases);
  InjectingSessions injecting(*bench.sessions, std::move(bench.injections), log);
  measure::measure(part, injecting, options, reporter);
  channel.send(done_message(), kForEver);
  return bench.sessions->abandoned();
}

bool obey(const nlohmann::json& message, const WorkerTools& tools, Channel& channel,
          SharedLog& log) {
  if (word_of(message) == "probe") {
    channel.send(facts_message(tools.probe()), kForEver);
    return false;
  }
  if (word_of(message) == "hash") {
    std::vector<document::OpenedLibrary> libraries;
    for (const auto& path : paths_of(message)) libraries.push_back({.path = path});
    hash_here(libraries);
    channel.send(hashed_message(libraries), kForEver);
    return false;
  }
  if (word_of(message) == kLockClocks) {
    become_guardian();
    return guard_clocks(channel, clock_order_of(message));
  }
  const Order order = order_of(message);
  return measure_order(order, tools.set_up(order), channel, log);
}

bool is_socket(int descriptor) {
  struct stat found {};
  return fstat(descriptor, &found) == 0 && S_ISSOCK(found.st_mode);
}

}  // namespace

bool work(Descriptor socket, Descriptor shared, const WorkerTools& tools) {
  if (!is_socket(socket.number())) {
    throw Error(ErrorKind::usage,
                "worker: processes of it are started by assay run, and by nobody else");
  }
  // Nobody else would end it. A supervisor that was gone before this is met at its channel.
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  Channel channel(std::move(socket));
  SharedLog log(std::move(shared));
  try {
    const auto message = channel.wait(kForEver);
    return message && obey(*message, tools, channel, log);
  } catch (const Error& error) {
    if (channel.is_closed()) throw;  // main says it: nobody else is there
    channel.send(failed_message(error.kind(), error.what()), kForEver);
  } catch (const std::exception& unforeseen) {
    channel.send(failed_message(std::nullopt, unforeseen.what()), kForEver);
  }
  return false;
}

}  // namespace assay::operate
