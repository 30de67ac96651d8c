// What of a document can be made ready beside others, before the one who writes has his turn?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "harness/archive/entry.hpp"

namespace assay::archive {

/// A document on its way into an archive.
struct Parcel {
  Entry entry;
  std::string sha256;  ///< of the text, hex
  std::uint64_t size_bytes = 0;
  std::vector<std::byte> zstd;  ///< the text
};

/// `sha256`: of the text, as sha256_hex() gives it.
Parcel pack(Entry entry, std::string_view text, std::string sha256);

/// The text again. Throws std::runtime_error where the bytes are not those of a text of this size
/// and hash.
std::string unpack(std::span<const std::byte> zstd, std::uint64_t size_bytes,
                   std::string_view sha256);

}  // namespace assay::archive
