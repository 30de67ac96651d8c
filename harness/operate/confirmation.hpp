// Which cases would fail a verdict, so that they are measured once more before anybody is told?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstddef>
#include <string>
#include <vector>

#include "harness/catalogue/catalogue.hpp"
#include "harness/document/document.hpp"

namespace assay::operate {

struct Doubt {
  std::size_t index = 0;  ///< of the case
  std::string reason;     ///< why it would fail
};

/// Cases outside the gates of the part that their device claims to be, by index. None of a device
/// that behaves like another part: it fails whatever its rates are.
std::vector<Doubt> doubts_of(const catalogue::Catalogue& catalogue,
                             const document::Document& document);

/// What the document holds of a case that was measured twice. A second measurement that did not
/// take place leaves the first as it is.
document::CaseRecord confirmed(document::CaseRecord again, const document::CaseRecord& before,
                               const std::string& reason);

/// "memory.read/bandwidth [...] cuda:0: 2.1 TB/s at first, 3.2 TB/s then"; what became of it where
/// there is no second value.
std::string both_values(const document::CaseRecord& record);

}  // namespace assay::operate
