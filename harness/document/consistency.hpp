// Does a document that follows the schema also agree with itself?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <string>
#include <vector>

#include "harness/document/document.hpp"

namespace assay::document {

/// One line each: JSON pointer and what disagrees. Empty: nothing does. Checked are
/// - the count, order and median of the statistics against samples, iterations and work,
/// - that case names and device ids are unique, and devices listed unless the case was skipped,
/// - that a complete run holds no case that was not reached or interrupted,
/// - that peers are two listed GPUs, each ordered pair there once,
/// - that a reference was timed once for each sample, and its ratios against both,
/// - that processors rise in number, and their median, minimum and maximum,
/// - that the columns of a curve are as long as its times, which rise,
/// - rooflines and peer matrices against what the cases give,
/// - that the devices of a group are listed, its ranks complete, and a peer is another device,
/// - that who did not arrive in a hang takes part in the case,
/// - that a column of telemetry holds one element per sample, that no clock event is there twice or
///   held longer than its case took,
/// - that the run did not finish before it started.
std::vector<std::string> inconsistencies(const Document& document);

}  // namespace assay::document
