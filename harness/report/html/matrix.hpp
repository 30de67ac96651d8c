// What do GPUs reach of one another, as numbers on colours?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstddef>

#include "harness/document/peer_matrix.hpp"
#include "harness/report/html/element.hpp"

namespace assay::report::html {

/// Steps of colour, from 0 (as good as the best cell) to kShades - 1.
inline constexpr std::size_t kShades = 5;

/// The step of a cell that reaches this share of the best one.
std::size_t shade_of(double share);

/// A cell or a name with the colour of a step.
Element shaded(Literal name, std::size_t shade);

/// Which shares the steps stand for, in words beside each.
Element shade_legend();

/// A table with a number in each cell and a dash where nothing was measured. Colours compare with
/// the best cell: the lowest of a latency, the highest of a rate.
Element matrix_element(const document::PeerMatrix& matrix);

}  // namespace assay::report::html
