// What is signed is what a reader of the text finds, not what this program held when it wrote it.
// SPDX-License-Identifier: Apache-2.0
#include "harness/document/seal.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "harness/core/sha256.hpp"
#include "harness/document/reader.hpp"
#include "harness/document/writer.hpp"
#include "harness/json/canonical.hpp"
#include "harness/json/input_text.hpp"
#include "harness/json/printable.hpp"
#include "harness/json/strict_json.hpp"
#include "kernels/error.hpp"

namespace assay::document {
namespace {

constexpr const char* kMember = "seal";
constexpr std::size_t kShortestNonce = 8, kLongestNonce = 128;

std::string signed_bytes(std::string_view text, const std::string& name) {
  auto json = json::parse_strict(text, name);
  json.erase(kMember);
  return json::to_canonical(json);
}

std::string why_nonce_is_wrong(const Document& document, const std::string& nonce) {
  if (!document.run.nonce) return "it was measured without a nonce: it may be of any day";
  if (*document.run.nonce != nonce) {
    return fmt::format("its nonce is '{}': it was measured for somebody else, or at another time",
                       json::printable(*document.run.nonce));
  }
  if (document.plan.seed == seed_of_nonce(nonce)) return {};
  return fmt::format(
      "its seed {} does not follow from its nonce: the inputs may have been known "
      "before",
      document.plan.seed);
}

std::string why_broken(std::string_view text, const std::string& name, const Document& document,
                       const PublicKey& key) {
  if (!document.seal) return "it has no seal: 'assay run --seal KEY' makes one at the end of a run";
  if (document.seal->public_key != key.hex()) {
    return fmt::format("it is sealed by another key, {}", document.seal->public_key);
  }
  if (is_signed_by(key, signed_bytes(text, name), document.seal->signature)) return {};
  return "it is not what was sealed: something in it was changed";
}

}  // namespace

void seal(Document& document, const SecretKey& key) {
  document.seal.reset();
  const std::string bytes = signed_bytes(serialise(document), "the document");
  document.seal = Seal{.public_key = key.public_key().hex(), .signature = key.sign(bytes)};
}

void require_nonce(std::string_view nonce, std::string_view option) {
  constexpr std::string_view kAllowed =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._";
  const bool fits = nonce.size() >= kShortestNonce && nonce.size() <= kLongestNonce &&
                    nonce.find_first_not_of(kAllowed) == std::string_view::npos;
  if (fits) return;
  throw Error(
      ErrorKind::usage,
      fmt::format("{} '{}': give {} to {} letters, digits, '-', '.' and '_' that nobody can "
                  "guess, such as the output of 'openssl rand -hex 16'",
                  option, json::printable(std::string(nonce)), kShortestNonce, kLongestNonce));
}

std::uint64_t seed_of_nonce(std::string_view nonce) {
  constexpr int kHexDigits = 16, kBits = 53;
  const std::string digest = sha256_hex("assay seed " + std::string(nonce));
  return std::stoull(digest.substr(0, kHexDigits), nullptr, 16) >> (64 - kBits);
}

SealCheck check_seal(const std::filesystem::path& path, const PublicKey& key,
                     const std::optional<std::string>& nonce) {
  const std::string name = json::shown_name(path);
  const std::string text = json::read_text(path, "a document that assay run --seal wrote");
  SealCheck check{.document = parse_document(text, name)};
  check.broken = why_broken(text, name, check.document, key);
  if (check.broken.empty() && nonce) check.broken = why_nonce_is_wrong(check.document, *nonce);
  return check;
}

}  // namespace assay::document
