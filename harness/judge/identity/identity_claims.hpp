// What is the device said to be, and by whom?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/judge/identity/identity.hpp"

namespace assay::judge {

/// By name, device id and --expect, in this order; those that are there. `agrees` is still false.
std::vector<IdentityClaim> claims_of(const catalogue::Catalogue& catalogue,
                                     const DeviceEvidence& evidence,
                                     const std::optional<std::string>& expected);

/// The name of the whole GPU: "NVIDIA H100 PCIe" of "NVIDIA H100 PCIe MIG 3g.40gb".
std::string_view without_slice(std::string_view name);

/// Two claims that name catalogued parts, and none in common; null where all can hold together.
struct Contradiction {
  const IdentityClaim* one = nullptr;
  const IdentityClaim* other = nullptr;
};
std::optional<Contradiction> contradiction_among(const std::vector<IdentityClaim>& claims);

}  // namespace assay::judge
