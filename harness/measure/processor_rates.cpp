// Work by processor.
// SPDX-License-Identifier: Apache-2.0
#include "harness/measure/processor_rates.hpp"

#include <cstdint>
#include <map>

namespace assay::measure {

std::vector<ProcessorRate> rates_of(std::span<const ProcessorWork> work) {
  std::map<std::uint64_t, ProcessorWork> by_processor;
  for (const ProcessorWork& one : work) {
    if (one.cycles == 0) continue;
    ProcessorWork& sum = by_processor[one.processor];
    sum.cycles += one.cycles;
    sum.flop += one.flop;
  }
  std::vector<ProcessorRate> rates;
  for (const auto& [processor, sum] : by_processor) {
    rates.push_back(
        {.processor = processor,
         .flop_per_clock = static_cast<double>(sum.flop) / static_cast<double>(sum.cycles)});
  }
  return rates;
}

}  // namespace assay::measure
