// Locked after everything that may be refused, restored before anything is printed.
// SPDX-License-Identifier: Apache-2.0
#include "harness/cli/locked_clocks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "harness/cli/console.hpp"
#include "kernels/error.hpp"

namespace assay::cli {

std::optional<std::uint32_t> clock_mhz_of(const std::string& text) {
  // No SM runs faster than this, or Hz were meant.
  constexpr std::uint32_t kHighest = 10'000;
  if (text == kDefaultClock) return std::nullopt;
  std::uint32_t mhz = 0;
  const char* const end = text.data() + text.size();
  const auto [rest, code] = std::from_chars(text.data(), end, mhz);
  if (code == std::errc() && rest == end && mhz >= 1 && mhz <= kHighest) return mhz;
  throw Error(ErrorKind::usage,
              fmt::format("--lock-clocks {}: give whole MHz from 1 to {}, such as 1410, or nothing "
                          "for the default clock of each GPU",
                          text, kHighest));
}

LockedClocks::LockedClocks(const RunFlags& flags)
    : asked_(flags.lock_clocks.has_value()),
      mhz_(asked_ ? clock_mhz_of(*flags.lock_clocks) : std::nullopt) {}

LockedClocks::~LockedClocks() {
  const std::string left = release();
  if (!left.empty()) complain(left);
}

void LockedClocks::require_gpus(const plan::Plan& plan) const {
  const bool has_gpus = std::any_of(plan.cases.begin(), plan.cases.end(), [](const auto& planned) {
    return planned.device.kind == plan::DeviceId::Kind::cuda;
  });
  if (!asked_ || has_gpus) return;
  throw Error(
      ErrorKind::usage,
      "--lock-clocks: no GPU is measured, and only of those a clock can be locked; drop it, "
      "or name GPUs by --device");
}

void LockedClocks::lock(const operate::Invocation& run, const operate::Supervision& supervision,
                        const operate::SignalGuard& signals, operate::EventLog& events) {
  if (!asked_) return;
  operate::ClockOrder order{.gpus = operate::gpus_to_lock(run.plan, run.facts), .mhz = mhz_};
  if (order.gpus.empty()) return;  // no case can be measured, and each says why
  lock_.emplace(supervision, order, signals, events);
  complain(fmt::format("SM clocks are locked until the run ends: {}", to_string(lock_->clocks())));
}

std::string LockedClocks::release() {
  return lock_ ? lock_->release() : std::string();
}

}  // namespace assay::cli
