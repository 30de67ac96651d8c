// libsodium's, in pieces where a file does not fit into memory.
// SPDX-License-Identifier: Apache-2.0
#include "harness/core/sha256.hpp"

#include <sodium/crypto_hash_sha256.h>
#include <sodium/utils.h>

#include <array>
#include <fstream>
#include <system_error>
#include <vector>

namespace assay {
namespace {

using Digest = std::array<unsigned char, crypto_hash_sha256_BYTES>;

std::string hex_of(const Digest& digest) {
  std::array<char, 2 * crypto_hash_sha256_BYTES + 1> text{};
  sodium_bin2hex(text.data(), text.size(), digest.data(), digest.size());
  return text.data();
}

}  // namespace

std::string sha256_hex(std::span<const std::byte> bytes) {
  Digest digest;
  crypto_hash_sha256(digest.data(), reinterpret_cast<const unsigned char*>(bytes.data()),
                     bytes.size());
  return hex_of(digest);
}

std::string sha256_hex(std::string_view text) {
  return sha256_hex(std::as_bytes(std::span(text)));
}

std::optional<FileHash> hash_of_file(const std::filesystem::path& path) {
  std::error_code error;
  if (!std::filesystem::is_regular_file(path, error) || error) return std::nullopt;
  std::ifstream file(path, std::ios::binary);
  crypto_hash_sha256_state state;
  crypto_hash_sha256_init(&state);
  FileHash hash;
  std::vector<char> piece(std::size_t{1} << 20);
  while (file) {
    file.read(piece.data(), static_cast<std::streamsize>(piece.size()));
    const auto count = static_cast<std::uint64_t>(file.gcount());
    crypto_hash_sha256_update(&state, reinterpret_cast<const unsigned char*>(piece.data()), count);
    hash.size_bytes += count;
  }
  if (!file.eof()) return std::nullopt;
  Digest digest;
  crypto_hash_sha256_final(&state, digest.data());
  hash.sha256 = hex_of(digest);
  return hash;
}

}  // namespace assay
