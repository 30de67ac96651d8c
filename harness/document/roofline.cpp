// Best rates, ridges and points.
#include "harness/document/roofline.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "harness/document/document.hpp"
#include "harness/document/standing.hpp"

namespace assay::document {
namespace {

// Of a number that can be written and divided by.
bool is_usable(double value) {
  return std::isfinite(value) && value > 0;
}

bool is_gemm(const CaseRecord& record) {
  return record.quantity == Quantity::throughput && record.parameters.m != 0;
}

bool is_arithmetic(const CaseRecord& record) {
  return is_gemm(record) || record.kernel == "tensor.rate" || record.kernel == "fma.rate";
}

bool is_measured(const CaseRecord& record) {
  return record.statistics && is_usable(record.statistics->median);
}

// What is warm may lie in the cache in part: it stands where nothing else does.
std::optional<RooflineMemory> memory_of(const std::vector<const CaseRecord*>& records) {
  for (const bool warm : {false, true}) {
    std::optional<RooflineMemory> best;
    for (const CaseRecord* one : records) {
      const bool is_memory =
          one->quantity == Quantity::bandwidth && one->kernel.starts_with("memory.");
      if (!is_memory || (one->parameters.cache == Cache::warm) != warm) continue;
      if (best && one->statistics->median <= best->rate) continue;
      best = RooflineMemory{.case_name = one->name, .rate = one->statistics->median};
    }
    if (best) return best;
  }
  return std::nullopt;
}

std::vector<RooflinePeak> peaks_of(const std::vector<const CaseRecord*>& records,
                                   const RooflineMemory& memory) {
  std::vector<RooflinePeak> peaks;
  for (const CaseRecord* one : records) {
    if (!is_arithmetic(*one) || !is_plain(*one)) continue;
    const double rate = one->statistics->median;
    RooflinePeak made{.type = one->parameters.type,
                      .kernel = one->kernel,
                      .case_name = one->name,
                      .rate = rate,
                      .ridge = rate / memory.rate};
    if (!is_usable(made.ridge)) continue;
    const auto same = std::find_if(peaks.begin(), peaks.end(), [&](const auto& other) {
      return other.type == made.type && other.kernel == made.kernel;
    });
    if (same == peaks.end()) {
      peaks.push_back(std::move(made));
    } else if (made.rate > same->rate) {
      *same = std::move(made);
    }
  }
  std::stable_sort(peaks.begin(), peaks.end(),
                   [](const auto& a, const auto& b) { return a.type < b.type; });
  return peaks;
}

std::optional<RooflinePoint> point_of(const CaseRecord& record, const Roofline& roofline) {
  double peak = 0;
  for (const auto& one : roofline.peaks) {
    if (one.type == record.parameters.type) peak = std::max(peak, one.rate);
  }
  RooflinePoint point{.case_name = record.name,
                      .intensity = record.work.flop / record.work.bytes,
                      .rate = record.statistics->median};
  if (peak == 0 || !is_usable(point.intensity)) return std::nullopt;
  point.roof = std::min(peak, point.intensity * roofline.memory.rate);
  point.share = point.rate / point.roof;
  if (!is_usable(point.roof) || !is_usable(point.share)) return std::nullopt;
  return point;
}

std::optional<Roofline> roofline_of(const Document& document, const probe::CudaFacts& facts) {
  Roofline roofline{
      .device = fmt::format("cuda:{}", facts.index), .memory = {}, .peaks = {}, .points = {}};
  std::vector<const CaseRecord*> measured, standing;
  for (const auto& record : document.cases) {
    if (record.device != roofline.device || !is_measured(record)) continue;
    measured.push_back(&record);
    if (why_too_small(record, &facts).empty()) standing.push_back(&record);
  }
  const auto memory = memory_of(standing);
  if (!memory) return std::nullopt;
  roofline.memory = *memory;
  roofline.peaks = peaks_of(standing, *memory);
  if (roofline.peaks.empty()) return std::nullopt;
  for (const CaseRecord* one : measured) {
    if (!is_gemm(*one)) continue;
    if (auto point = point_of(*one, roofline)) roofline.points.push_back(std::move(*point));
  }
  return roofline;
}

}  // namespace

std::vector<Roofline> rooflines_of(const Document& document) {
  std::vector<Roofline> list;
  for (const auto& facts : document.facts.cuda.devices) {
    auto one = roofline_of(document, facts);
    const auto same = [&](const auto& other) { return other.device == one->device; };
    if (one && std::none_of(list.begin(), list.end(), same)) list.push_back(std::move(*one));
  }
  return list;
}

}  // namespace assay::document
