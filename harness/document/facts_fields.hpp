// How do host and devices look in a document?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <nlohmann/json_fwd.hpp>
#include <vector>

#include "harness/json/value.hpp"
#include "harness/probe/facts.hpp"

namespace assay::document {

nlohmann::ordered_json host_to_json(const probe::HostFacts& host);
void host_from_json(json::Value json, probe::HostFacts& host);

nlohmann::ordered_json world_to_json(const std::vector<probe::WorldRank>& world);
void world_from_json(json::Value json, std::vector<probe::WorldRank>& world);

/// The CPU, then the GPUs in the order they were found.
nlohmann::ordered_json devices_to_json(const probe::Facts& facts);
/// Throws Error(input) unless there is exactly one CPU.
void devices_from_json(json::Value json, probe::Facts& facts);

}  // namespace assay::document
