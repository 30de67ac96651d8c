// What does an archive keep of a document, beside its text?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include "harness/archive/entry.hpp"
#include "harness/catalogue/catalogue.hpp"
#include "harness/document/document.hpp"

namespace assay::judge {

/// Every device that the document lists, GPUs first and in its order; the CPU where it was
/// measured. Of each device at most one observation of a metric, that of the case which stands for
/// it (evidence_of); of each ordered pair of GPUs likewise, with the peer, and without the number
/// of devices in the name of the metric. What was measured once for both ways counts for both.
///
/// A GPU's key is its UUID; of one that states none, or the UUID of another in the same document,
/// "cuda:3 of HOST". Clock: median of the case; power: mean; temperature: highest.
archive::Entry entry_of(const catalogue::Catalogue& catalogue, const document::Document& document);

}  // namespace assay::judge
