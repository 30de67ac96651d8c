// The tables of ranges: wide enough for every part of the last and the next few years, narrow
// enough to see a thousand.
#include "harness/judge/lint/lint_range.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace assay::judge {
namespace {

constexpr std::array<PhysicalRange, 27> kFigures{{
    {"sm_count", "1", 50, 400},
    {"clocks.*", "Hz", 5e8, 4e9},
    {"vector.fp64.peak", "FLOP/s", 4e11, 1e14},
    {"vector.fp32.peak", "FLOP/s", 1e13, 2e14},
    {"vector.fp16.peak", "FLOP/s", 1e13, 4e14},
    {"vector.*.per_sm_per_clock", "FLOP", 2, 1024},
    {"tensor.fp64.dense", "FLOP/s", 4e11, 1e14},
    {"tensor.tf32.dense", "FLOP/s", 3e13, 3e15},
    {"tensor.int8.*", "op/s", 1e14, 3e16},
    {"tensor.*.dense", "FLOP/s", 5e13, 4e16},
    {"tensor.*.sparse", "FLOP/s", 1e14, 5e16},
    {"tensor.int8.per_sm_per_clock", "op", 512, 65536},
    {"tensor.*.per_sm_per_clock", "FLOP", 100, 65536},
    {"memory.size", "B", 2e10, 1e12},
    {"memory.reported", "B", 2e10, 1e12},
    {"memory.bus_width", "bit", 128, 16384},
    {"memory.effective_bus_width", "bit", 128, 16384},
    {"memory.clock", "Hz", 1e9, 2e10},
    {"memory.bandwidth", "B/s", 3e11, 3e13},
    {"memory.l2", "B", 1e7, 5e8},
    {"nvlink.version", "1", 3, 6},
    {"nvlink.links", "1", 1, 36},
    {"nvlink.rate_per_direction", "B/s", 1e11, 4e12},
    {"pcie.generation", "1", 4, 7},
    {"pcie.width", "1", 8, 16},
    {"pcie.rate_per_direction", "B/s", 1e10, 3e11},
    {"power.*", "W", 50, 3000},
}};

constexpr std::array<PhysicalRange, 15> kMetrics{{
    {"gemm.fp64", "FLOP/s", 4e11, 1e14},
    {"gemm.fp32", "FLOP/s", 1e13, 2e14},
    {"gemm.int8", "op/s", 1e14, 3e16},
    {"gemm.*", "FLOP/s", 3e13, 2e16},
    {"fma.*", "FLOP/s", 4e11, 2e14},
    {"memory.capacity", "B", 2e10, 1e12},
    {"memory.*", "B/s", 3e11, 3e13},
    {"l2.read", "B/s", 1e12, 3e13},
    {"l2.*", "B", 1e7, 5e8},
    {"shared.*", "B/s", 5e12, 1e14},
    {"sm.*", "1", 50, 400},
    {"transfer.*", "B/s", 4e9, 3e12},
    {"collective.*", "B/s", 5e10, 5e12},
    {"launch.*", "s", 5e-7, 1e-4},
    {"latency.*", "s", 1.5e-8, 1e-5},
}};

const PhysicalRange* find(std::span<const PhysicalRange> table, std::string_view of) {
  const auto found = std::find_if(table.begin(), table.end(),
                                  [&](const PhysicalRange& range) { return range.of == of; });
  return found == table.end() ? nullptr : &*found;
}

}  // namespace

std::span<const PhysicalRange> figure_ranges() {
  return kFigures;
}

std::span<const PhysicalRange> metric_ranges() {
  return kMetrics;
}

const PhysicalRange* range_of_figure(std::string_view path) {
  if (const auto* exact = find(kFigures, path)) return exact;
  const auto first = path.find('.'), last = path.rfind('.');
  if (first == path.npos) return nullptr;
  const std::string open_end = std::string(path.substr(0, last)) + ".*";
  if (const auto* open = find(kFigures, open_end)) return open;
  return find(kFigures, std::string(path.substr(0, first)) + ".*" + std::string(path.substr(last)));
}

const PhysicalRange* range_of_metric(const catalogue::Metric& metric) {
  std::string kernel = metric.name.substr(0, metric.name.find('/'));
  if (kernel == "tensor.rate") kernel = "gemm." + type_of(metric);
  if (const auto* exact = find(kMetrics, kernel)) return exact;
  return find(kMetrics, kernel.substr(0, kernel.find('.')) + ".*");
}

}  // namespace assay::judge
