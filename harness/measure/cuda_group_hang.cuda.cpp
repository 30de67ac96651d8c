// Asks what the kernels left behind, and then the streams.
// SPDX-License-Identifier: Apache-2.0
#include "harness/measure/cuda_group_hang.hpp"

#include <fmt/format.h>

#include <chrono>
#include <utility>
#include <vector>

#include "harness/measure/stall.hpp"

namespace assay::measure {
namespace {

// What was queued with that which failed may only need a moment.
constexpr std::chrono::milliseconds kGrace(100);

bool is_done_soon(const CudaGroupMember& one) {
  const auto begin = std::chrono::steady_clock::now();
  while (!one.is_done()) {
    if (std::chrono::steady_clock::now() - begin > kGrace) return false;
  }
  return true;
}

/// Nothing missing: no kernel gave up.
Hang left_behind(const CudaGroupMembers& members, const std::vector<std::string>& names,
                 std::string& words) {
  for (const auto& one : members) {
    const std::optional<Stall> stall = one->stall().happened();
    if (!stall) continue;
    words = stall_text(*stall);
    return hang_of(*stall, names);
  }
  return {};
}

}  // namespace

void throw_hang(const CudaGroupMembers& members, std::string_view step, const std::string& why) {
  std::vector<std::string> names;
  for (const auto& one : members) names.push_back(fmt::format("cuda:{}", one->device().index));
  std::string words;
  Hang hang = left_behind(members, names, words);
  const bool known = !hang.missing.empty();
  for (std::size_t rank = 0; rank < members.size(); ++rank) {
    if (is_done_soon(*members[rank])) continue;
    members[rank]->abandon(fmt::format("{} did not end", step));
    if (known) continue;
    hang.missing.push_back(static_cast<std::uint32_t>(rank));
    hang.missing_names.push_back(names[rank]);
  }
  if (hang.missing.empty()) throw Error(ErrorKind::unavailable, why);
  const std::string message =
      fmt::format("{}{}{}; did not arrive: {}", words, words.empty() ? "" : "; ", why,
                  fmt::join(hang.missing_names, ", "));
  throw HangError(message, std::move(hang));
}

}  // namespace assay::measure
