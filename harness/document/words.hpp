// Which word stands for which enumerator in a document? For those without a spelling further left.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <array>
#include <stdexcept>
#include <string_view>
#include <utility>

#include "harness/core/words.hpp"
#include "harness/measure/result.hpp"
#include "harness/plan/case.hpp"
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
inline constexpr WordTable<measure::Status, 4> kStatusWords{{{measure::Status::ok, "ok"},
                                                             {measure::Status::skipped, "skipped"},
                                                             {measure::Status::error, "error"},
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
inline auto words(DataType) {
  return WordTable<DataType, 2>{
      {{DataType::fp64, to_string(DataType::fp64)}, {DataType::fp32, to_string(DataType::fp32)}}};
}
inline auto words(Quantity) {
  return WordTable<Quantity, 4>{{{Quantity::bandwidth, to_string(Quantity::bandwidth)},
                                 {Quantity::throughput, to_string(Quantity::throughput)},
                                 {Quantity::latency, to_string(Quantity::latency)},
                                 {Quantity::rate, to_string(Quantity::rate)}}};
}
inline auto words(plan::Level) {
  return WordTable<plan::Level, 3>{{{plan::Level::quick, to_string(plan::Level::quick)},
                                    {plan::Level::standard, to_string(plan::Level::standard)},
                                    {plan::Level::soak, to_string(plan::Level::soak)}}};
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
