// One value, one finding: the first of the checks that says what is wrong with it.
#include "harness/judge/lint/lint_value.hpp"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <optional>

#include "harness/judge/gates/gates_unit.hpp"
#include "harness/judge/lint/lint_parameters.hpp"

namespace assay::judge {
namespace {

// A gate below half of what healthy devices reach lets a device pass that delivers half.
constexpr double kLeastOfTypical = 0.5;
// A value this many times what is near it is of the right unit. Below 1000 between them, so that no
// two prefixes fit.
constexpr double kFarBelow = 0.1, kFarAbove = 10, kFitsAbove = 0.3, kFitsBelow = 3;
constexpr double kSparseFactor = 2, kSparseMargin = 0.03, kSameMargin = 1e-3;
// No kernel that was launched for one message ends sooner: SuperBench's published baseline of 1,939
// A100 nodes has 5.7 us for a launch alone.
constexpr double kShortestTime = 1e-6;
constexpr const char* kShortestTimeSource =
    "1 us; launching a kernel alone takes 5.7 us in SuperBench's baseline of 1,939 A100 nodes";

enum class Bound { expected, lower, upper };

struct Value {
  const Gate& gate;
  const Standard& standard;
  Bound bound;
  double value;

  std::string_view word() const {
    constexpr std::array<std::string_view, 3> kWords{"expected", "lower", "upper"};
    return kWords[static_cast<std::size_t>(bound)];
  }
  /// As the file has it: "2333 MB/s".
  std::string written() const {
    const std::string unit = gate.unit == "1" ? "" : " " + gate.unit;
    return fmt::format("{:.10g}{}", value / gate.unit_factor, unit);
  }
  std::string in_base(double other) const { return shown(other, standard.unit); }
  std::string name() const { return to_string(standard.metric); }
  /// A slow device must lie on its wrong side.
  bool catches() const { return bound == (standard.lower_is_better ? Bound::upper : Bound::lower); }
};

struct Problem {
  std::string check, what;
  Severity severity = Severity::error;
};
using Found = std::optional<Problem>;

// "typically 4.15 TB/s" or "published as 4.8 TB/s".
std::string near_words(const Standard& standard) {
  if (standard.typical) {
    return fmt::format("{} that healthy devices reach",
                       shown(standard.typical->high, standard.unit));
  }
  return fmt::format("{} published as {}", shown(*standard.gating(), standard.unit),
                     standard.published_path);
}

std::string meant(const Value& value, double factor) {
  const GateUnit* given = find_gate_unit(value.gate.unit);
  const GateUnit* other = given ? scaled_unit(*given, factor) : nullptr;
  const double number = value.value / value.gate.unit_factor;
  if (other) return fmt::format("was {:.10g} {} meant?", number, other->name);
  return fmt::format("was {} meant?", value.in_base(value.value * factor));
}

// Off by a power of a thousand against what is near, or where nothing is, against what can be.
Found check_prefix(const Value& value) {
  const Standard& standard = value.standard;
  const auto near = standard.near();
  const double ratio = near ? value.value / *near : 0;
  const bool far = near ? ratio < kFarBelow || ratio > kFarAbove
                        : standard.range && !standard.range->holds(value.value);
  // A small message may be slow, so that only too much is wrong with its gate.
  if (!far || value.value == 0 || (standard.small && (!near || ratio < 1))) return {};
  for (const double factor : {1e3, 1e-3, 1e6, 1e-6, 1e9, 1e-9}) {
    const double scaled = value.value * factor;
    const bool fits = near ? scaled / *near >= kFitsAbove && scaled / *near <= kFitsBelow
                           : standard.range->holds(scaled);
    if (!fits) continue;
    const std::string against =
        near ? fmt::format("{:.2g} % of the {}", 100 * ratio, near_words(standard))
             : fmt::format("outside {} to {}, where every such device lies",
                           value.in_base(standard.range->low), value.in_base(standard.range->high));
    return Problem{"units",
                   fmt::format("{} {} of {} is {}: the unit is off by a factor of {:g}; {}",
                               value.word(), value.written(), value.name(), against,
                               std::max(factor, 1 / factor), meant(value, factor))};
  }
  return {};
}

Found check_time(const Value& value) {
  if (!value.gate.bytes || value.bound == Bound::upper || value.standard.lower_is_better) return {};
  const auto* metric = catalogue::find_metric(value.standard.metric.name);
  const double bytes = static_cast<double>(*value.gate.bytes) * arrays_moved(*metric);
  if (value.value == 0 || bytes / value.value >= kShortestTime) return {};
  return Problem{
      "impossible",
      fmt::format(
          "{} {} at {} B cannot be: so much would be moved in {}, and nothing is faster than "
          "{}; gate the rate at a size above {}, or a small one by its time",
          value.word(), value.written(), *value.gate.bytes,
          shown(static_cast<double>(*value.gate.bytes) / value.value, "s"), kShortestTimeSource,
          shown(value.value * kShortestTime / arrays_moved(*metric), "B"))};
}

Found check_sparse_gate(const Value& value) {
  const Standard& standard = value.standard;
  const auto dense = standard.gating();
  if (!dense || value.bound == Bound::upper || !standard.published_path.ends_with(".dense"))
    return {};
  if (std::abs(value.value / (*dense * kSparseFactor) - 1) > kSparseMargin) return {};
  return Problem{"sparse", fmt::format("{} {} is twice the {} published as {}: it is the rate with "
                                       "sparsity, which no dense kernel reaches; halve it",
                                       value.word(), value.written(), value.in_base(*dense),
                                       standard.published_path)};
}

// A digit more or less is no prefix, and worth a hint.
std::string decimal_hint(const Value& value, double near) {
  for (const double factor : {10.0, 100.0, 0.1, 0.01}) {
    const double scaled = value.value / factor;
    if (scaled > near || scaled <= near * kFitsAbove) continue;
    return fmt::format("{} by {:g} it would be {}", factor > 1 ? "divided" : "multiplied",
                       std::max(factor, 1 / factor), value.in_base(scaled));
  }
  return "correct the value or its unit";
}

// "the published vector.fp32.peak, which is unverified: SOURCE"; empty: it is none such.
std::string doubtful_figure(const Value& value) {
  const Standard& standard = value.standard;
  if (!standard.published || standard.published->gates()) return "";
  const double published = standard.published->value * standard.published_factor;
  if (std::abs(value.value / published - 1) > kSameMargin) return "";
  return fmt::format("the published {}, which is {}: {}", standard.published_path,
                     to_string(standard.published->authority), standard.published->source);
}

Found check_grade(const Value& value) {
  const std::string figure = doubtful_figure(value);
  if (figure.empty()) return {};
  return Problem{"grade",
                 fmt::format("{} {} is {}; rest the gate on a measurement", value.word(),
                             value.written(), figure),
                 Severity::warning};
}

Found check_ceiling(const Value& value) {
  const auto ceiling = value.standard.ceiling;
  if (!ceiling || value.bound == Bound::upper || value.standard.lower_is_better) return {};
  if (value.value <= *ceiling) return {};
  const std::string doubtful = doubtful_figure(value);
  return Problem{
      "ceiling",
      fmt::format("{} {} is {:.3g} times the {} that {} can reach at all ({}); {}", value.word(),
                  value.written(), value.value / *ceiling, value.in_base(*ceiling), value.name(),
                  value.standard.ceiling_source,
                  doubtful.empty() ? decimal_hint(value, *ceiling) : "it is " + doubtful)};
}

Found check_range(const Value& value) {
  const auto* range = value.standard.range;
  if (!range || range->holds(value.value) || value.value == 0) return {};
  const bool below = value.value < range->low;
  if (below && (value.standard.small || value.standard.near())) return {};
  return Problem{"range", fmt::format("{} {} of {} lies outside {} to {}, where every such device "
                                      "lies; correct the value or its unit",
                                      value.word(), value.written(), value.name(),
                                      value.in_base(range->low), value.in_base(range->high))};
}

// The bound that is there to catch a slow device.
Found check_slack(const Value& value) {
  const Standard& standard = value.standard;
  if (!value.catches() || standard.small) return {};
  const bool time = standard.lower_is_better;
  if (standard.typical) {
    const double limit =
        time ? standard.typical->high / kLeastOfTypical : standard.typical->low * kLeastOfTypical;
    if (time ? value.value <= limit : value.value >= limit) return {};
    const double typical = time ? standard.typical->high : standard.typical->low;
    return Problem{
        "slack",
        fmt::format("{} {} is {:.2g} % of the {} that healthy devices reach in {}: a device "
                    "that delivers half of that would pass; {} it to at {} {}",
                    value.word(), value.written(), 100 * value.value / typical,
                    value.in_base(typical), value.name(), time ? "lower" : "raise",
                    time ? "most" : "least", value.in_base(limit))};
  }
  const auto published = standard.gating();
  if (!published || time || value.value >= *published * kLeastOfTypical) return {};
  const bool hopeless = value.value < *published * kFarBelow;
  const std::string advice =
      hopeless ? decimal_hint(value, *published) : "raise it, or say in a note why it is so low";
  return Problem{
      "slack",
      fmt::format("{} {} is {:.2g} % of the {} published as {}, and no typical figure of {} "
                  "is known: it {} nothing; {}",
                  value.word(), value.written(), 100 * value.value / *published,
                  value.in_base(*published), standard.published_path, value.name(),
                  hopeless ? "catches" : "may catch", advice),
      hopeless ? Severity::error : Severity::warning};
}

// The bounds against what healthy devices were seen to reach.
Found check_healthy(const Value& value) {
  const Standard& standard = value.standard;
  if (!standard.typical || standard.small || value.bound == Bound::expected) return {};
  const double seen_low = standard.typical->low, seen_high = standard.typical->high;
  if (value.bound == Bound::upper && value.value < seen_high) {
    return Problem{"typical",
                   fmt::format("upper {} is below the {} that healthy devices reach in {}, "
                               "so that it fails them; raise it or leave it out",
                               value.written(), value.in_base(seen_high), value.name())};
  }
  if (value.bound != Bound::lower || value.value <= seen_high) return {};
  return Problem{
      "typical",
      fmt::format("lower {} is above all that healthy devices were seen to reach in {}, {} "
                  "to {}: it may fail a good device",
                  value.written(), value.name(), value.in_base(seen_low), value.in_base(seen_high)),
      Severity::warning};
}

}  // namespace

void check_values(const Gate& gate, std::size_t index, const Standard& standard,
                  Findings& findings) {
  const std::array<std::optional<double>, 3> values{gate.expected, gate.lower, gate.upper};
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (!values[i]) continue;
    const Value value{gate, standard, static_cast<Bound>(i), *values[i]};
    for (const auto check : {check_prefix, check_time, check_sparse_gate, check_ceiling,
                             check_range, check_slack, check_healthy, check_grade}) {
      const Found found = check(value);
      if (!found) continue;
      findings.add(fmt::format("/gates/{}/{}", index, value.word()), found->check, found->what,
                   found->severity);
      break;
    }
  }
}

}  // namespace assay::judge
