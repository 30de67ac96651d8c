// How does the document grow with a run, on disk too, so that an end at any moment costs little?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstddef>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "harness/document/document.hpp"
#include "harness/document/seal_key.hpp"
#include "harness/measure/measure.hpp"
#include "harness/operate/confirmation.hpp"

namespace assay::operate {

/// Writes the document when the first case begins, which may throw, for then nothing is lost yet;
/// and after each case, where what fails is remembered and tried again with the next.
class Keeper {
 public:
  /// All three must outlive it. `output` may be empty: no document is kept.
  Keeper(document::Document& document, const std::filesystem::path& output,
         measure::Observer& progress)
      : document_(document), output_(output), progress_(progress) {}

  /// Throws Error(usage) where the file cannot be written. All others begin it where nobody did.
  void begin();
  void started(std::size_t index, const plan::Case& planned);
  void finished(std::size_t index, const plan::Case& planned, document::CaseRecord record);
  /// These are measured again: from now on both results of them are kept.
  void expect_again(std::vector<Doubt> doubts) { doubts_ = std::move(doubts); }
  /// Libraries that were found open; those that are in the document already count once.
  void opened(const std::vector<std::string>& paths);
  /// When all is done. `key` must outlive it.
  void seal_with(const document::SecretKey& key) { key_ = &key; }
  const document::Document& document() const { return document_; }
  /// Nothing has happened for a while.
  void waiting() { progress_.waiting(); }
  /// Once more, when all is done, and sealed.
  void end();

  /// Why the file is not what the document is; empty where it is.
  const std::string& failure() const { return failure_; }

 private:
  void write();
  /// Why it is not sealed; empty where it is, or was not to be.
  std::string seal();

  document::Document& document_;
  const std::filesystem::path& output_;
  measure::Observer& progress_;
  const document::SecretKey* key_ = nullptr;
  std::vector<Doubt> doubts_;
  std::string failure_;
  bool begun_ = false;
};

}  // namespace assay::operate
