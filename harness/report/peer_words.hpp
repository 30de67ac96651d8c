// In which words is told what GPUs reach of one another?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <string>
#include <string_view>

#include "harness/document/peer_matrix.hpp"

namespace assay::report {

/// "SMs", "copy engine".
std::string_view worker_of(const Parameters& parameters);

/// What was measured, in which unit its cells are, and what rows and columns are.
std::string peer_caption(const document::PeerMatrix& matrix);

/// GB/s or us, three digits: "24.3", "393", "1230"; "-" of NaN.
std::string peer_cell(const document::PeerMatrix& matrix, double value);

/// The NVLinks of a device are known.
bool knows_links(const document::PeerMatrix& matrix);

/// "slowest cuda:3 -> cuda:5 at 196 GB/s, fastest cuda:0 -> cuda:1 at 394 GB/s".
std::string peer_extremes(const document::PeerMatrix& matrix);

}  // namespace assay::report
