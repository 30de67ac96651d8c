// Is there a cuBLASLt on this machine that can be used, and if not, why?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "harness/measure/cublaslt/api.hpp"

namespace assay::measure {

/// Where it is looked for: wherever the dynamic loader looks, and then in the toolkit's own folder,
/// which loaders are often not told of. The newest first.
std::vector<std::string> cublaslt_files();

/// The library, open on the current device. It stays in the process when this is gone: what it left
/// in the context must outlive it.
class CublasLtLibrary {
 public:
  /// The first of the files that can be opened, is new enough, and starts. Throws
  /// Error(unavailable) with what is wrong with each where none is.
  explicit CublasLtLibrary(std::span<const std::string> files);
  ~CublasLtLibrary();
  CublasLtLibrary(const CublasLtLibrary&) = delete;
  CublasLtLibrary& operator=(const CublasLtLibrary&) = delete;

  const cublaslt_api::Functions& functions() const { return functions_; }
  cublaslt_api::Opaque handle() const { return handle_; }
  /// "13.1.0"
  std::string version() const;
  /// Throws Error(unavailable) unless it is success. `step` is what was being done.
  void check(cublaslt_api::Status status, std::string_view step) const;
  /// Never to be shut down: its device is abandoned.
  void leave() { handle_ = nullptr; }

 private:
  /// Empty, or why it cannot be used.
  std::string open(const std::string& file);

  cublaslt_api::Functions functions_ = {};
  cublaslt_api::Opaque handle_ = nullptr;
};

}  // namespace assay::measure
