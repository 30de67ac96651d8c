// How /sys/devices/system/cpu/cpuN/cache tells the caches, and which of them are the same one.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <tuple>

#include "harness/probe/processor_list.hpp"
#include "harness/probe/text.hpp"
#include "harness/probe/topology.hpp"

namespace assay::probe {
namespace {

/// "48K" -> 49152; the kernel writes K, and M on no architecture so far.
std::optional<std::uint64_t> parse_cache_size(std::string_view text) {
  if (text.empty() || text.back() != 'K') return std::nullopt;
  const std::optional<std::uint64_t> kibibytes = parse_number(text.substr(0, text.size() - 1));
  if (!kibibytes || *kibibytes == 0 || *kibibytes >> 40 != 0) return std::nullopt;
  return *kibibytes * 1024;
}

std::optional<std::string> parse_cache_type(const std::optional<std::string>& text) {
  if (text == "Data") return "data";
  if (text == "Instruction") return "instruction";
  if (text == "Unified") return "unified";
  return std::nullopt;
}

/// Level, type, size, processors sharing one (0: unknown): caches equal in these are of one kind. A
/// machine with two sorts of cores has several kinds on a level.
using Kind = std::tuple<int, std::string, std::uint64_t, std::uint32_t>;

/// Those of one kind, each known by the processors that share it.
struct Instances {
  std::set<std::vector<int>> allowed, pinned;
};

struct CacheOfProcessor {
  Kind kind;
  std::vector<int> shared_by;
};

std::optional<CacheOfProcessor> read_cache(const Tree& tree, const std::string& folder,
                                           int processor) {
  const std::optional<std::uint64_t> level = tree.number(folder + "level");
  const std::optional<std::string> type = parse_cache_type(tree.line(folder + "type"));
  const auto size = parse_cache_size(tree.line(folder + "size").value_or(""));
  if (!level || *level == 0 || *level > 9 || !type || !size) return std::nullopt;
  const auto list = parse_processor_list(tree.text(folder + "shared_cpu_list").value_or(""));
  CacheOfProcessor cache{{static_cast<int>(*level), *type, *size, 0}, {}};
  if (list && std::binary_search(list->begin(), list->end(), processor)) {
    std::get<3>(cache.kind) = static_cast<std::uint32_t>(list->size());
    cache.shared_by = *list;
  }
  return cache;
}

Cache describe(const Kind& kind, const Instances& instances) {
  const auto& [level, type, size_bytes, shared_by] = kind;
  Cache cache;
  cache.level = level;
  cache.type = type;
  cache.size_bytes = size_bytes;
  if (shared_by > 0) {
    cache.shared_by = shared_by;
    cache.instances = static_cast<std::uint32_t>(instances.allowed.size());
    cache.thread_instances = static_cast<std::uint32_t>(instances.pinned.size());
  }
  return cache;
}

}  // namespace

std::vector<Cache> caches_of(const Tree& tree, const std::vector<int>& allowed,
                             const std::vector<int>& pinned) {
  constexpr int kMaximumCaches = 16;
  std::map<Kind, Instances> kinds;
  for (const int processor : allowed) {
    const std::string cpu = "sys/devices/system/cpu/cpu" + std::to_string(processor);
    for (int index = 0; index < kMaximumCaches; ++index) {
      const std::string folder = cpu + "/cache/index" + std::to_string(index) + '/';
      if (!tree.exists(folder)) break;
      const std::optional<CacheOfProcessor> cache = read_cache(tree, folder, processor);
      if (!cache) continue;
      Instances& instances = kinds[cache->kind];
      instances.allowed.insert(cache->shared_by);
      if (std::binary_search(pinned.begin(), pinned.end(), processor)) {
        instances.pinned.insert(cache->shared_by);
      }
    }
  }
  std::vector<Cache> caches;
  for (const auto& [kind, instances] : kinds) caches.push_back(describe(kind, instances));
  return caches;
}

}  // namespace assay::probe
