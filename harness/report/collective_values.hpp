// How does one measured collective look in a cell?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <string>
#include <string_view>

#include "harness/document/record.hpp"

namespace assay::report {

/// Below it a collective takes as long as it takes to begin, and its time is shown; from it on, the
/// bus bandwidth.
inline constexpr std::uint64_t kShownByRate = std::uint64_t{1} << 20;

/// "us" or "GB/s".
std::string_view collective_unit(const document::CaseRecord& record);

/// Of `rate` in B/s, the number that belongs in front of that unit.
std::string collective_value(const document::CaseRecord& record, double rate);

/// What a library chose, as it stands behind the name of a way: "RING/LL" of "default
/// algorithm=RING protocol=LL channels=2"; "-" where it does not say.
std::string chosen_in(std::string_view way);
std::string chosen(std::string_view algorithm, std::string_view protocol);

/// The way of a library whose name begins so: "default", "symmetric"; null where it was not timed.
const measure::ReferenceTiming* find_way(const measure::ReferenceResult& reference,
                                         std::string_view name);

}  // namespace assay::report
