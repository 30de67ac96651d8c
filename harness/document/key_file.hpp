// How does an Ed25519 key stand in a file? As OpenSSL writes and reads it.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <array>
#include <filesystem>

namespace assay::document {

using KeyBytes = std::array<unsigned char, 32>;

/// PKCS #8, as `openssl genpkey -algorithm ed25519` writes it, or SubjectPublicKeyInfo, as
/// `openssl pkey -pubout` does; both in PEM (RFC 8410).
enum class KeyKind { secret, open };

/// Throws Error(usage) where it is something else, or a secret that others than its owner can use.
KeyBytes read_key(const std::filesystem::path& path, KeyKind kind);
/// A new file, a secret one for its owner alone. Throws Error(usage), also where there is one.
void write_key(const std::filesystem::path& path, KeyKind kind, const KeyBytes& key);

}  // namespace assay::document
