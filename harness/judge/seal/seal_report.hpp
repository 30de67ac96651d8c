// May whoever holds the key be taken at their word, and what for?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/document/seal.hpp"
#include "harness/judge/seal/answers.hpp"

namespace assay::judge {

enum class SealState : std::uint8_t {
  good,
  broken,         ///< not sealed by that key, changed since, or for another nonce
  other_answers,  ///< sealed, and not what the other document computed
  not_compared,   ///< sealed, and nothing in it could be compared with the other document
};

/// "good", "broken", "other_answers", "not_compared".
std::string_view to_string(SealState state);

struct SealReport {
  SealState state = SealState::broken;
  std::string public_key;  ///< hex, that the seal was checked with
  std::string reason;      ///< why it is not good; empty where it is
  document::RunInfo run;
  std::string host;
  std::size_t cases = 0, answers = 0;  ///< in all, and those with a digest
  std::optional<AnswerComparison> compared = {};
  std::vector<std::string> remarks = {};  ///< what to know before believing it

  /// 0 good, 1 broken or other answers, 3 not compared.
  int exit_code() const;
};

/// `other`: a document that is believed, with the same seed.
SealReport seal_report(const document::SealCheck& check, const document::PublicKey& key,
                       bool nonce_was_given, const std::optional<document::Document>& other);

}  // namespace assay::judge
