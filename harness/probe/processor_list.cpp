// How the list format of cpuset(7) is read.
// SPDX-License-Identifier: Apache-2.0
#include "harness/probe/processor_list.hpp"

#include <algorithm>
#include <iterator>

#include "harness/probe/text.hpp"

namespace assay::probe {
namespace {

constexpr int kProcessorLimit = 65536;

}  // namespace

std::optional<std::vector<int>> parse_processor_list(std::string_view text) {
  std::vector<int> numbers;
  for (const std::string_view range : split(trim(text), ',')) {
    const std::size_t dash = range.find('-');
    const std::optional<int> first = parse_small_number(range.substr(0, dash));
    const std::optional<int> last =
        dash == std::string_view::npos ? first : parse_small_number(range.substr(dash + 1));
    if (!first || !last || *last < *first || *last >= kProcessorLimit) return std::nullopt;
    // Ranges may repeat: without this bound a few kilobytes of text could name a billion numbers.
    if (numbers.size() > static_cast<std::size_t>(kProcessorLimit)) return std::nullopt;
    for (int number = *first; number <= *last; ++number) numbers.push_back(number);
  }
  std::sort(numbers.begin(), numbers.end());
  numbers.erase(std::unique(numbers.begin(), numbers.end()), numbers.end());
  return numbers;
}

std::vector<int> intersection(const std::vector<int>& processors, const std::vector<int>& list) {
  std::vector<int> both;
  std::copy_if(processors.begin(), processors.end(), std::back_inserter(both),
               [&](int number) { return std::binary_search(list.begin(), list.end(), number); });
  return both;
}

}  // namespace assay::probe
