// What tells one run from every other? A random UUID (RFC 9562, version 4).
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <string>

namespace assay::document {

/// Drawn from the operating system: "8c0e3a9e-6f0b-4d6e-9a3b-0f4c2d1e5a77".
std::string random_uuid();

}  // namespace assay::document
