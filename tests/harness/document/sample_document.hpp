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

/// Those of them that only a GPU has: telemetry of each sample, and every parameter it knows.
std::vector<CaseRecord> sample_gpu_cases();

/// Those of matrix kernels; with them one roofline follows.
std::vector<CaseRecord> sample_gemm_cases();

/// Those that several devices or hosts share; with them two peer matrices follow.
std::vector<CaseRecord> sample_group_cases();

/// A case of type fp32 that was not begun.
CaseRecord sample_record(std::string name, std::string kernel, Quantity quantity, Limit limit,
                         std::string device);
/// Makes it one that was measured.
void make_measured(CaseRecord& record, std::vector<double> samples,
                   const measure::Statistics& statistics);

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
