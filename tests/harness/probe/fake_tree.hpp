// How do tests bring a machine of their own? A folder with the files of /proc, /sys and /etc it
// has.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <system_error>

#include "harness/probe/tree.hpp"

namespace assay::probe {

class FakeTree {
 public:
  FakeTree() {
    std::string name = (std::filesystem::temp_directory_path() / "assay-tree-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("cannot create " + name);
    root_ = name;
  }
  ~FakeTree() {
    std::error_code ignored;
    std::filesystem::remove_all(root_, ignored);
  }
  FakeTree(const FakeTree&) = delete;
  FakeTree& operator=(const FakeTree&) = delete;

  FakeTree& file(const std::string& path, const std::string& content) {
    std::filesystem::create_directories((root_ / path).parent_path());
    std::ofstream(root_ / path, std::ios::binary) << content;
    return *this;
  }

  const std::filesystem::path& root() const { return root_; }
  Tree tree() const { return Tree(root_); }

 private:
  std::filesystem::path root_;
};

}  // namespace assay::probe
