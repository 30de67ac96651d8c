// Which documents speak for which side of a gap?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <string>
#include <vector>

#include "harness/judge/gap/sides.hpp"

namespace assay::judge {

Side side_of(const catalogue::Part& part);

/// The document's devices that behave like the first of them; what else it holds is in `notes`.
Side side_of(const catalogue::Catalogue& catalogue, const std::string& document,
             const std::vector<Exhibit>& exhibits, std::vector<std::string>& notes);

/// Each exhibit goes to the side whose part explains its behaviour. One that both parts would
/// explain, or neither, goes to none: its name decides nothing. What became of it is in `notes`.
void assign(Side& a, Side& b, const std::vector<Exhibit>& evidence,
            std::vector<std::string>& notes);

/// "h20 (A)" and "h20 (B)" where both would be called the same.
void tell_apart(Side& a, Side& b);

}  // namespace assay::judge
