// How the two formats of meminfo are read.
// SPDX-License-Identifier: Apache-2.0
#include "harness/probe/memory.hpp"

#include <string_view>

#include "harness/probe/text.hpp"

namespace assay::probe {
namespace {

/// The bytes in the line "KEY   24684092 kB".
std::optional<std::uint64_t> entry(const std::optional<std::string>& text, std::string_view key) {
  if (!text) return std::nullopt;
  for (std::string_view line : split(*text, '\n')) {
    if (line.substr(0, key.size()) != key) continue;
    line = trim(line.substr(key.size()));
    constexpr std::string_view kUnit = " kB";
    if (line.size() <= kUnit.size() || line.substr(line.size() - kUnit.size()) != kUnit) break;
    const auto kibibytes = parse_number(line.substr(0, line.size() - kUnit.size()));
    if (!kibibytes || *kibibytes >> 50 != 0) break;
    return *kibibytes * 1024;
  }
  return std::nullopt;
}

}  // namespace

Memory host_memory(const Tree& tree) {
  const std::optional<std::string> text = tree.text("proc/meminfo");
  return {.total_bytes = entry(text, "MemTotal:"), .available_bytes = entry(text, "MemAvailable:")};
}

std::optional<std::uint64_t> node_memory_bytes(const Tree& tree, const std::string& folder,
                                               int id) {
  return entry(tree.text(folder + "/meminfo"), "Node " + std::to_string(id) + " MemTotal:");
}

std::optional<std::string> transparent_huge_pages(const Tree& tree) {
  const auto line = tree.line("sys/kernel/mm/transparent_hugepage/enabled");
  if (!line) return std::nullopt;
  const std::size_t open = line->find('[');
  const std::size_t close = line->find(']');
  if (open == std::string::npos || close == std::string::npos || close < open) return std::nullopt;
  return clean_text(line->substr(open + 1, close - open - 1));
}

}  // namespace assay::probe
