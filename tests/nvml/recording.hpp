// What did a machine answer, and when? A recording: facts of its GPUs and how they move with time.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

namespace assay::fake_nvml {

/// A call that does not return.
struct Hang {
  std::string function;
  double at_s = 0;
};

/// One GPU over time. Its JSON is what holds at the beginning; each point of its "timeline" changes
/// some of it from then on.
class DeviceRecording {
 public:
  explicit DeviceRecording(const nlohmann::json& device);

  /// The value at `pointer` ("/power_w") at that time; null where the machine did not tell it.
  const nlohmann::json& at(double time_s, const std::string& pointer) const;
  /// "energy_j" and "violations_s" rise between the points that state them, and past the last of
  /// them with the power, or while a reason for the violation is active.
  std::optional<double> energy_j(double time_s) const;
  std::optional<double> violation_s(double time_s, const std::string& policy) const;
  bool is_lost(double time_s) const { return lost_at_s_ && time_s >= *lost_at_s_; }
  bool hangs(double time_s, const std::string& function) const;

 private:
  struct Point {
    double at_s;
    nlohmann::json device;  ///< everything that holds from here on
    nlohmann::json stated;  ///< what this point itself said
  };
  const Point& point(double time_s) const;
  template <class Rate>
  std::optional<double> counter(double time_s, const std::string& pointer, Rate rate) const;

  std::vector<Point> points_;  ///< by time; the first at 0
  std::optional<double> lost_at_s_;
  std::optional<Hang> hang_;
};

struct Recording {
  nlohmann::json system;  ///< all of it but the devices
  std::vector<DeviceRecording> devices;
};

/// Throws std::exception with the path where it is not a recording.
Recording read_recording(const std::string& path);

}  // namespace assay::fake_nvml
