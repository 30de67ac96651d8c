// The version that most processes have is taken for the right one.
// SPDX-License-Identifier: Apache-2.0
#include "collectives/nccl/versions.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <string_view>
#include <vector>

#include "collectives/nccl/library.hpp"

namespace assay {
namespace {

constexpr std::size_t kNamed = 8;  // a message that names a thousand hosts is not read

std::string text_of(int code) {
  return code == 0 ? "none that can be used" : nccl_version_text(code);
}

/// Of equals the later: who is behind is to be upgraded.
int commonest(std::span<const NcclOfProcess> processes) {
  std::map<int, std::size_t> count;
  for (const NcclOfProcess& process : processes) ++count[process.version_code];
  std::size_t most = 0;
  int version = 0;
  for (const auto& [code, times] : count) {
    if (times < most) continue;
    most = times;
    version = code;
  }
  return version;
}

}  // namespace

std::string nccl_mismatch(std::span<const NcclOfProcess> processes) {
  const int version = commonest(processes);
  std::vector<std::string> others;
  for (const NcclOfProcess& process : processes) {
    if (process.version_code == version) continue;
    std::string other = fmt::format("{} (rank {}) has {}", process.host, process.rank,
                                    text_of(process.version_code));
    const std::string host = process.host + " (";
    const bool named = std::any_of(others.begin(), others.end(), [&](const std::string& before) {
      return before.starts_with(host) && before.ends_with(text_of(process.version_code));
    });
    if (!named) others.push_back(std::move(other));
  }
  if (others.empty()) return {};
  const std::size_t left_out = others.size() > kNamed ? others.size() - kNamed : 0;
  others.resize(others.size() - left_out);
  return fmt::format(
      "NCCL is not the same everywhere: {}{}, where most have {}; install one version "
      "on all hosts",
      fmt::join(others, ", "),
      left_out == 0 ? std::string() : fmt::format(" and {} more", left_out), text_of(version));
}

}  // namespace assay
