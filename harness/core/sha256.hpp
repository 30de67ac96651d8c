// What is the SHA-256 of these bytes, as sha256sum prints it?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace assay {

/// 64 digits, lower case.
std::string sha256_hex(std::span<const std::byte> bytes);
std::string sha256_hex(std::string_view text);

struct FileHash {
  std::uint64_t size_bytes = 0;
  std::string sha256;
};

/// Of a regular file; empty where it is none, or cannot be read to its end.
std::optional<FileHash> hash_of_file(const std::filesystem::path& path);

}  // namespace assay
