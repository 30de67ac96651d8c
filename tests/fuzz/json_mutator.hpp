// How is JSON changed so that it stays JSON, and so reaches what lies behind the parser?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>
#include <string>
#include <string_view>

namespace assay::fuzz {

/// A few changes at the level of values and keys: other types, extreme numbers, copies, swaps,
/// missing, renamed and doubled keys, depth. The same for the same seed. Empty: it is not JSON.
std::string mutate_json(std::string_view text, std::uint64_t seed);

}  // namespace assay::fuzz
