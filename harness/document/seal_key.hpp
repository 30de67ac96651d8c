// Whose signature? Ed25519 keys.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <array>
#include <filesystem>
#include <string>
#include <string_view>

#include "harness/document/key_file.hpp"

namespace assay::document {

struct PublicKey {
  KeyBytes bytes{};

  /// `text` is 64 hex digits, or names a file of KeyKind::open. Throws Error(usage).
  static PublicKey read(const std::string& text);
  std::string hex() const;
  bool operator==(const PublicKey&) const = default;
};

/// Wiped when it goes.
class SecretKey {
 public:
  static SecretKey random();
  /// Of a file of KeyKind::secret. Throws Error(usage).
  static SecretKey read(const std::filesystem::path& path);

  SecretKey(const SecretKey&) = delete;
  SecretKey& operator=(const SecretKey&) = delete;
  SecretKey(SecretKey&& other) noexcept;
  ~SecretKey();

  /// A new file. Throws Error(usage), also where there is one.
  void write(const std::filesystem::path& path) const;
  PublicKey public_key() const;
  /// 128 hex digits.
  std::string sign(std::string_view message) const;

 private:
  SecretKey() = default;

  std::array<unsigned char, 64> bytes_{};  ///< the seed, then the public key
};

/// Whether the holder of `key` signed the message.
bool is_signed_by(const PublicKey& key, std::string_view message, std::string_view signature_hex);

}  // namespace assay::document
