// How /proc/self/cgroup and /proc/self/mountinfo are put together, see cgroups(7) and proc(5).
// SPDX-License-Identifier: Apache-2.0
#include "harness/probe/cgroup_folders.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>

#include "harness/probe/text.hpp"

namespace assay::probe {
namespace {

bool holds(const std::vector<std::string_view>& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

/// The path in the line "4:cpu,cpuacct:/docker/1f2e"; version 2 is "0::/docker/1f2e".
std::optional<std::string> group_path(const Tree& tree, std::string_view controller) {
  const std::optional<std::string> text = tree.text("proc/self/cgroup");
  if (!text) return std::nullopt;
  for (const std::string_view line : split(*text, '\n')) {
    const std::size_t first = line.find(':');
    if (first == std::string_view::npos) continue;
    const std::size_t second = line.find(':', first + 1);
    if (second == std::string_view::npos) continue;
    const std::string_view controllers = line.substr(first + 1, second - first - 1);
    if (controllers == controller || holds(split(controllers, ','), controller)) {
      return std::string(line.substr(second + 1));
    }
  }
  return std::nullopt;
}

/// mountinfo writes space, tab, newline and backslash as "\040" and so on.
std::string unescape(std::string_view text) {
  const auto octal = [](char character) { return character >= '0' && character <= '7'; };
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const std::string_view code = text.substr(i, 4);
    if (code.size() == 4 && code[0] == '\\' && std::all_of(code.begin() + 1, code.end(), octal)) {
      plain += static_cast<char>((code[1] - '0') * 64 + (code[2] - '0') * 8 + (code[3] - '0'));
      i += 3;
    } else {
      plain += text[i];
    }
  }
  return plain;
}

struct Mount {
  std::string root;   ///< the group that is mounted
  std::string point;  ///< where, without the leading slash
};

std::optional<Mount> parse_mount(std::string_view line, std::string_view controller) {
  const std::vector<std::string_view> words = split(line, ' ');
  const auto dash = std::find(words.begin(), words.end(), "-");
  if (dash - words.begin() < 6 || words.end() - dash < 4) return std::nullopt;
  const std::string_view type = dash[1];
  const bool unified = controller == kUnifiedHierarchy;
  if (type != (unified ? "cgroup2" : "cgroup")) return std::nullopt;
  if (!unified && !holds(split(dash[3], ','), controller)) return std::nullopt;
  const std::string point = unescape(words[4]);
  return Mount{unescape(words[3]), point.substr(std::min<std::size_t>(1, point.size()))};
}

std::optional<Mount> find_mount(const Tree& tree, std::string_view controller) {
  const std::optional<std::string> text = tree.text("proc/self/mountinfo");
  if (!text) return std::nullopt;
  for (const std::string_view line : split(*text, '\n')) {
    if (std::optional<Mount> mount = parse_mount(line, controller)) return mount;
  }
  return std::nullopt;
}

/// The steps from the mounted group to `path`; none if `path` does not lie below it.
std::vector<std::string_view> steps_below(std::string_view root, std::string_view path) {
  if (root == "/") root = {};
  if (path.substr(0, root.size()) != root) return {};
  path.remove_prefix(root.size());
  if (!path.empty() && path.front() != '/') return {};
  const std::vector<std::string_view> steps = split(path, '/');
  return holds(steps, "..") ? std::vector<std::string_view>{} : steps;
}

}  // namespace

std::vector<std::string> cgroup_folders(const Tree& tree, std::string_view controller) {
  const std::optional<std::string> path = group_path(tree, controller);
  const std::optional<Mount> mount = find_mount(tree, controller);
  if (!path || !mount) return {};
  constexpr std::size_t kMaximumDepth = 64;
  std::vector<std::string> folders{mount->point};
  for (const std::string_view step : steps_below(mount->root, *path)) {
    if (folders.size() > kMaximumDepth) break;
    folders.push_back(folders.back() + '/' + std::string(step));
  }
  return folders;
}

}  // namespace assay::probe
