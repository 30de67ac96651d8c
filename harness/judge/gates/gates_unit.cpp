// The list of units.
#include "harness/judge/gates/gates_unit.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace assay::judge {
namespace {

constexpr double kKibi = 1024, kMebi = kKibi * kKibi, kGibi = kMebi * kKibi, kTebi = kGibi * kKibi;

constexpr std::array<GateUnit, 33> kUnits{{
    {"B/s", "B/s", 1},
    {"kB/s", "B/s", 1e3},
    {"MB/s", "B/s", 1e6},
    {"GB/s", "B/s", 1e9},
    {"TB/s", "B/s", 1e12},
    {"KiB/s", "B/s", kKibi},
    {"MiB/s", "B/s", kMebi},
    {"GiB/s", "B/s", kGibi},
    {"TiB/s", "B/s", kTebi},
    {"FLOP/s", "FLOP/s", 1},
    {"MFLOP/s", "FLOP/s", 1e6},
    {"GFLOP/s", "FLOP/s", 1e9},
    {"TFLOP/s", "FLOP/s", 1e12},
    {"PFLOP/s", "FLOP/s", 1e15},
    {"op/s", "op/s", 1},
    {"MOP/s", "op/s", 1e6},
    {"GOP/s", "op/s", 1e9},
    {"TOP/s", "op/s", 1e12},
    {"POP/s", "op/s", 1e15},
    {"s", "s", 1},
    {"ms", "s", 1e-3},
    {"us", "s", 1e-6},
    {"ns", "s", 1e-9},
    {"B", "B", 1},
    {"kB", "B", 1e3},
    {"MB", "B", 1e6},
    {"GB", "B", 1e9},
    {"TB", "B", 1e12},
    {"KiB", "B", kKibi},
    {"MiB", "B", kMebi},
    {"GiB", "B", kGibi},
    {"TiB", "B", kTebi},
    {"1", "1", 1},
}};

}  // namespace

std::span<const GateUnit> gate_units() {
  return kUnits;
}

const GateUnit* find_gate_unit(std::string_view name) {
  const auto found = std::find_if(kUnits.begin(), kUnits.end(),
                                  [&](const GateUnit& unit) { return unit.name == name; });
  return found == kUnits.end() ? nullptr : &*found;
}

const GateUnit* scaled_unit(const GateUnit& unit, double factor) {
  const auto found = std::find_if(kUnits.begin(), kUnits.end(), [&](const GateUnit& other) {
    return other.base == unit.base && std::abs(other.factor / (unit.factor * factor) - 1) < 1e-9;
  });
  return found == kUnits.end() ? nullptr : &*found;
}

}  // namespace assay::judge
