// The list of environment variables that are recorded.
// SPDX-License-Identifier: Apache-2.0
#include "harness/probe/environment.hpp"

#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <optional>
#include <string_view>

#include "harness/probe/text.hpp"

namespace assay::probe {
namespace {

constexpr std::string_view kNames[] = {
    "CUDA_DEVICE_ORDER", "CUDA_VISIBLE_DEVICES",   "LD_AUDIT",           "LD_LIBRARY_PATH",
    "LD_PRELOAD",        "NVIDIA_VISIBLE_DEVICES", "OMP_NUM_THREADS",    "POD_NAME",
    "POD_NAMESPACE",     "SLURM_JOB_ID",           "SLURM_JOB_NODELIST", "SLURM_LOCALID",
    "SLURM_NNODES",      "SLURM_NODELIST",         "SLURM_PROCID",
};
constexpr std::string_view kPrefixes[] = {"CUDA_MPS_", "NCCL_"};

constexpr std::size_t kMaximumNameBytes = 128;
constexpr std::size_t kMaximumValueBytes = 1024;

bool is_name_character(char character) {
  return (character >= 'A' && character <= 'Z') || (character >= '0' && character <= '9') ||
         character == '_';
}

bool is_recorded(std::string_view name) {
  if (name.size() > kMaximumNameBytes) return false;
  if (!std::all_of(name.begin(), name.end(), is_name_character)) return false;
  if (std::find(std::begin(kNames), std::end(kNames), name) != std::end(kNames)) return true;
  return std::any_of(std::begin(kPrefixes), std::end(kPrefixes), [&](std::string_view prefix) {
    return name.substr(0, prefix.size()) == prefix;
  });
}

/// Cut between characters, so that what is left is still UTF-8.
std::string shorten(std::string_view value) {
  if (value.size() <= kMaximumValueBytes) return std::string(value);
  constexpr std::string_view kMark = "...";
  std::size_t length = kMaximumValueBytes - kMark.size();
  while (length > 0 && (static_cast<unsigned char>(value[length]) & 0xc0) == 0x80) --length;
  return std::string(value.substr(0, length)).append(kMark);
}

}  // namespace

Environment process_environment() {
  Environment all;
  if (environ == nullptr) return all;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view text(*entry);
    const std::size_t equals = text.find('=');
    if (equals == std::string_view::npos) continue;
    all.emplace(text.substr(0, equals), text.substr(equals + 1));
  }
  return all;
}

Environment recorded_environment(const Environment& all) {
  Environment recorded;
  for (const auto& [name, value] : all) {
    if (!is_recorded(name)) continue;
    // An empty value is a fact: CUDA_VISIBLE_DEVICES="" hides every GPU.
    if (!value.empty() && !clean_text(value, value.size())) continue;
    recorded.emplace(name, shorten(value));
  }
  return recorded;
}

}  // namespace assay::probe
