// Every GPU is restored by itself, whatever becomes of the others.
// SPDX-License-Identifier: Apache-2.0
#include "harness/operate/clock_guardian.hpp"

#include <fmt/format.h>
#include <signal.h>
#include <sys/prctl.h>

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "harness/operate/message.hpp"
#include "kernels/error.hpp"

namespace assay::operate {
namespace {

constexpr Seconds kForEver{1e9}, kAnswering{5};

// As the last call says it, or the one that never returned.
std::string why(const probe::Nvml& nvml, const probe::NvmlFailure& failure) {
  return nvml.usable() ? to_string(failure) : nvml.reason();
}

std::string refusal(const GpuName& gpu, const std::string& reason, const char* remedy) {
  return fmt::format(
      "--lock-clocks: the clock of {} ({}) cannot be locked: {}; {}; nothing was "
      "measured",
      gpu.device, gpu.uuid, reason, remedy);
}

const char* remedy_of(const probe::NvmlFailure& failure) {
  switch (failure.status) {
    case probe::NvmlStatus::no_permission:
      return "run as root, or let an administrator lock it by 'nvidia-smi -lgc MHZ' and drop "
             "--lock-clocks";
    case probe::NvmlStatus::failed:
      return "give it one that 'nvidia-smi -q -d SUPPORTED_CLOCKS' lists, or drop --lock-clocks";
    default:
      return "drop --lock-clocks";
  }
}

/// A GPU with a library of its own, so that a call that hangs on another one refuses nothing here.
/// That it stays open keeps a driver without persistence from forgetting the lock.
struct Held {
  GpuName gpu;
  std::uint32_t mhz = 0;
  probe::Nvml nvml;
  probe::NvmlDevice device;
};

class HeldClocks {
 public:
  explicit HeldClocks(const probe::NvmlOptions& nvml) : options_(nvml) {}
  ~HeldClocks() { restore(); }
  HeldClocks(const HeldClocks&) = delete;
  HeldClocks& operator=(const HeldClocks&) = delete;

  /// Up to the first that refuses, and why; empty: all of them.
  std::string lock(const ClockOrder& order);
  /// Which stay locked, and why; empty: none does.
  std::string restore();

  std::vector<LockedClock> list() const;
  bool hung() const { return hung_; }

 private:
  std::string lock(const GpuName& gpu, std::optional<std::uint32_t> asked);
  std::string restore(Held& held);

  const probe::NvmlOptions options_;
  std::vector<Held> held_;
  bool hung_ = false;
};

std::string HeldClocks::lock(const ClockOrder& order) {
  for (const GpuName& gpu : order.gpus) {
    std::string refused = lock(gpu, order.mhz);
    if (!refused.empty()) return refused;
  }
  return "";
}

std::string HeldClocks::lock(const GpuName& gpu, std::optional<std::uint32_t> asked) {
  const probe::Nvml nvml(options_);
  auto device = nvml.find(gpu.uuid, gpu.pci_bus_id);
  if (!device) return refusal(gpu, why(nvml, nvml.last_failure()), "drop --lock-clocks");
  const auto mhz = asked ? asked : device->sustained_clock_mhz();
  if (!mhz) {
    return refusal(gpu, why(nvml, device->last_failure()),
                   "give it a clock, such as --lock-clocks 1410");
  }
  const bool locked = device->lock_clock(*mhz);
  const probe::NvmlFailure failure = device->last_failure();
  // What did not return may take effect yet. What the driver refused is left alone: to restore it
  // would undo a lock of somebody else.
  if (locked || !nvml.usable()) held_.push_back({gpu, *mhz, nvml, std::move(*device)});
  if (locked) return "";
  return refusal(gpu, fmt::format("at {} MHz: {}", *mhz, why(nvml, failure)), remedy_of(failure));
}

std::string HeldClocks::restore() {
  std::string left;
  for (Held& held : std::exchange(held_, {})) {
    const std::string reason = restore(held);
    if (reason.empty()) continue;
    left += fmt::format("{}the clock of {} ({}) stays locked: {}", left.empty() ? "" : "; ",
                        held.gpu.device, held.gpu.uuid, reason);
  }
  return left.empty() ? left : left + "; 'nvidia-smi -rgc' restores it";
}

std::string HeldClocks::restore(Held& held) {
  if (held.device.restore_clock()) return "";
  if (held.nvml.usable()) return to_string(held.device.last_failure());
  // Nothing is asked of a library that hangs; of one that is opened anew it is worth a try.
  hung_ = true;
  const probe::Nvml anew(options_);
  auto device = anew.find(held.gpu.uuid, held.gpu.pci_bus_id);
  if (device && device->restore_clock()) return "";
  return held.nvml.reason();
}

std::vector<LockedClock> HeldClocks::list() const {
  std::vector<LockedClock> clocks;
  for (const Held& held : held_) {
    clocks.push_back({.device = held.gpu.device, .uuid = held.gpu.uuid, .mhz = held.mhz});
  }
  return clocks;
}

// Until any word of the supervisor, which has but one to say, or its end.
void keep_until_told(Channel& channel, const std::vector<LockedClock>& clocks) {
  try {
    channel.send(clocks_locked_message(clocks), kAnswering);
    channel.wait(kForEver);
  } catch (const Error&) {
    // It is gone, or runs wild: one more reason to go on and restore.
    channel.fill();
  }
}

// Whoever is gone meanwhile needs no answer.
void answer(Channel& channel, const nlohmann::ordered_json& message) {
  try {
    channel.send(message, kAnswering);
  } catch (const Error&) {
    return;
  }
}

}  // namespace

void become_guardian() {
  for (const int number : {SIGINT, SIGTERM, SIGHUP, SIGQUIT}) signal(number, SIG_IGN);
  prctl(PR_SET_PDEATHSIG, 0);
}

bool guard_clocks(Channel& channel, const ClockOrder& order, const probe::NvmlOptions& nvml) {
  HeldClocks clocks(nvml);
  const std::string refused = clocks.lock(order);
  if (refused.empty()) keep_until_told(channel, clocks.list());
  const std::string left = clocks.restore();
  const std::string failure = refused + (refused.empty() || left.empty() ? "" : "; ") + left;
  if (failure.empty()) {
    answer(channel, clocks_restored_message());
  } else if (!channel.is_closed()) {
    answer(channel, failed_message(ErrorKind::unavailable, failure));
  } else {
    throw Error(ErrorKind::unavailable, failure);
  }
  return clocks.hung();
}

}  // namespace assay::operate
