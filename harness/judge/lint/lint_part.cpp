// Arithmetic on published figures.
#include "harness/judge/lint/lint_part.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "harness/judge/lint/lint_range.hpp"

namespace assay::judge {
namespace {

using catalogue::Part;

// Two transfers a clock, for HBM and for GDDR as the driver states its clock.
constexpr double kTransfersPerClock = 2, kBitsPerByte = 8;
constexpr double kBandwidthMargin = 0.01;
constexpr double kLeastSparse = 1.5;  // times dense; less is no sparse figure

bool is_excused(const Part& part, std::string_view check, std::string_view path) {
  return std::any_of(part.conflicts.begin(), part.conflicts.end(), [&](const auto& conflict) {
    return conflict.check == check && conflict.figure == path;
  });
}

// Within 0.6 of the last decimal that the figure has in tera, as vendors print it, or 0.1 %.
bool is_rounding_of(double stated, double computed) {
  const std::string text = fmt::format("{:.12g}", stated / 1e12);
  const auto dot = text.find('.');
  const double decimals = dot == text.npos ? 0 : static_cast<double>(text.size() - dot - 1);
  return std::abs(stated - computed) <= std::max(0.6e12 * std::pow(10, -decimals), 1e-3 * computed);
}

// Data types that have figures below "tensor." or "vector.".
std::set<std::string> types_below(const Part& part, const std::string& group) {
  std::set<std::string> types;
  for (const auto& [path, figure] : part.figures) {
    if (!path.starts_with(group + ".")) continue;
    const auto begin = group.size() + 1;
    types.insert(path.substr(begin, path.find('.', begin) - begin));
  }
  return types;
}

// A conflict excuses a check that fails, and only that: an excuse for nothing is a mistake as well.
void report(const Part& part, std::string_view check, const CrossCheck& cross, bool agrees,
            Findings& findings) {
  const bool excused = is_excused(part, check, cross.path);
  if (agrees != excused) return;
  const std::string unit = part.figure(cross.path)->unit;
  const std::string sides =
      fmt::format("{} is {}, and {} gives {}", cross.path, shown(cross.stated, unit),
                  cross.arithmetic, shown(cross.computed, unit));
  findings.error(pointer_of(cross.path), std::string(check),
                 excused
                     ? fmt::format("{}, which agrees; remove the conflict that excuses it", sides)
                     : fmt::format("{}; correct whichever is wrong, or state the conflict with "
                                   "its reason",
                                   sides));
}

}  // namespace

std::vector<CrossCheck> rate_cross_checks(const Part& part) {
  std::vector<CrossCheck> checks;
  const auto count = part.value("sm_count");
  for (const auto& [group, key] : {std::pair("vector", "peak"), std::pair("tensor", "dense")}) {
    for (const auto& type : types_below(part, group)) {
      const std::string at = fmt::format("{}.{}", group, type);
      // FP64 on tensor cores is stated at the clock of the vector rates.
      const char* clock_path = at == "tensor.fp64" || at.starts_with("vector")
                                   ? "clocks.vector_peak"
                                   : "clocks.tensor_peak";
      const auto rate = part.value(at + "." + key),
                 per_clock = part.value(at + ".per_sm_per_clock"), clock = part.value(clock_path);
      if (!count || !rate || !per_clock || !clock) continue;
      checks.push_back({.path = at + "." + key,
                        .stated = *rate,
                        .computed = *count * *per_clock * *clock,
                        .arithmetic = fmt::format("{:g} SMs x {:g} per clock x {}", *count,
                                                  *per_clock, shown(*clock, "Hz"))});
    }
  }
  return checks;
}

std::optional<CrossCheck> bandwidth_cross_check(const Part& part) {
  auto width = part.value("memory.effective_bus_width");
  if (!width) width = part.value("memory.bus_width");
  const auto clock = part.value("memory.clock"), stated = part.value("memory.bandwidth");
  if (!width || !clock || !stated) return std::nullopt;
  return CrossCheck{
      .path = "memory.bandwidth",
      .stated = *stated,
      .computed = *width / kBitsPerByte * *clock * kTransfersPerClock,
      .arithmetic = fmt::format("a bus of {:g} bit x {} x 2", *width, shown(*clock, "Hz"))};
}

void check_units(const Part& part, Findings& findings) {
  for (const auto& [path, figure] : part.figures) {
    const PhysicalRange* range = range_of_figure(path);
    const std::string place = pointer_of(path);
    if (!range) {
      findings.error(place, "units",
                     fmt::format("nothing is known of the size of {}; add its range to the table "
                                 "of assay lint, or remove it",
                                 path));
      continue;
    }
    if (figure.unit != range->unit) {
      findings.error(
          place, "units",
          fmt::format("{} is in {}, not in {}; convert it", path, figure.unit, range->unit));
    }
    const bool has_none = path == "nvlink.links" && figure.value == 0;
    if (has_none || range->holds(figure.value)) continue;
    findings.error(place, "units",
                   fmt::format("{} is {}, outside {} to {}; look for a wrong prefix or a factor of "
                               "1000",
                               path, shown(figure.value, figure.unit),
                               shown(range->low, range->unit), shown(range->high, range->unit)));
  }
}

void check_rates(const Part& part, Findings& findings) {
  for (const auto& cross : rate_cross_checks(part)) {
    report(part, "rate", cross, is_rounding_of(cross.stated, cross.computed), findings);
  }
}

void check_bandwidth(const Part& part, Findings& findings) {
  const auto cross = bandwidth_cross_check(part);
  if (!cross) return;
  const bool agrees = std::abs(cross->stated / cross->computed - 1) <= kBandwidthMargin;
  report(part, "bandwidth", *cross, agrees, findings);
}

void check_sparse(const Part& part, Findings& findings) {
  for (const auto& type : types_below(part, "tensor")) {
    const std::string at = "tensor." + type;
    const auto dense = part.value(at + ".dense"), sparse = part.value(at + ".sparse");
    if (!dense || !sparse) continue;
    const std::string unit = part.figure(at + ".dense")->unit;
    if (*sparse <= *dense * kLeastSparse) {
      findings.error(pointer_of(at + ".dense"), "sparse",
                     fmt::format("{}.dense is {} beside a sparse figure of {}: it is the sparse "
                                 "figure; state the dense one, half of it",
                                 at, shown(*dense, unit), shown(*sparse, unit)));
    }
    report(part, "sparse",
           {.path = at + ".sparse",
            .stated = *sparse,
            .computed = 2 * *dense,
            .arithmetic = "twice the dense figure"},
           is_rounding_of(*sparse, 2 * *dense), findings);
  }
}

void check_dense(const Part& part, Findings& findings) {
  const auto dense = [&](const char* type) {
    return part.value(fmt::format("tensor.{}.dense", type));
  };
  for (const auto& [slow, fast] :
       {std::pair("tf32", "fp16"), std::pair("fp16", "fp8"), std::pair("fp16", "int8")}) {
    const auto low = dense(slow), high = dense(fast);
    if (!low || !high || (*high / *low >= 1.9 && *high / *low <= 2.1)) continue;
    findings.error(fmt::format("/tensor/{}/dense", fast), "dense",
                   fmt::format("the {} rate is {:.2f} times the {} rate and should be 2: one of "
                               "them is no dense figure",
                               fast, *high / *low, slow));
  }
  if (dense("fp16") == dense("bf16")) return;
  findings.error("/tensor/bf16/dense", "dense",
                 "the fp16 and bf16 rates differ, or only one is stated; the hardware has one rate "
                 "for both");
}

void check_lists(const Part& part, Findings& findings) {
  for (std::size_t i = 0; i < part.conflicts.size(); ++i) {
    const auto& path = part.conflicts[i].figure;
    if (part.figure(path)) continue;
    findings.error(fmt::format("/conflicts/{}/figure", i), "conflict",
                   fmt::format("the conflict names {}, which is not stated; remove it", path));
  }
  for (std::size_t i = 0; i < part.absent.size(); ++i) {
    const auto& path = part.absent[i].figure;
    if (!part.figure(path)) continue;
    findings.error(
        fmt::format("/absent/{}/figure", i), "absent",
        fmt::format("{} is stated and also listed as left out; remove one of them", path));
  }
}

}  // namespace assay::judge
