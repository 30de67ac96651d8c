// Is this JSON one of our documents, and of a version that can be read?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <string>

#include "harness/json/value.hpp"

namespace assay::document {

/// Throws Error(input) for a foreign document and for another major version. Returns what to append
/// to every later problem: empty, or that the document is of a newer minor version.
std::string check_identity(json::Value json, const std::string& name);

}  // namespace assay::document
