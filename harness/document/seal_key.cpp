// libsodium's Ed25519.
// SPDX-License-Identifier: Apache-2.0
#include "harness/document/seal_key.hpp"

#include <sodium/core.h>
#include <sodium/crypto_sign_ed25519.h>
#include <sodium/utils.h>

#include <algorithm>
#include <span>

#include "kernels/error.hpp"

namespace assay::document {
namespace {

constexpr std::size_t kKeyBytes = std::tuple_size_v<KeyBytes>;
static_assert(crypto_sign_ed25519_SECRETKEYBYTES == 2 * kKeyBytes);

using Signature = std::array<unsigned char, crypto_sign_ed25519_BYTES>;

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

bool from_hex(std::string_view hex, std::span<unsigned char> bytes) {
  std::size_t count = 0;
  return hex.size() == 2 * bytes.size() &&
         sodium_hex2bin(bytes.data(), bytes.size(), hex.data(), hex.size(), nullptr, &count,
                        nullptr) == 0 &&
         count == bytes.size();
}

std::string to_hex(std::span<const unsigned char> bytes) {
  std::string text(2 * bytes.size() + 1, '\0');
  sodium_bin2hex(text.data(), text.size(), bytes.data(), bytes.size());
  text.pop_back();
  return text;
}

void start_sodium() {
  if (sodium_init() >= 0) return;
  throw Error(ErrorKind::unavailable,
              "libsodium finds no source of random numbers: is /dev/urandom there?");
}

}  // namespace

std::string PublicKey::hex() const {
  return to_hex(bytes);
}

PublicKey PublicKey::read(const std::string& text) {
  PublicKey key;
  if (!from_hex(text, key.bytes)) key.bytes = read_key(text, KeyKind::open);
  return key;
}

SecretKey SecretKey::random() {
  start_sodium();
  SecretKey key;
  PublicKey beside;
  crypto_sign_ed25519_keypair(beside.bytes.data(), key.bytes_.data());
  return key;
}

SecretKey SecretKey::read(const std::filesystem::path& path) {
  start_sodium();
  KeyBytes seed = read_key(path, KeyKind::secret);
  SecretKey key;
  PublicKey beside;
  crypto_sign_ed25519_seed_keypair(beside.bytes.data(), key.bytes_.data(), seed.data());
  sodium_memzero(seed.data(), seed.size());
  return key;
}

SecretKey::SecretKey(SecretKey&& other) noexcept : bytes_(other.bytes_) {
  sodium_memzero(other.bytes_.data(), other.bytes_.size());
}

SecretKey::~SecretKey() {
  sodium_memzero(bytes_.data(), bytes_.size());
}

void SecretKey::write(const std::filesystem::path& path) const {
  KeyBytes seed;
  std::copy_n(bytes_.begin(), kKeyBytes, seed.begin());
  write_key(path, KeyKind::secret, seed);
  sodium_memzero(seed.data(), seed.size());
}

PublicKey SecretKey::public_key() const {
  PublicKey key;
  std::copy_n(bytes_.begin() + kKeyBytes, kKeyBytes, key.bytes.begin());
  return key;
}

std::string SecretKey::sign(std::string_view message) const {
  Signature signature{};
  crypto_sign_ed25519_detached(signature.data(), nullptr, bytes_of(message), message.size(),
                               bytes_.data());
  return to_hex(signature);
}

bool is_signed_by(const PublicKey& key, std::string_view message, std::string_view signature_hex) {
  Signature signature{};
  return from_hex(signature_hex, signature) &&
         crypto_sign_ed25519_verify_detached(signature.data(), bytes_of(message), message.size(),
                                             key.bytes.data()) == 0;
}

}  // namespace assay::document
