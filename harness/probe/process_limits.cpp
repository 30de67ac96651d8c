// Lines of /proc/self/limits: "Max locked memory         8388608              unlimited   bytes".
// SPDX-License-Identifier: Apache-2.0
#include "harness/probe/process_limits.hpp"

#include <algorithm>
#include <string>
#include <string_view>

#include "harness/probe/cgroup_folders.hpp"
#include "harness/probe/text.hpp"

namespace assay::probe {
namespace {

/// The soft limit; "unlimited" is no number.
std::optional<std::uint64_t> soft_limit(const std::optional<std::string>& text,
                                        std::string_view name) {
  if (!text) return std::nullopt;
  for (const std::string_view line : split(*text, '\n')) {
    if (!line.starts_with(name)) continue;
    const auto words = split(line.substr(name.size()), ' ');
    return words.empty() ? std::nullopt : parse_number(words.front());
  }
  return std::nullopt;
}

/// The fewest that any group on the way still allows; "max" is no number.
std::optional<std::uint64_t> free_tasks(const Tree& tree) {
  std::optional<std::uint64_t> fewest;
  for (const std::string_view controller : {std::string_view("pids"), kUnifiedHierarchy}) {
    for (const std::string& folder : cgroup_folders(tree, controller)) {
      const auto limit = tree.number(folder + "/pids.max");
      if (!limit) continue;
      const std::uint64_t used =
          std::min(*limit, tree.number(folder + "/pids.current").value_or(0));
      fewest = std::min(fewest.value_or(*limit - used), *limit - used);
    }
  }
  return fewest;
}

}  // namespace

ProcessLimits process_limits(const Tree& tree) {
  const auto text = tree.text("proc/self/limits");
  ProcessLimits limits{.locked_memory_bytes = soft_limit(text, "Max locked memory"),
                       .open_files = soft_limit(text, "Max open files"),
                       .free_tasks = free_tasks(tree)};
  if (const auto space = tree.space("dev/shm")) {
    limits.shared_memory_bytes = space->size_bytes;
    limits.shared_memory_free_bytes = space->free_bytes;
  }
  return limits;
}

}  // namespace assay::probe
