// WORD@GLOB, with a number behind it where the word takes one.
// SPDX-License-Identifier: Apache-2.0
#include "harness/operate/injection.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <string_view>
#include <utility>

#include "harness/plan/glob.hpp"
#include "kernels/error.hpp"

namespace assay::operate {
namespace {

constexpr std::array<std::pair<std::string_view, Fault>, 5> kWords{{{"hang", Fault::hang},
                                                                    {"crash", Fault::crash},
                                                                    {"wrong", Fault::wrong},
                                                                    {"slow", Fault::slow},
                                                                    {"nan", Fault::nan}}};

[[noreturn]] void refuse(std::string_view text, std::string_view why) {
  throw Error(ErrorKind::usage,
              fmt::format("--inject {}: {}; give such as hang@memory.read, crash@'memory.*':3, "
                          "wrong@CASE, slow@CASE:0.8 or nan@CASE, separated by commas",
                          text, why));
}

// Case names end in cuda:N, whose number is not one of ours.
std::optional<std::string_view> take_number(std::string_view& glob) {
  const std::size_t colon = glob.rfind(':');
  if (colon == std::string_view::npos) return std::nullopt;
  const auto number = glob.substr(colon + 1), rest = glob.substr(0, colon);
  const bool looks_it = number.find_first_not_of("0123456789.eE+-") == std::string_view::npos;
  if (!looks_it || rest.ends_with("cuda")) return std::nullopt;
  glob = rest;
  return number;
}

template <typename Number>
std::optional<Number> whole_number(std::string_view text) {
  Number value{};
  const auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (status != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

void set_number(Injection& made, std::string_view number, std::string_view text) {
  if (made.fault == Fault::slow) {
    const auto share = whole_number<double>(number);
    if (!share || !(*share > 0 && *share < 1)) {
      refuse(text, "the share of the rate is above 0 and below 1");
    }
    made.share = *share;
  } else if (made.fault == Fault::hang || made.fault == Fault::crash) {
    const auto sample = whole_number<std::uint64_t>(number);
    if (!sample || *sample == 0) refuse(text, "samples are counted from 1");
    made.sample = *sample;
  } else {
    refuse(text, "it takes no number");
  }
}

Injection parse(std::string_view text) {
  const std::size_t at = text.find('@');
  const auto word = text.substr(0, at);
  const auto known = std::find_if(kWords.begin(), kWords.end(),
                                  [&](const auto& one) { return one.first == word; });
  if (known == kWords.end()) refuse(text, "there is no such fault");
  if (at == std::string_view::npos || at + 1 == text.size()) refuse(text, "it names no case");
  std::string_view glob = text.substr(at + 1);
  Injection made{.fault = known->second, .cases = {}, .text = std::string(text)};
  if (const auto number = take_number(glob)) {
    set_number(made, *number, text);
  } else if (made.fault == Fault::slow) {
    refuse(text, "it does not say which share of the rate is left");
  }
  made.cases = glob;
  return made;
}

}  // namespace

bool Injection::strikes(const plan::Case& planned) const {
  return plan::matches(cases, planned.kernel->description().name) ||
         plan::matches(cases, planned.name());
}

std::vector<Injection> parse_injections(const std::optional<std::string>& given) {
  if (!given) return {};
  const std::string_view list = *given;
  std::vector<Injection> made;
  for (std::size_t begin = 0; begin <= list.size();) {
    const std::size_t end = std::min(list.find(',', begin), list.size());
    made.push_back(parse(list.substr(begin, end - begin)));
    begin = end + 1;
  }
  return made;
}

void require_all_strike(const std::vector<Injection>& injections, const plan::Plan& plan) {
  for (const auto& one : injections) {
    const bool strikes = std::any_of(
        plan.cases.begin(), plan.cases.end(),
        [&](const auto& planned) { return planned.unavailable.empty() && one.strikes(planned); });
    if (strikes) continue;
    throw Error(ErrorKind::usage,
                fmt::format("--inject {}: matches no case of this run that can be measured; 'assay "
                            "run --dry-run' prints the cases",
                            one.text));
  }
}

}  // namespace assay::operate
