// How do GPUs look in a document?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <nlohmann/json_fwd.hpp>

#include "harness/json/value.hpp"
#include "harness/probe/facts.hpp"

namespace assay::document {

nlohmann::ordered_json gpu_to_json(const probe::CudaFacts& gpu);
void gpu_from_json(json::Value json, probe::CudaFacts& gpu);

/// What was found when looking for GPUs, less the devices.
nlohmann::ordered_json cuda_to_json(const probe::CudaProbe& cuda);
void cuda_from_json(json::Value json, probe::CudaProbe& cuda);

}  // namespace assay::document
