// How is a moment written? RFC 3339, UTC, whole seconds: "2026-01-31T23:59:59Z".
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace assay::document {

using Timestamp = std::chrono::sys_seconds;

/// The present moment, whole seconds.
Timestamp now();

std::string to_string(Timestamp moment);

/// Nothing where the text has another form, or names a day that does not exist.
std::optional<Timestamp> parse_timestamp(std::string_view text);

}  // namespace assay::document
