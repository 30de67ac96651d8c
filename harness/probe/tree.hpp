// What does a small file of /proc, /sys or /etc say? The root is a parameter, so that tests bring
// their own machines.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace assay::probe {

/// Paths are relative to the root, without a leading slash: "proc/cpuinfo". Whatever cannot be
/// read, or is not what was asked for, is absent; nothing here throws on account of a file.
class Tree {
 public:
  explicit Tree(std::filesystem::path root) : root_(std::move(root)) {}

  bool exists(const std::string& path) const;

  /// The file, cut at 4 MiB: enough for the cpuinfo of two thousand processors.
  std::optional<std::string> text(const std::string& path) const;

  /// A file of one line that is clean_text.
  std::optional<std::string> line(const std::string& path) const;

  /// A file that is one decimal number.
  std::optional<std::uint64_t> number(const std::string& path) const;

  /// What a folder holds, sorted; empty where it cannot be listed.
  std::vector<std::string> names(const std::string& folder) const;

  /// The names on the way to a file once symbolic links are followed, from the top; empty where it
  /// is not there.
  std::vector<std::string> steps_to(const std::string& path) const;

  /// Whether this process may read and write it.
  bool may_use(const std::string& path) const;

  struct Space {
    std::uint64_t size_bytes, free_bytes;
  };
  /// Of the file system that holds a folder.
  std::optional<Space> space(const std::string& folder) const;

 private:
  std::filesystem::path root_;
};

}  // namespace assay::probe
