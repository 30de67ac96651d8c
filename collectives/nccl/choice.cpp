// Lines that versions of NCCL have written, each from the function that writes it:
//   2.21  "8192 Bytes -> Algo 1 proto 2 time 12.3"
//   2.23  "AllReduce: 8192 Bytes -> Algo 1 proto 2 time 12.3"
//   2.24  "AllReduce: 8192 Bytes -> Algo RING proto SIMPLE channel{Lo..Hi}={0..15}"
//   2.27  "AllReduce [Symmetric]: 8192 Bytes -> Kernel AllReduce_AGxLL_R nchannels 8 nthreads 512"
//   2.29  "AllGather [Copy Engine]: 8192 Bytes -> cudaMemcpy; CE synchronization with NVLS"
// SPDX-License-Identifier: Apache-2.0
#include "collectives/nccl/choice.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <span>

namespace assay {
namespace {

// By the numbers that versions before 2.24 write; they have kept their meaning since 2.17.
constexpr std::array<std::string_view, 7> kAlgorithms = {
    "TREE", "RING", "COLLNET_DIRECT", "COLLNET_CHAIN", "NVLS", "NVLS_TREE", "PAT"};
constexpr std::array<std::string_view, 3> kProtocols = {"LL", "LL128", "SIMPLE"};

constexpr std::string_view kPrefix = "NCCL INFO ";
constexpr std::string_view kArrow = " Bytes -> ";

std::optional<std::uint32_t> number(std::string_view text) {
  std::uint32_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end == text.data()) return std::nullopt;
  return value;
}

/// What follows `word` up to the next space; empty: it is not there.
std::string_view after(std::string_view text, std::string_view word) {
  const std::size_t at = text.find(word);
  if (at == std::string_view::npos) return {};
  text.remove_prefix(at + word.size());
  return text.substr(0, text.find(' '));
}

/// A name, or the number that stands for one; empty where it is unknown.
std::string name_of(std::string_view word, std::span<const std::string_view> names) {
  if (word.empty()) return {};
  if (const auto index = number(word); index && !(word[0] < '0' || word[0] > '9')) {
    return *index < names.size() ? std::string(names[*index]) : std::string();
  }
  return word == "Unknown" ? std::string() : std::string(word);
}

std::optional<std::uint32_t> channels_of(std::string_view range) {
  if (!range.starts_with('{')) return std::nullopt;
  const std::size_t dots = range.find("..");
  if (dots == std::string_view::npos) return std::nullopt;
  const auto low = number(range.substr(1)), high = number(range.substr(dots + 2));
  if (!low || !high || *high < *low) return std::nullopt;
  return *high - *low + 1;
}

/// `chosen` is what stands behind the arrow.
NcclChoice read(std::string_view chosen) {
  if (chosen.starts_with("Kernel ")) {
    return {.algorithm = std::string(after(chosen, "Kernel ")),
            .channels = number(after(chosen, " nchannels "))};
  }
  if (chosen.starts_with("cudaMemcpy")) return {.algorithm = "COPY_ENGINE"};
  return {.algorithm = name_of(after(chosen, "Algo "), kAlgorithms),
          .protocol = name_of(after(chosen, " proto "), kProtocols),
          .channels = channels_of(after(chosen, "channel{Lo..Hi}="))};
}

/// Whether what stands before the arrow is of that function, or does not say.
bool is_of(std::string_view subject, std::string_view function) {
  const std::size_t colon = subject.rfind(": ");
  if (colon == std::string_view::npos) return number(subject).has_value();
  subject = subject.substr(0, colon);
  if (const std::size_t bracket = subject.find(" ["); bracket != std::string_view::npos) {
    subject = subject.substr(0, bracket);
  }
  return subject == function;
}

}  // namespace

NcclChoice nccl_choice(std::string_view text, std::string_view function) {
  NcclChoice last;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    const std::size_t prefix = line.find(kPrefix);
    if (prefix == std::string_view::npos) continue;
    line.remove_prefix(prefix + kPrefix.size());
    const std::size_t arrow = line.find(kArrow);
    if (arrow == std::string_view::npos || !is_of(line.substr(0, arrow), function)) continue;
    last = read(line.substr(arrow + kArrow.size()));
  }
  return last;
}

}  // namespace assay
