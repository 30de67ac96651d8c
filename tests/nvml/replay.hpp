// What does the library answer from? The recording it replays, the time of the replay, and what
// every entry point has to see to before it answers.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "tests/nvml/abi.hpp"
#include "tests/nvml/recording.hpp"

#define FAKE_NVML extern "C" __attribute__((visibility("default")))

namespace assay::fake_nvml {

/// What a handle points to: a GPU, or one MIG slice of it, which answers what it states itself.
struct Device {
  const DeviceRecording* recording;
  unsigned index;
  std::optional<unsigned> slice;

  std::string prefix() const { return slice ? "/mig/slices/" + std::to_string(*slice) : ""; }
};

/// The recording in use. Replaced as a whole, never between nvmlInit and nvmlShutdown.
struct Replay {
  Recording recording;
  std::vector<Device> devices;
  std::vector<Device> slices;
};
const Replay& replay();

/// Replays this file from now on; empty: nothing is left to answer from.
void replay_file(const std::string& path);
/// Why there is nothing to answer from; empty if there is.
const std::string& failure();

double time_s();
void begin_time();
void set_time(std::optional<double> time_s);

int initialise();
int shut_down();
unsigned long calls(const std::string& function);

/// From now on, whatever the recording says.
void lose(const std::string& uuid);
bool is_lost(const Device& device, double time_s);

/// One call of the library. Counts it, and hangs where the recording says so.
class Call {
 public:
  explicit Call(const char* function, const Device* device = nullptr);

  /// Not kSuccess: what the call returns without an answer.
  int status() const { return status_; }
  const nlohmann::json& value(const std::string& pointer) const;
  const Device& device() const { return *device_; }
  double at_s() const { return time_s_; }

 private:
  int check(const char* function) const;

  const Device* device_;
  double time_s_;
  int status_;
};

/// Copies text to a buffer of the caller.
int copy_text(const std::string& text, char* buffer, unsigned length);

// An answer each: of a number in other units, of a switch, of text.
template <class Number>
int answer(const Call& call, const std::string& pointer, Number* number, double scale = 1) {
  if (call.status() != kSuccess) return call.status();
  if (number == nullptr) return kInvalidArgument;
  const nlohmann::json& value = call.value(pointer);
  if (value.is_null()) return kNotSupported;
  *number = value.is_boolean() ? Number{value.get<bool>()}
                               : static_cast<Number>(value.get<double>() * scale + 0.5);
  return kSuccess;
}
int answer_text(const Call& call, const std::string& pointer, char* buffer, unsigned length);

/// The number that a word stands for: its place in the list.
int answer_word(const Call& call, const std::string& pointer, unsigned* number,
                const std::vector<const char*>& words);

}  // namespace assay::fake_nvml
