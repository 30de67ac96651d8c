// How the limits of cgroup version 1 and 2 are found: /proc/self/cgroup names the group,
// /proc/self/mountinfo where its hierarchy is mounted, and every level down to it may limit.
// SPDX-License-Identifier: Apache-2.0
#include "harness/probe/cgroup.hpp"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "harness/probe/cgroup_folders.hpp"
#include "harness/probe/text.hpp"

namespace assay::probe {
namespace {

/// Version 1 writes "no limit" as the largest multiple of the page size.
constexpr std::uint64_t kUnlimitedBytes = std::uint64_t{1} << 60;

template <class Number>
void tighten(std::optional<Number>& limit, std::optional<Number> other) {
  if (other && (!limit || *other < *limit)) limit = other;
}

std::optional<double> quota(std::optional<std::uint64_t> time,
                            std::optional<std::uint64_t> period) {
  if (!time || !period || *time == 0 || *period == 0) return std::nullopt;
  return static_cast<double>(*time) / static_cast<double>(*period);
}

std::optional<double> quota_v1(const Tree& tree, const std::string& folder) {
  return quota(tree.number(folder + "/cpu.cfs_quota_us"),
               tree.number(folder + "/cpu.cfs_period_us"));
}

/// "150000 100000", or "max 100000" where there is none.
std::optional<double> quota_v2(const Tree& tree, const std::string& folder) {
  const std::optional<std::string> line = tree.line(folder + "/cpu.max");
  if (!line) return std::nullopt;
  const std::vector<std::string_view> words = split(*line, ' ');
  if (words.size() != 2) return std::nullopt;
  return quota(parse_number(words[0]), parse_number(words[1]));
}

/// The value of "key value" in memory.stat.
std::uint64_t statistic(const Tree& tree, const std::string& folder, std::string_view key) {
  const std::optional<std::string> text = tree.text(folder + "/memory.stat");
  if (!text) return 0;
  for (const std::string_view line : split(*text, '\n')) {
    const std::size_t space = line.find(' ');
    if (line.substr(0, space) == key && space != std::string_view::npos) {
      return parse_number(line.substr(space)).value_or(0);
    }
  }
  return 0;
}

struct MemoryFiles {
  const char* limit;
  const char* usage;
  const char* reclaimable;
};

void tighten_memory(CgroupLimits& limits, const Tree& tree, const std::string& folder,
                    const MemoryFiles& files) {
  const std::optional<std::uint64_t> limit = tree.number(folder + files.limit);
  if (!limit || *limit >= kUnlimitedBytes) return;
  tighten(limits.memory_bytes, limit);
  const std::optional<std::uint64_t> usage = tree.number(folder + files.usage);
  if (!usage) return;
  const std::uint64_t reclaimable = std::min(*usage, statistic(tree, folder, files.reclaimable));
  const std::uint64_t used = *usage - reclaimable;
  tighten(limits.memory_unused_bytes, std::optional(*limit - std::min(*limit, used)));
}

}  // namespace

CgroupLimits cgroup_limits(const Tree& tree) {
  constexpr MemoryFiles kMemoryV1{"/memory.limit_in_bytes", "/memory.usage_in_bytes",
                                  "total_inactive_file"};
  constexpr MemoryFiles kMemoryV2{"/memory.max", "/memory.current", "inactive_file"};
  CgroupLimits limits;
  for (const std::string& folder : cgroup_folders(tree, "cpu")) {
    tighten(limits.processors, quota_v1(tree, folder));
  }
  for (const std::string& folder : cgroup_folders(tree, "memory")) {
    tighten_memory(limits, tree, folder, kMemoryV1);
  }
  for (const std::string& folder : cgroup_folders(tree, kUnifiedHierarchy)) {
    tighten(limits.processors, quota_v2(tree, folder));
    tighten_memory(limits, tree, folder, kMemoryV2);
  }
  return limits;
}

}  // namespace assay::probe
