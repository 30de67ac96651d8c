// Who says that a document is what they measured, and when at the earliest?
//
// A seal is an Ed25519 signature of the document without its `seal`, in the canonical form of
// RFC 8785. The nonce in it is a verifier's, and the seed of the inputs follows from it: what was
// computed cannot have been computed before the nonce was known.
//
// What it does not prove stands in results-schema/README.md: whoever holds the key can sign
// anything.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "harness/document/document.hpp"
#include "harness/document/seal_key.hpp"

namespace assay::document {

/// Replaces what seal there is. Throws as serialise() does.
void seal(Document& document, const SecretKey& key);

/// 8 to 128 letters, digits and "-._". Throws Error(usage) naming `option`.
void require_nonce(std::string_view nonce, std::string_view option);

/// The seed of a run with this nonce: the first 53 bits of the SHA-256 of "assay seed " and it.
std::uint64_t seed_of_nonce(std::string_view nonce);

/// A sealed document, and whether its seal is good.
struct SealCheck {
  Document document;
  std::string broken = {};  ///< not empty: it is not, and why
};

/// `nonce`: the one that the document must have. Throws Error(input) where the file is no valid
/// document.
SealCheck check_seal(const std::filesystem::path& path, const PublicKey& key,
                     const std::optional<std::string>& nonce);

}  // namespace assay::document
