// What did GPUs reach of one another, pair by pair? From this document's own measured cases alone.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "kernels/kernel.hpp"

namespace assay::document {

struct Document;
struct CaseRecord;

/// NVLinks of one device.
struct PeerLinks {
  std::string device;
  std::optional<std::uint32_t> active = {};  ///< that are up
  std::optional<double> ceiling = {};        ///< B/s of them together, one direction
};

/// Cases that differ in the pair alone.
struct PeerMatrix {
  std::string kernel;
  Quantity quantity = Quantity::bandwidth;
  Parameters parameters = {};        ///< what they have in common
  std::vector<std::string> devices;  ///< rows and columns, rising
  /// Medians. A row for each device that reads or writes, a column for each peer whose memory that
  /// is; NaN on the diagonal, and where nothing was measured.
  std::vector<std::vector<double>> values;
  std::vector<PeerLinks> links = {};  ///< of each of the devices
};

/// A case about one GPU and one peer, by its parameters.
bool is_of_a_pair(const CaseRecord& record);

/// Such a case that was measured once for both ways: both directions at once, or there and back.
bool is_mutual(const CaseRecord& record);

/// One for each kernel and set of other parameters of which a pair was measured. Both directions at
/// once, and the way there and back, are measured once for both cells of a pair.
std::vector<PeerMatrix> peer_matrices_of(const Document& document);

/// Adds a line to `problems` for whatever the matrices that were read say and the cases do not.
void check_peer_matrices(const Document& document, std::vector<std::string>& problems);

}  // namespace assay::document
