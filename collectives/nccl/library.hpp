// Is there an NCCL on this machine that can be used, and if not, why?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "collectives/nccl/api.hpp"

namespace assay {

/// Where it is looked for: wherever the dynamic loader looks, and then in folders of the toolkit,
/// which loaders are often not told of.
std::vector<std::string> nccl_files();

/// "2.28.3"
std::string nccl_version_text(int code);

/// The library, open. It stays in the process when this is gone: its threads must outlive it.
class NcclLibrary {
 public:
  /// The first of the files that can be opened and is new enough. Throws Error(unavailable) with
  /// what is wrong with each where none is.
  explicit NcclLibrary(std::span<const std::string> files);

  const nccl_api::Functions& functions() const { return functions_; }
  int version_code() const { return version_; }
  std::string version() const { return nccl_version_text(version_); }
  /// The path of what was opened, as the loader found it.
  const std::string& file() const { return file_; }
  /// Memory can be registered so that every rank sees that of every other.
  bool has_windows() const;

  /// Throws Error(unavailable) unless it is success. `step` is what was being done, as in "queuing
  /// an all-reduce".
  void check(nccl_api::Result result, std::string_view step) const;
  /// What it says itself of a result: "unhandled system error (Call to connect failed)".
  std::string explain(nccl_api::Result result) const;

 private:
  /// Empty, or why it cannot be used.
  std::string open(const std::string& file);

  nccl_api::Functions functions_ = {};
  int version_ = 0;
  std::string file_;
};

}  // namespace assay
