// Which tables does an archive have, and how does one of an older version get them?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>
#include <span>

#include "harness/archive/database.hpp"

namespace assay::archive {

/// In the header of the file, so that foreign databases are told apart: "ASSY".
inline constexpr std::int64_t kApplicationId = 0x41535359;

/// What brings an archive of version i to i + 1; of version 0 there is nothing yet.
std::span<const char* const> migrations();

/// The version that this program reads and writes.
std::int64_t layout_version();

/// Throws Error(input) for a database of another program, and for an archive of a newer version.
void require_ours(Database& database);

/// The same, and for an archive of an older version, which a writer has to bring up to date first.
void require_layout(Database& database);

/// Makes the tables where there are none, and brings an older version up to date, in one
/// transaction. Throws Error(input) like require_ours().
void update_layout(Database& database);

}  // namespace assay::archive
