// Physics first, published rates where physics is not published.
// SPDX-License-Identifier: Apache-2.0
#include "harness/judge/verdict/ceiling.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <initializer_list>

#include "harness/core/units.hpp"

namespace assay::judge {
namespace {

using catalogue::Catalogue;
using catalogue::Metric;
using catalogue::Part;

constexpr double kBitsPerByte = 8;
constexpr double kTransfersPerClock = 2;  // double data rate

std::string percent_above(double margin) {
  return fmt::format("{:.3g} % above", 100 * (margin - 1));
}

std::optional<double> first_of(const Part& part, std::initializer_list<const char*> paths) {
  for (const char* path : paths) {
    if (const auto value = part.gating(path)) return value;
  }
  return std::nullopt;
}

// The rate of all SMs at the highest clock the driver allows.
GateValue issue_bound(double count, double per_clock, double clock_hz, std::string_view of) {
  return {
      .value = count * per_clock * clock_hz * kCeilingMargin,
      .source = fmt::format("{} {:.0f} SMs x {:.0f} a clock x {:.0f} MHz{}",
                            percent_above(kCeilingMargin), count, per_clock, clock_hz / 1e6, of)};
}

// Most that an SM of the architecture does, at the highest clock any part of it has.
std::optional<GateValue> bound_of_architecture(const Catalogue& catalogue, const Part& part,
                                               const std::string& per_clock_path) {
  const auto count = part.gating("sm_count");
  double per_clock = 0, clock_hz = 0;
  for (const Part& other : catalogue.parts) {
    if (other.architecture != part.architecture) continue;
    per_clock = std::max(per_clock, other.gating(per_clock_path).value_or(0));
    clock_hz = std::max(clock_hz, other.gating("clocks.maximum").value_or(0));
  }
  if (!count || per_clock == 0 || clock_hz == 0) return std::nullopt;
  return issue_bound(*count, per_clock, clock_hz,
                     fmt::format(", the most of any {} part", part.architecture));
}

std::optional<GateValue> arithmetic_ceiling(const Catalogue& catalogue, const Part& part,
                                            const std::string& figure) {
  const std::string per_clock_path = figure.substr(0, figure.rfind('.')) + ".per_sm_per_clock";
  const auto count = part.gating("sm_count"), per_clock = part.gating(per_clock_path),
             clock_hz = part.gating("clocks.maximum");
  if (count && per_clock && clock_hz) return issue_bound(*count, *per_clock, *clock_hz, "");
  if (const auto rate = part.gating(figure)) {
    return GateValue{.value = *rate * kPublishedRateMargin,
                     .source = fmt::format("{} the published {}: no highest clock is published, "
                                           "and the part may clock higher than that rate assumes",
                                           percent_above(kPublishedRateMargin),
                                           format_quantity(*rate, part.figure(figure)->unit))};
  }
  return bound_of_architecture(catalogue, part, per_clock_path);
}

std::optional<GateValue> memory_ceiling(const Part& part) {
  const auto bits = first_of(part, {"memory.effective_bus_width", "memory.bus_width"});
  const auto clock_hz = part.gating("memory.clock");
  const double computed =
      bits && clock_hz ? *bits * *clock_hz * kTransfersPerClock / kBitsPerByte : 0;
  const double published = part.gating("memory.bandwidth").value_or(0);
  if (computed >= published && computed > 0) {
    return GateValue{.value = computed * kCeilingMargin,
                     .source = fmt::format("{} {:.0f} bit x {:.0f} MHz x 2",
                                           percent_above(kCeilingMargin), *bits, *clock_hz / 1e6)};
  }
  if (published == 0) return std::nullopt;
  return GateValue{.value = published * kCeilingMargin,
                   .source = fmt::format("{} the published {}", percent_above(kCeilingMargin),
                                         format_quantity(published, "B/s"))};
}

std::optional<GateValue> link_ceiling(const Part& part, const Metric& metric) {
  const auto rate = part.gating("nvlink.rate_per_direction");
  if (!rate) return std::nullopt;
  // The bus bandwidth is 2 (n - 1) / n of what a device sends, and a switch that reduces has it
  // send each byte once: less than twice the wire.
  const bool twice =
      metric.parameters.direction == "both" || catalogue::may_add_up_in_switch(metric.parameters);
  return GateValue{
      .value = *rate * (twice ? 2 : 1) * kCeilingMargin,
      .source = fmt::format("{} {}{} of all links in one direction", percent_above(kCeilingMargin),
                            twice ? "twice " : "", format_quantity(*rate, "B/s"))};
}

// A copy cannot be faster than the memory at its end, whatever lies between.
std::optional<GateValue> host_link_ceiling(const Part& part, const Metric& metric) {
  const auto rate = part.gating("pcie.rate_per_direction");
  if (!rate || metric.parameters.direction == "device_to_device") return memory_ceiling(part);
  const bool twice = metric.parameters.direction == "host_both";
  return GateValue{
      .value = *rate * (twice ? 2 : 1) * kCeilingMargin,
      .source = fmt::format("{} {}{} of PCIe in one direction", percent_above(kCeilingMargin),
                            twice ? "twice " : "", format_quantity(*rate, "B/s"))};
}

std::optional<GateValue> capacity_ceiling(const Part& part) {
  if (const auto bytes = part.gating("memory.reported")) {
    return GateValue{.value = *bytes, .source = "memory as the driver of such a part states it"};
  }
  const auto bytes = part.gating("memory.size");
  if (!bytes) return std::nullopt;
  return GateValue{.value = *bytes * kGibibytesPerGigabyte,
                   .source = fmt::format("{:.0f} GB as sold, each a GiB at most", *bytes / 1e9)};
}

}  // namespace

std::optional<GateValue> ceiling_of(const Catalogue& catalogue, const Part& part,
                                    const Metric& metric) {
  using Kind = catalogue::Bound;
  const auto* info = catalogue::find_metric(metric.name);
  if (!info) return std::nullopt;
  const auto reference = reference_of(metric);
  switch (info->bound) {
    case Kind::tensor:
    case Kind::vector:
      return reference ? arithmetic_ceiling(catalogue, part, reference->figure) : std::nullopt;
    case Kind::memory:
      return memory_ceiling(part);
    case Kind::nvlink:
      return link_ceiling(part, metric);
    case Kind::pcie:
      return host_link_ceiling(part, metric);
    case Kind::capacity:
      return capacity_ceiling(part);
    case Kind::count:
      if (const auto count = part.gating("sm_count")) {
        return GateValue{.value = *count, .source = "SMs of the part"};
      }
      return std::nullopt;
    case Kind::cache:
    case Kind::none:
      return std::nullopt;
  }
  return std::nullopt;
}

}  // namespace assay::judge
