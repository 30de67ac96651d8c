// How does monitoring take a verdict, as a check plugin reports it?
//
// Not as our exit codes order it: that one device fails matters more to whoever is called at night
// than that another could not be judged.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>
#include <string_view>

#include "harness/judge/verdict/verdict.hpp"

namespace assay::judge {

/// In rising order of urgency. There is no warning: a gate is met or it is not.
enum class Alarm : std::uint8_t { ok, unknown, critical };

/// "OK", "UNKNOWN", "CRITICAL".
std::string_view to_string(Alarm alarm);

Alarm more_urgent(Alarm one, Alarm other);

/// Of the monitoring plugins' guidelines: 0, 3, 2.
int plugin_exit_code(Alarm alarm);

/// Critical where anything fails or is wrong, whatever else could not be judged; one that does not
/// count is ok.
Alarm alarm_of(const DeviceVerdict& device);

/// A host that is slower than others is critical too. Does not know that a simulated document shows
/// nothing of a device.
Alarm alarm_of(const DocumentVerdict& verdict);

}  // namespace assay::judge
