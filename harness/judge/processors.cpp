// Finds and names the SMs that are slow.
#include "harness/judge/processors.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "harness/core/words.hpp"

namespace assay::judge {
namespace {

constexpr std::size_t kNamedAtMost = 4;

}  // namespace

std::optional<ProcessorSpread> spread_of(const document::CaseRecord& record) {
  if (!record.processors) return std::nullopt;
  const auto& rates = *record.processors;
  const auto unit = unit_of(Quantity::rate, record.parameters.type);
  ProcessorSpread spread{.median = rates.median,
                         .minimum = rates.minimum,
                         .maximum = rates.maximum,
                         .unit = std::string(unit.substr(0, unit.find('/')))};
  for (std::size_t i = 0; i < rates.number.size(); ++i) {
    if (rates.flop_per_clock[i] >= kHealthyProcessorShare * rates.median) continue;
    spread.slow.push_back({rates.number[i], rates.flop_per_clock[i]});
  }
  std::stable_sort(spread.slow.begin(), spread.slow.end(), [](const auto& a, const auto& b) {
    return a.flop_per_clock < b.flop_per_clock;
  });
  return spread;
}

std::string slow_sentence(const ProcessorSpread& spread) {
  std::string text;
  for (std::size_t i = 0; i < std::min(spread.slow.size(), kNamedAtMost); ++i) {
    text += fmt::format("{}SM {} does {:.4g}", i == 0 ? "" : ", ", spread.slow[i].number,
                        spread.slow[i].flop_per_clock);
  }
  if (text.empty()) return text;
  text += fmt::format(" of {:.4g} {} per clock", spread.median, spread.unit);
  if (spread.slow.size() > kNamedAtMost) {
    text += fmt::format(", and {} more SMs are slow", spread.slow.size() - kNamedAtMost);
  }
  return text;
}

}  // namespace assay::judge
