// What do a supervisor and the guardian of its clocks (clock_guardian.hpp) say to each other?
//
// supervisor: lock_clocks | release_clocks     guardian: clocks_locked | clocks_restored | failed
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

namespace assay::operate {

// The first word of each.
inline constexpr const char* kLockClocks = "lock_clocks";
inline constexpr const char* kReleaseClocks = "release_clocks";
inline constexpr const char* kClocksLocked = "clocks_locked";
inline constexpr const char* kClocksRestored = "clocks_restored";

/// All that is needed to find a GPU, and to speak of it.
struct GpuName {
  std::string device;  ///< "cuda:0"
  std::string uuid, pci_bus_id;
};

/// Hold the SM clocks of these until told otherwise, or until nobody is there to tell.
struct ClockOrder {
  std::vector<GpuName> gpus;
  std::optional<std::uint32_t> mhz = {};  ///< empty: what each GPU sustains by default
};

struct LockedClock {
  std::string device, uuid;
  std::uint32_t mhz = 0;  ///< as the driver was asked for
};

nlohmann::ordered_json lock_clocks_message(const ClockOrder& order);
nlohmann::ordered_json release_clocks_message();

nlohmann::ordered_json clocks_locked_message(const std::vector<LockedClock>& clocks);
nlohmann::ordered_json clocks_restored_message();

// Each expects its own message, and throws Error(input) where it does not hold what it should.
ClockOrder clock_order_of(const nlohmann::json& message);
std::vector<LockedClock> locked_clocks_of(const nlohmann::json& message);

/// "cuda:0 1410 MHz, cuda:1 1410 MHz"
std::string to_string(const std::vector<LockedClock>& clocks);

}  // namespace assay::operate
