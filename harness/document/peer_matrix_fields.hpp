// How do peer matrices become JSON and come back?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <nlohmann/json_fwd.hpp>
#include <vector>

#include "harness/document/peer_matrix.hpp"
#include "harness/json/value.hpp"

namespace assay::document {

nlohmann::ordered_json peer_matrices_to_json(const std::vector<PeerMatrix>& matrices);
void peer_matrices_from_json(json::Value json, std::vector<PeerMatrix>& matrices);

}  // namespace assay::document
