// How the small files of the operating system are read without trusting their size or content.
// SPDX-License-Identifier: Apache-2.0
#include "harness/probe/tree.hpp"

#include <cstddef>
#include <fstream>
#include <system_error>

#include "harness/probe/text.hpp"

namespace assay::probe {
namespace {

constexpr std::size_t kMaximumBytes = std::size_t{4} << 20;

}  // namespace

bool Tree::exists(const std::string& path) const {
  std::error_code error;
  return std::filesystem::exists(root_ / path, error);
}

std::optional<std::string> Tree::text(const std::string& path) const {
  std::ifstream file(root_ / path, std::ios::binary);
  if (!file) return std::nullopt;
  // The sizes that /proc and /sys state are not those of the content, so it is read until it ends.
  std::string content;
  char block[4096];
  while (content.size() < kMaximumBytes && (file.read(block, sizeof block) || file.gcount() > 0)) {
    content.append(block, static_cast<std::size_t>(file.gcount()));
  }
  if (file.bad()) return std::nullopt;
  return content;
}

std::optional<std::string> Tree::line(const std::string& path) const {
  const std::optional<std::string> content = text(path);
  return content ? clean_text(*content) : std::nullopt;
}

std::optional<std::uint64_t> Tree::number(const std::string& path) const {
  const std::optional<std::string> content = line(path);
  return content ? parse_number(*content) : std::nullopt;
}

}  // namespace assay::probe
