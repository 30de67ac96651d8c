// Orders, answers, and what follows from them.
// SPDX-License-Identifier: Apache-2.0
#include "harness/measure/world/world_session.hpp"

#include <fmt/format.h>

#include <string_view>
#include <utility>

#include "kernels/error.hpp"

namespace assay::measure {
namespace {

// Longer than anything rank 0 does of its own between two orders.
constexpr Seconds kBetweenOrders{180};
// Every rank has some waits in a step, and its checks; who waited in vain answers a bit later.
constexpr double kWaitsOfAStep = 2;
constexpr Seconds kMargin{5};
// Where a case has no deadline.
constexpr Seconds kUsualPatience{60};

std::string_view step_of(Order::Kind kind) {
  switch (kind) {
    case Order::Kind::set_up:
      return "setting up";
    case Order::Kind::sample:
      return "taking a sample";
    case Order::Kind::verify:
      return "checking the answer";
    case Order::Kind::close:
    case Order::Kind::finish:
      break;
  }
  return "ending";
}

}  // namespace

WorldSession::WorldSession(World& world, OpenWork open, std::unique_ptr<WorldOutcome> outcome)
    : world_(world), open_(std::move(open)), outcome_(std::move(outcome)) {}

WorldSession::~WorldSession() {
  if (!world_.lost().empty()) return;
  Order order;
  order.kind = Order::Kind::close;
  order.next_within_s = kBetweenOrders.count();
  world_.command(order);
}

/// All answer, this rank's own work included, before anything is thrown: the next order must not
/// meet answers to this one.
std::vector<Obeyed> WorldSession::carry_out(Order::Kind kind) {
  order_.kind = kind;
  const Seconds patience(order_.patience_s);
  world_.command(order_);
  std::vector<Obeyed> all;
  all.push_back(obey(*work_, order_));
  const Reply::State own = all.front().reply.state;
  const bool others_may_wait =
      own == Reply::State::in_vain || (own == Reply::State::failed && kind == Order::Kind::sample);
  if (others_may_wait) world_.call_off();
  std::vector<int> missing;
  int rank = 0;
  for (World::Answer& answer :
       world_.answers(outcome_->numbers(), kWaitsOfAStep * patience + kMargin)) {
    ++rank;
    if (answer.missing) missing.push_back(rank);
    all.push_back({.reply = answer.reply, .numbers = std::move(answer.numbers)});
  }
  try {
    require_done(world_, all, missing, *outcome_, std::string(step_of(kind)));
  } catch (const Error& error) {
    if (others_may_wait) world_.lose(error.what());
    throw;
  }
  return all;
}

void WorldSession::set_up(const plan::Case& planned) {
  if (!world_.lost().empty()) {
    throw Error(ErrorKind::unavailable,
                fmt::format("not together any more since an earlier case ({}); start assay again",
                            world_.lost()));
  }
  const Seconds patience = planned.deadline > Seconds{} ? planned.deadline : kUsualPatience;
  order_ = {};
  order_.kind = Order::Kind::set_up;
  order_.kernel = Text<64>(planned.kernel->description().name);
  order_.parameters = planned.parameters;
  order_.iterations = planned.iterations;
  order_.patience_s = patience.count();
  order_.next_within_s = (kBetweenOrders + patience).count();
  repeated_ = {};
  outcome_->begin(planned);
  if (!work_) work_ = open_(order_);
  carry_out(Order::Kind::set_up);
}

Seconds WorldSession::time_sample() {
  const std::vector<Obeyed> all = carry_out(Order::Kind::sample);
  repeated_ = all_mismatches(all);
  return outcome_->add_sample(all);
}

Mismatch WorldSession::verify() {
  const std::vector<Obeyed> all = carry_out(Order::Kind::verify);
  outcome_->add_check(all);
  return all_mismatches(all);
}

std::optional<Mismatch> WorldSession::verify_repeat() {
  return repeated_;
}

std::optional<LibraryUse> WorldSession::library() {
  return work_ ? work_->library() : std::nullopt;
}

std::optional<double> WorldSession::clock_hz() {
  DeviceSession* const devices = work_ ? work_->devices() : nullptr;
  return devices != nullptr ? devices->clock_hz() : std::nullopt;
}

Telemetry WorldSession::telemetry(std::span<const SampleInterval> intervals) {
  DeviceSession* const devices = work_ ? work_->devices() : nullptr;
  return devices != nullptr ? devices->telemetry(intervals) : Telemetry{};
}

std::optional<bool> WorldSession::is_level() {
  DeviceSession* const devices = work_ ? work_->devices() : nullptr;
  return devices != nullptr ? devices->is_level() : std::nullopt;
}

}  // namespace assay::measure
