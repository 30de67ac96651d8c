// What a fake device does, written down beforehand, and what it was asked to do.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "harness/measure/session.hpp"

namespace assay::measure {

/// A library beside the kernel. What fails throws, as a session may.
struct ReferenceScript {
  std::vector<std::string> names = {"a", "b", "c"};
  /// Samples of all algorithms are counted together, from 1.
  std::function<double(std::size_t algorithm, int sample)> seconds = [](std::size_t, int) {
    return 0.02;
  };
  int wrong_from_verify = 1 << 30;
  std::uint64_t checked = 1000;
  std::string fails_open, fails_names, fails_verify;
};

/// What happens in one case. Samples are counted from 1; the first is the launch of the check.
struct Script {
  std::function<double(int sample)> seconds = [](int) { return 0.01; };
  std::function<double(int sample)> counts = [](int) { return 78.0; };
  std::function<std::optional<bool>(int sample)> level = [](int) { return std::nullopt; };
  int computes_until_sample = 1 << 30;  ///< launches after it leave the output as it is
  int wrong_from_verify = 1 << 30;      ///< this check and later ones find a wrong element
  int wrong_repeat = 1 << 30;           ///< this repeat check finds a block that changed
  std::uint64_t repeat_checked = 1000;
  bool can_repeat = true;
  std::uint64_t processor_plus_one = 0;  ///< of every mismatch
  std::vector<ProcessorWork> processor_work = {};
  std::vector<std::byte> answer = {};  ///< what is sampled of it
  std::optional<ReferenceScript> reference = {};
  std::function<void()> cooling = [] {};
  std::uint64_t checked = 1000;
  bool keeps_events = false;
  std::string fails_set_up, fails_verify,
      fails_telemetry;  ///< message of the exception; empty: none
};

/// What the session was asked to do in one case.
struct Log {
  int set_ups = 0, samples = 0, spoils = 0, verifies = 0, clock_readings = 0;
  int repeats = 0, cools = 0, reference_samples = 0, reference_verifies = 0;
  std::vector<std::string> events = {};  ///< in order, where the script keeps them
  /// Each argument of telemetry().
  std::vector<std::vector<SampleInterval>> intervals = {};
};

struct FakeDevice {
  std::map<std::string, Script> scripts;  ///< by case name
  std::map<std::string, Log> logs;
  std::vector<std::string> opened;
  std::string fails_open;
};

}  // namespace assay::measure
