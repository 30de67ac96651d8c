// Which cases show what a device can reach? Roofline and judges ask here, so that they cannot
// differ.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>
#include <string>

#include "harness/document/document.hpp"

namespace assay::document {

/// Smallest m x n x k of a GEMM that can show what a device reaches: 4096 cubed.
inline constexpr double kMinimumGemmVolume = 4096.0 * 4096.0 * 4096.0;
/// All arrays of a memory case together are at least so many times the L2.
inline constexpr double kMinimumCacheMultiple = 4;

/// Smallest vector of a collective, and smallest array of a transfer between two devices, that can
/// show what links carry: below it, latency counts.
inline constexpr std::uint64_t kMinimumCollectiveBytes = std::uint64_t{256} << 20;
inline constexpr std::uint64_t kMinimumPeerBytes = std::uint64_t{64} << 20;

/// Where a case is too small to reach what its metric is about: why; else empty. `facts` is null
/// for the CPU.
std::string why_too_small(const CaseRecord& record, const probe::CudaFacts* facts);

/// Null for the CPU, and for a device that is not listed.
const probe::CudaFacts* facts_of(const Document& document, const std::string& device);

/// Computed in the usual way (catalogue::usual_way): what may be taken for the rate of the part.
bool is_plain(const CaseRecord& record);

}  // namespace assay::document
