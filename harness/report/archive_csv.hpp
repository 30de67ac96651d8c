// How does an archive leave for a warehouse? One type a column, the same columns always.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <string>
#include <string_view>
#include <vector>

#include "harness/archive/archive.hpp"

namespace assay::report {

/// One row for each run, with the column names first.
std::string archive_csv(const std::vector<archive::ArchivedRun>& runs);

/// Columns of append_observations(), without the end of the line. results-schema/README.md has
/// their types.
inline constexpr std::string_view kObservationColumns =
    "started_at,host,run_id,level,tool_version,kernel,driver,complete,parallel,simulated,injected,"
    "device,uuid,name,part,serial,slot,vbios,power_limit_w,peer_uuid,metric,unit,better,value,low,"
    "high,clock_hz,temperature_c,power_w";

/// One row for each observation.
void append_observations(std::string& csv, const archive::Entry& entry);

}  // namespace assay::report
