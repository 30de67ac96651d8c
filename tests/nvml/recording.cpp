// How a recording is read, and which of its values holds at a given time.
// SPDX-License-Identifier: Apache-2.0
#include "tests/nvml/recording.hpp"

#include <algorithm>
#include <fstream>
#include <stdexcept>

namespace assay::fake_nvml {
namespace {

using nlohmann::json;

const json kNothing;

const json& find(const json& in, const std::string& pointer) {
  const json::json_pointer path(pointer);
  return in.contains(path) ? in.at(path) : kNothing;
}

bool any_of(const json& active, std::initializer_list<const char*> reasons) {
  return std::any_of(active.begin(), active.end(), [&](const json& reason) {
    return std::find(reasons.begin(), reasons.end(), reason.get<std::string>()) != reasons.end();
  });
}

/// The clock event reasons that a policy's violation time counts.
bool violates(const std::string& policy, const json& active) {
  if (policy == "power") return any_of(active, {"software_power_cap"});
  if (policy == "thermal") {
    return any_of(active, {"software_thermal_slowdown", "hardware_thermal_slowdown"});
  }
  return any_of(active, {policy.c_str()});
}

}  // namespace

DeviceRecording::DeviceRecording(const json& device) {
  json facts = device;
  facts.erase("timeline");
  if (facts.contains("lost_at_s")) lost_at_s_ = facts.at("lost_at_s").get<double>();
  if (facts.contains("hang")) {
    hang_ = {facts.at("hang").at("function").get<std::string>(),
             facts.at("hang").at("at_s").get<double>()};
  }
  points_.push_back({.at_s = 0, .device = facts, .stated = facts});
  for (const json& point : device.value("timeline", json::array())) {
    json next = points_.back().device;
    next.merge_patch(point);
    points_.push_back(
        {.at_s = point.at("at_s").get<double>(), .device = std::move(next), .stated = point});
    if (points_.back().at_s < points_[points_.size() - 2].at_s) {
      throw std::runtime_error("the timeline of " + device.value("uuid", "a device") +
                               " runs backwards");
    }
  }
}

const DeviceRecording::Point& DeviceRecording::point(double time_s) const {
  const auto later = [](double time, const Point& point) { return time < point.at_s; };
  const auto next = std::upper_bound(points_.begin(), points_.end(), time_s, later);
  return next == points_.begin() ? points_.front() : *(next - 1);
}

const json& DeviceRecording::at(double time_s, const std::string& pointer) const {
  return find(point(time_s).device, pointer);
}

bool DeviceRecording::hangs(double time_s, const std::string& function) const {
  return hang_ && hang_->function == function && time_s >= hang_->at_s;
}

template <class Rate>
std::optional<double> DeviceRecording::counter(double time_s, const std::string& pointer,
                                               Rate rate) const {
  if (find(points_.front().device, pointer).is_null()) return std::nullopt;
  std::size_t last = 0;
  for (std::size_t i = 0; i < points_.size(); ++i) {
    const json& stated = find(points_[i].stated, pointer);
    if (stated.is_null()) continue;
    if (points_[i].at_s > time_s) {
      const double from = find(points_[last].stated, pointer).get<double>();
      const double span = points_[i].at_s - points_[last].at_s;
      return from + (stated.get<double>() - from) * (time_s - points_[last].at_s) / span;
    }
    last = i;
  }
  double value = find(points_[last].stated, pointer).get<double>();
  for (std::size_t i = last; i < points_.size() && points_[i].at_s < time_s; ++i) {
    const double end = i + 1 < points_.size() ? std::min(points_[i + 1].at_s, time_s) : time_s;
    value += rate(points_[i].device) * (end - points_[i].at_s);
  }
  return value;
}

std::optional<double> DeviceRecording::energy_j(double time_s) const {
  return counter(time_s, "/energy_j",
                 [](const json& device) { return device.value("power_w", 0.0); });
}

std::optional<double> DeviceRecording::violation_s(double time_s, const std::string& policy) const {
  return counter(time_s, "/violations_s/" + policy, [&](const json& device) {
    return violates(policy, device.value("clock_events", json::array())) ? 1.0 : 0.0;
  });
}

Recording read_recording(const std::string& path) {
  try {
    std::ifstream file(path);
    if (!file) throw std::runtime_error("cannot be opened");
    Recording recording;
    recording.system = json::parse(file);
    for (const json& device : recording.system.at("devices")) {
      recording.devices.emplace_back(device);
    }
    recording.system.erase("devices");
    return recording;
  } catch (const std::exception& error) {
    throw std::runtime_error(path + ": " + error.what());
  }
}

}  // namespace assay::fake_nvml
