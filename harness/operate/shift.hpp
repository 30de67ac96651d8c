// One task, from its first worker to its last case: what becomes of every case in it, whatever the
// worker does?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <chrono>
#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "harness/core/seconds.hpp"
#include "harness/document/record.hpp"
#include "harness/operate/event_log.hpp"
#include "harness/operate/keeper.hpp"
#include "harness/operate/message.hpp"
#include "harness/operate/task.hpp"
#include "harness/operate/worker_process.hpp"
#include "harness/plan/case.hpp"

namespace assay::operate {

/// How long a supervisor waits for what.
struct Patience {
  Seconds answer{120};  ///< of a worker that measures no case: it starts, or goes on to the next
  Seconds interrupted{15};  ///< once somebody asked the run to end
  Seconds exit{10};         ///< of a worker that has done its work
  Seconds reading{5};       ///< of a worker that is told something
  WorkerProcess::Patience ending = {};
  std::optional<Seconds> hung_after = {};  ///< of a case; empty: as its estimate says
};

/// What is the same for all tasks of a run. Everything in it outlives them.
struct ShiftContext {
  const plan::Plan& plan;
  const std::vector<std::string>& command;  ///< that starts a worker
  std::function<Order(const std::vector<std::size_t>& cases)> order;
  const Patience& patience;
  Keeper& keeper;
  EventLog& events;
};

class Shift {
 public:
  using Clock = WorkerProcess::Clock;

  Shift(Task task, ShiftContext context);

  /// Does what can be done without waiting. Throws Error where the worker refuses what the user
  /// asked for, and nothing has been measured yet.
  void advance();
  bool is_over() const { return over_; }

  /// Passes a signal on, and from then on does not wait for long.
  void interrupt(int signal);

  /// To wait for; -1: nothing.
  int descriptor() const;
  /// When advance() is due, if nothing arrives before.
  Clock::time_point due() const;

  /// What the user should know beyond the document: workers that could not be ended.
  const std::vector<std::string>& remarks() const { return remarks_; }

 private:
  enum class Loss : std::uint8_t { hung, crashed, broken };

  void start();
  void listen();
  void take(const nlohmann::json& message);
  void take_finished(std::size_t index, document::CaseRecord record);
  void require_next(std::size_t index) const;
  void keep_deadline();
  void lose(Loss loss, std::string why);
  void bury();
  void record_lost_case();
  void give_up_rest();
  void finish(std::size_t index, document::CaseRecord record);
  std::string why_ended() const;

  Task task_;
  ShiftContext context_;
  std::deque<std::size_t> pending_;
  std::unique_ptr<WorkerProcess> worker_;
  std::vector<std::unique_ptr<WorkerProcess>> left_;  ///< that could not be ended
  std::optional<std::size_t> current_;                ///< the case in flight
  Clock::time_point started_, deadline_;
  std::optional<Loss> loss_;  ///< of the worker there is
  std::string why_lost_;
  LastSeen last_seen_;  ///< when it was lost
  int losses_ = 0;
  bool measured_ = false, done_ = false, interrupted_ = false, over_ = false;
  std::vector<std::string> remarks_;
};

}  // namespace assay::operate
