// How is a file that claims to be JSON of ours brought into memory, whatever it really is?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace assay::json {

inline constexpr std::uint64_t kMaximumFileBytes = std::uint64_t{256} << 20;

/// "-" is standard input. Looks at the first byte that is not blank before reading on, and at the
/// size before reading a regular file. Throws Error(input) in one line that names the file and says
/// what to give instead: `wanted`, such as "a document that assay run wrote".
std::string read_text(const std::filesystem::path& path, std::string_view wanted);

/// How errors call it: the path, or "standard input".
std::string shown_name(const std::filesystem::path& path);

}  // namespace assay::json
