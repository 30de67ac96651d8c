// Sizes that a cache would flatter, or that are over before the device is busy.
#include "harness/document/standing.hpp"

#include <fmt/format.h>

#include "harness/catalogue/metric.hpp"
#include "harness/core/units.hpp"

namespace assay::document {
namespace {

std::string too_large_for_l2(std::uint64_t bytes, const probe::CudaFacts& facts) {
  if (facts.l2_bytes == 0 || bytes <= facts.l2_bytes) return "";
  return fmt::format("arrays of {} do not fit the L2 cache", format_exact_bytes(bytes));
}

// Empty where it is none of links, or large enough.
std::string too_small_for_links(const CaseRecord& record) {
  const auto bytes = record.parameters.bytes;
  const bool collective = record.quantity == Quantity::bus_bandwidth;
  const bool peer = record.kernel == "transfer.peer" && record.quantity == Quantity::bandwidth;
  if (bytes == 0 || !(collective || peer)) return "";
  if (bytes >= (collective ? kMinimumCollectiveBytes : kMinimumPeerBytes)) return "";
  return fmt::format("{} is too small to show what the links carry", format_exact_bytes(bytes));
}

}  // namespace

std::string why_too_small(const CaseRecord& record, const probe::CudaFacts* facts) {
  const auto& p = record.parameters;
  if (p.m != 0) {
    const double volume =
        static_cast<double>(p.m) * static_cast<double>(p.n) * static_cast<double>(p.k);
    if (volume >= kMinimumGemmVolume) return "";
    return fmt::format("{} x {} x {} is too small to show what the device reaches", p.m, p.n, p.k);
  }
  if (auto small = too_small_for_links(record); !small.empty()) return small;
  if (p.bytes == 0 || record.quantity != Quantity::bandwidth || !facts) return "";
  if (record.kernel == "l2.read") return too_large_for_l2(p.bytes, *facts);
  const bool within_device = p.direction == Direction::device_to_device;
  if (!record.kernel.starts_with("memory.") && !within_device) return "";
  if (facts->l2_bytes == 0) {
    if (p.cache != Cache::warm) return "";
    return "it is warm, and the size of the L2 cache is not known";
  }
  if (record.work.bytes >= kMinimumCacheMultiple * static_cast<double>(facts->l2_bytes)) return "";
  return fmt::format("arrays of {} fit the L2 cache", format_exact_bytes(p.bytes));
}

const probe::CudaFacts* facts_of(const Document& document, const std::string& device) {
  for (const auto& gpu : document.facts.cuda.devices) {
    if (device == fmt::format("cuda:{}", gpu.index)) return &gpu;
  }
  return nullptr;
}

bool is_plain(const CaseRecord& record) {
  const auto metric = catalogue::metric_of(record.kernel, record.quantity, record.parameters);
  return catalogue::usual_way(metric.parameters);
}

}  // namespace assay::document
