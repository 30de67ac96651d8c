// How the replay keeps its time, its recording and its counts.
// SPDX-License-Identifier: Apache-2.0
#include "tests/nvml/replay.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <cstring>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <thread>

namespace assay::fake_nvml {
namespace {

using SteadyClock = std::chrono::steady_clock;
using nlohmann::json;

struct State {
  std::mutex mutex;  // of what changes while the library is in use
  std::map<std::string, unsigned long> calls;
  std::set<std::string> lost;  // by UUID
  std::unique_ptr<Replay> replay = std::make_unique<Replay>();
  std::string failure = "no recording was chosen: set FAKE_NVML_RECORDING to the path of one";
  std::atomic<int> users = 0;
  std::atomic<double> standing_s = -1;  // negative: time runs
  std::atomic<SteadyClock::time_point> begin = SteadyClock::now();
};

State& state() {
  static State all;
  return all;
}

// Longer than anything that waits for it.
constexpr std::chrono::hours kVeryLong{1};

}  // namespace

const Replay& replay() {
  return *state().replay;
}

const std::string& failure() {
  return state().failure;
}

void replay_file(const std::string& path) {
  auto next = std::make_unique<Replay>();
  std::string failure;
  try {
    next->recording = read_recording(path);
  } catch (const std::exception& error) {
    failure = error.what();
  }
  unsigned index = 0;
  for (const DeviceRecording& device : next->recording.devices) {
    const std::size_t slices = device.at(0, "/mig/slices").size();
    for (unsigned slice = 0; slice < slices; ++slice) {
      next->slices.push_back({.recording = &device, .index = index, .slice = slice});
    }
    next->devices.push_back({.recording = &device, .index = index++, .slice = {}});
  }
  state().replay = std::move(next);
  state().lost.clear();
  state().failure = std::move(failure);
}

double time_s() {
  const double standing = state().standing_s;
  if (standing >= 0) return standing;
  return std::chrono::duration<double>(SteadyClock::now() - state().begin.load()).count();
}

void begin_time() {
  state().begin = SteadyClock::now();
}

void set_time(std::optional<double> time) {
  state().standing_s = time.value_or(-1);
}

int initialise() {
  if (!state().failure.empty()) return kUnknown;
  if (state().users++ == 0) begin_time();
  return kSuccess;
}

int shut_down() {
  if (state().users == 0) return kUninitialised;
  --state().users;
  return kSuccess;
}

unsigned long calls(const std::string& function) {
  const std::lock_guard lock(state().mutex);
  const auto found = state().calls.find(function);
  return found == state().calls.end() ? 0 : found->second;
}

void lose(const std::string& uuid) {
  const std::lock_guard lock(state().mutex);
  state().lost.insert(uuid);
}

bool is_lost(const Device& device, double time) {
  if (device.recording->is_lost(time)) return true;
  const json& uuid = device.recording->at(0, "/uuid");
  const std::lock_guard lock(state().mutex);
  return uuid.is_string() && state().lost.contains(uuid.get<std::string>());
}

Call::Call(const char* function, const Device* device)
    : device_(device), time_s_(time_s()), status_(check(function)) {}

int Call::check(const char* function) const {
  {
    const std::lock_guard lock(state().mutex);
    ++state().calls[function];
  }
  if (state().users == 0) return kUninitialised;
  if (device_ == nullptr) return kSuccess;
  if (device_->recording->hangs(time_s_, function)) std::this_thread::sleep_for(kVeryLong);
  if (is_lost(*device_, time_s_)) return kGpuIsLost;
  const json& error = device_->recording->at(time_s_, std::string("/errors/") + function);
  return error.is_null() ? int{kSuccess} : error.get<int>();
}

const json& Call::value(const std::string& pointer) const {
  if (device_ != nullptr) return device_->recording->at(time_s_, device_->prefix() + pointer);
  static const json nothing;
  const json& system = replay().recording.system;
  const json::json_pointer path(pointer);
  return system.contains(path) ? system.at(path) : nothing;
}

int copy_text(const std::string& text, char* buffer, unsigned length) {
  if (buffer == nullptr) return kInvalidArgument;
  if (text.size() + 1 > length) return kInsufficientSize;
  std::memcpy(buffer, text.c_str(), text.size() + 1);
  return kSuccess;
}

int answer_text(const Call& call, const std::string& pointer, char* buffer, unsigned length) {
  if (call.status() != kSuccess) return call.status();
  const json& value = call.value(pointer);
  return value.is_null() ? int{kNotSupported} : copy_text(value.get<std::string>(), buffer, length);
}

int answer_word(const Call& call, const std::string& pointer, unsigned* number,
                const std::vector<const char*>& words) {
  if (call.status() != kSuccess) return call.status();
  if (number == nullptr) return kInvalidArgument;
  const json& value = call.value(pointer);
  if (value.is_null()) return kNotSupported;
  const auto found = std::find(words.begin(), words.end(), value.get<std::string>());
  if (found == words.end()) return kUnknown;
  *number = static_cast<unsigned>(found - words.begin());
  return kSuccess;
}

}  // namespace assay::fake_nvml
