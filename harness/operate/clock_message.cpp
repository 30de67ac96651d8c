// Names and numbers; a document knows nothing of them.
// SPDX-License-Identifier: Apache-2.0
#include "harness/operate/clock_message.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <utility>

#include "kernels/error.hpp"

namespace assay::operate {
namespace {

using Json = nlohmann::ordered_json;

// Whoever sent it may have run wild.
template <typename Read>
auto checked(const char* word, Read read) {
  try {
    return read();
  } catch (const std::exception& error) {
    throw Error(ErrorKind::input,
                fmt::format("message '{}' of another process of this run: {}", word, error.what()));
  }
}

}  // namespace

Json lock_clocks_message(const ClockOrder& order) {
  Json gpus = Json::array();
  for (const GpuName& gpu : order.gpus) {
    gpus.push_back({{"device", gpu.device}, {"uuid", gpu.uuid}, {"pci_bus_id", gpu.pci_bus_id}});
  }
  Json message{{"message", kLockClocks}, {"gpus", std::move(gpus)}};
  if (order.mhz) message["mhz"] = *order.mhz;
  return message;
}

Json release_clocks_message() {
  return {{"message", kReleaseClocks}};
}

Json clocks_locked_message(const std::vector<LockedClock>& clocks) {
  Json gpus = Json::array();
  for (const LockedClock& clock : clocks) {
    gpus.push_back({{"device", clock.device}, {"uuid", clock.uuid}, {"mhz", clock.mhz}});
  }
  return {{"message", kClocksLocked}, {"gpus", std::move(gpus)}};
}

Json clocks_restored_message() {
  return {{"message", kClocksRestored}};
}

ClockOrder clock_order_of(const nlohmann::json& message) {
  return checked(kLockClocks, [&] {
    ClockOrder order;
    for (const auto& gpu : message.at("gpus")) {
      order.gpus.push_back({.device = gpu.at("device").get<std::string>(),
                            .uuid = gpu.at("uuid").get<std::string>(),
                            .pci_bus_id = gpu.at("pci_bus_id").get<std::string>()});
    }
    if (message.contains("mhz")) order.mhz = message.at("mhz").get<std::uint32_t>();
    return order;
  });
}

std::vector<LockedClock> locked_clocks_of(const nlohmann::json& message) {
  return checked(kClocksLocked, [&] {
    std::vector<LockedClock> clocks;
    for (const auto& clock : message.at("gpus")) {
      clocks.push_back({.device = clock.at("device").get<std::string>(),
                        .uuid = clock.at("uuid").get<std::string>(),
                        .mhz = clock.at("mhz").get<std::uint32_t>()});
    }
    return clocks;
  });
}

std::string to_string(const std::vector<LockedClock>& clocks) {
  std::string text;
  for (const LockedClock& clock : clocks) {
    text += fmt::format("{}{} {} MHz", text.empty() ? "" : ", ", clock.device, clock.mhz);
  }
  return text;
}

}  // namespace assay::operate
