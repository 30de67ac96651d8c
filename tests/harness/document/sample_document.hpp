// A document with one case of every status and every quantity, on a CPU and a GPU; its text is
// tests/results-schema/valid.json.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <filesystem>
#include <string>
#include <vector>

#include "harness/document/document.hpp"

namespace assay::document {

Document sample_document();

/// Its cases alone.
std::vector<CaseRecord> sample_cases();

/// The text of tests/results-schema/NAME.
std::string schema_test_file(const std::string& name);

/// A folder of its own for one test, removed with what is in it.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  const std::filesystem::path& path() const { return path_; }
  /// Names of what it holds, sorted.
  std::vector<std::string> entries() const;

 private:
  std::filesystem::path path_;
};

void write_file(const std::filesystem::path& path, const std::string& text);
std::string read_file(const std::filesystem::path& path);

}  // namespace assay::document
