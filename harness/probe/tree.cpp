// How the small files of the operating system are read without trusting their size or content.
// SPDX-License-Identifier: Apache-2.0
#include "harness/probe/tree.hpp"

#include <unistd.h>

#include <algorithm>
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

std::vector<std::string> Tree::names(const std::string& folder) const {
  std::vector<std::string> names;
  std::error_code error;
  for (std::filesystem::directory_iterator entry(root_ / folder, error), end;
       !error && entry != end; entry.increment(error)) {
    names.push_back(entry->path().filename().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

std::vector<std::string> Tree::steps_to(const std::string& path) const {
  std::error_code error;
  const std::filesystem::path real = std::filesystem::canonical(root_ / path, error);
  std::vector<std::string> steps;
  if (!error) steps.assign(real.begin(), real.end());
  return steps;
}

bool Tree::may_use(const std::string& path) const {
  return access((root_ / path).c_str(), R_OK | W_OK) == 0;
}

std::optional<Tree::Space> Tree::space(const std::string& folder) const {
  std::error_code error;
  const auto space = std::filesystem::space(root_ / folder, error);
  if (error) return std::nullopt;
  return Space{space.capacity, space.available};
}

}  // namespace assay::probe
