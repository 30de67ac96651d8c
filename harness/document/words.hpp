// Which word stands for which enumerator in a document? For those without a spelling further left.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <array>
#include <stdexcept>
#include <string_view>
#include <type_traits>
#include <utility>

#include "harness/core/words.hpp"
#include "harness/measure/case_phase.hpp"
#include "harness/measure/result.hpp"
#include "harness/plan/case.hpp"
#include "harness/probe/facts.hpp"
#include "kernels/kernel.hpp"

namespace assay::document {

template <class Enum, std::size_t count>
using WordTable = std::array<std::pair<Enum, std::string_view>, count>;

inline constexpr WordTable<Limit, 2> kLimitWords{
    {{Limit::memory, "memory"}, {Limit::arithmetic, "arithmetic"}}};
inline constexpr WordTable<Target, 4> kTargetWords{{{Target::cpu_baseline, "cpu_baseline"},
                                                    {Target::cpu_avx2, "cpu_avx2"},
                                                    {Target::cpu_avx512, "cpu_avx512"},
                                                    {Target::gpu, "gpu"}}};
inline constexpr WordTable<measure::Status, 5> kStatusWords{{{measure::Status::ok, "ok"},
                                                             {measure::Status::skipped, "skipped"},
                                                             {measure::Status::error, "error"},
                                                             {measure::Status::hung, "hung"},
                                                             {measure::Status::wrong, "wrong"}}};

inline const auto& words(Limit) {
  return kLimitWords;
}
inline const auto& words(Target) {
  return kTargetWords;
}
inline const auto& words(measure::Status) {
  return kStatusWords;
}
inline constexpr WordTable<measure::CasePhase, 6> kCasePhaseWords{
    {{measure::CasePhase::set_up, "set_up"},
     {measure::CasePhase::checking, "checking"},
     {measure::CasePhase::warm_up, "warm_up"},
     {measure::CasePhase::sampling, "sampling"},
     {measure::CasePhase::checking_again, "checking_again"},
     {measure::CasePhase::reference, "reference"}}};
inline const auto& words(measure::CasePhase) {
  return kCasePhaseWords;
}
/// Of enumerators that core or plan can spell.
template <auto... values>
auto spelled() {
  using Enum = std::common_type_t<decltype(values)...>;
  return WordTable<Enum, sizeof...(values)>{{{values, to_string(values)}...}};
}
inline auto words(DataType) {
  using enum DataType;
  return spelled<fp64, fp32, tf32, fp16, bf16, fp8_e4m3, fp8_e5m2, int8, int32>();
}
inline auto words(Quantity) {
  using enum Quantity;
  return spelled<bandwidth, throughput, latency, rate, bus_bandwidth, count, capacity>();
}
inline auto words(Direction) {
  using enum Direction;
  return spelled<one, both, device_to_device, host_to_device, device_to_host, host_both>();
}
inline auto words(Engine) {
  using enum Engine;
  return spelled<sm, copy_engine, nccl, mpi>();
}
inline auto words(Algorithm) {
  using enum Algorithm;
  return spelled<ring, nvls, one_shot, two_shot, multimem, best>();
}
inline auto words(Protocol) {
  using enum Protocol;
  return spelled<simple, flagged>();
}
inline auto words(Operation) {
  using enum Operation;
  return spelled<read, write>();
}
inline auto words(Pattern) {
  using enum Pattern;
  return spelled<pair, all_pairs, batch>();
}
inline auto words(Placement) {
  using enum Placement;
  return spelled<in_place, out_of_place>();
}
inline auto words(Cache) {
  using enum Cache;
  return spelled<cold, warm>();
}
inline auto words(Submission) {
  using enum Submission;
  return spelled<stream, graph>();
}
inline auto words(HostMemory) {
  using enum HostMemory;
  return spelled<pinned, pageable>();
}
inline auto words(Layout) {
  using enum Layout;
  return spelled<row_column, row_row, column_column, column_row>();
}
inline auto words(Accumulation) {
  using enum Accumulation;
  return spelled<fast, promoted>();
}
inline auto words(Sparsity) {
  using enum Sparsity;
  return spelled<dense, structured>();
}
inline auto words(Operands) {
  using enum Operands;
  return spelled<shared, registers>();
}
inline auto words(Path) {
  using enum Path;
  return spelled<native, fallback>();
}
inline auto words(Load) {
  using enum Load;
  return spelled<burst, sustained>();
}
inline auto words(Access) {
  using enum Access;
  return spelled<vector, bulk>();
}
inline auto words(Hint) {
  using enum Hint;
  return spelled<normal, streaming, evict_first>();
}
inline auto words(plan::Level) {
  using enum plan::Level;
  return spelled<quick, standard, soak>();
}

inline constexpr WordTable<measure::ClockEvent, 9> kClockEventWords{
    {{measure::ClockEvent::idle, "idle"},
     {measure::ClockEvent::application_clocks, "application_clocks"},
     {measure::ClockEvent::software_power_cap, "software_power_cap"},
     {measure::ClockEvent::hardware_slowdown, "hardware_slowdown"},
     {measure::ClockEvent::sync_boost, "sync_boost"},
     {measure::ClockEvent::software_thermal_slowdown, "software_thermal_slowdown"},
     {measure::ClockEvent::hardware_thermal_slowdown, "hardware_thermal_slowdown"},
     {measure::ClockEvent::hardware_power_brake, "hardware_power_brake"},
     {measure::ClockEvent::display_clocks, "display_clocks"}}};
inline const auto& words(measure::ClockEvent) {
  return kClockEventWords;
}

inline constexpr WordTable<probe::WarningKind, 8> kWarningWords{
    {{probe::WarningKind::foreign_process, "foreign_process"},
     {probe::WarningKind::memory_in_use, "memory_in_use"},
     {probe::WarningKind::display, "display"},
     {probe::WarningKind::mig, "mig"},
     {probe::WarningKind::mps, "mps"},
     {probe::WarningKind::pending_row_remap, "pending_row_remap"},
     {probe::WarningKind::link_below_maximum, "link_below_maximum"},
     {probe::WarningKind::power_limit_below_default, "power_limit_below_default"}}};
inline const auto& words(probe::WarningKind) {
  return kWarningWords;
}

template <class Enum>
std::string_view word_of(Enum value) {
  for (const auto& [candidate, word] : words(value)) {
    if (candidate == value) return word;
  }
  throw std::logic_error("enumerator without a word");
}

/// A document that passed the schema holds known words only.
template <class Enum>
Enum from_word(std::string_view text) {
  for (const auto& [value, word] : words(Enum{})) {
    if (word == text) return value;
  }
  throw std::logic_error("word of no enumerator");
}

/// Direction in which a quantity improves.
inline std::string_view better_of(Quantity quantity) {
  return quantity == Quantity::latency ? "lower" : "higher";
}

}  // namespace assay::document
