// Means over published measurements, from the nearest kin outwards.
#include "harness/simulate/kin.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string>

namespace assay::simulate {
namespace {

using catalogue::Bound;
using catalogue::Metric;
using catalogue::Part;
using catalogue::Typical;

class Mean {
 public:
  void add(double value) {
    sum_ += value;
    ++count_;
  }
  std::optional<double> value() const {
    if (count_ == 0) return std::nullopt;
    return sum_ / count_;
  }

 private:
  double sum_ = 0;
  int count_ = 0;
};

Bound bound_of(const Metric& metric) {
  const auto* info = catalogue::find_metric(metric.name);
  return info ? info->bound : Bound::none;
}

bool is_gemm(const Metric& metric) {
  return metric.name.starts_with("gemm.");
}

bool is_arithmetic(Bound bound) {
  return bound == Bound::tensor || bound == Bound::vector;
}

bool agree(const auto& stated, const auto& asked) {
  return !stated || stated == asked;
}

// A measurement speaks for every case that has the parameters it states.
bool speaks_for(const Metric& stated, const Metric& asked) {
  const auto &s = stated.parameters, &a = asked.parameters;
  return stated.name == asked.name && agree(s.type, a.type) && agree(s.direction, a.direction) &&
         agree(s.engine, a.engine) && agree(s.algorithm, a.algorithm) &&
         agree(s.devices, a.devices);
}

double middle(const Typical& row) {
  return row.median.value_or((row.low + row.high) / 2);
}

}  // namespace

std::optional<double> published(const Part& part, const Metric& metric) {
  const auto reference = reference_of(metric);
  if (!reference) return std::nullopt;
  const auto value = part.value(reference->figure);
  if (!value || *value <= 0) return std::nullopt;
  return *value * reference->factor;
}

std::optional<double> Kin::stated(std::string_view path) const {
  if (const auto own = part_.value(path)) return own;
  Mean near, all;
  for (const auto& other : catalogue_.parts) {
    const auto value = other.value(path);
    if (!value) continue;
    all.add(*value);
    if (other.architecture == part_.architecture) near.add(*value);
  }
  return near.value() ? near.value() : all.value();
}

std::optional<double> Kin::ratio(std::string_view path, std::string_view to) const {
  Mean near, all;
  for (const auto& other : catalogue_.parts) {
    const auto over = other.value(path), under = other.value(to);
    if (!over || !under || *under <= 0) continue;
    all.add(*over / *under);
    if (other.architecture == part_.architecture) near.add(*over / *under);
  }
  return near.value() ? near.value() : all.value();
}

std::optional<double> Kin::mean_share(const PartRule& parts, const MetricRule& metrics) const {
  Mean mean;
  for (const auto& other : catalogue_.parts) {
    if (!parts(other)) continue;
    for (const auto& row : other.typical) {
      if (!metrics(row.metric)) continue;
      if (const auto peak = published(other, row.metric)) mean.add(middle(row) / *peak);
    }
  }
  return mean.value();
}

// Whether power limits a part is seen in its other data types too, so arithmetic asks for those
// before it asks more distant kin for the same one.
std::optional<double> Kin::share(const Metric& metric) const {
  const Bound bound = bound_of(metric);
  const PartRule itself = [&](const Part& other) { return &other == &part_; };
  const PartRule family = [&](const Part& other) { return other.family == part_.family; };
  const PartRule architecture = [&](const Part& other) {
    return other.architecture == part_.architecture;
  };
  const PartRule any = [](const Part&) { return true; };
  const MetricRule same = [&](const Metric& row) { return speaks_for(row, metric); };
  const MetricRule alike = [&](const Metric& row) {
    return is_gemm(metric) && is_gemm(row) && bound_of(row) == bound;
  };
  if (const auto found = mean_share(itself, alike)) return found;
  if (const auto found = mean_share(family, same)) return found;
  if (const auto found = mean_share(family, alike)) return found;
  if (const auto found = mean_share(architecture, same)) return found;
  return mean_share(any, same);
}

std::optional<double> Kin::typical(const Metric& metric) const {
  for (const auto& row : part_.typical) {
    if (speaks_for(row.metric, metric)) return middle(row);
  }
  const auto peak = published(part_, metric);
  if (!peak) return std::nullopt;
  const auto reached = share(metric);
  if (!reached) return std::nullopt;
  return *peak * std::min(*reached, 1.0);
}

std::optional<double> Kin::clock_hz(const Part& part) const {
  for (const char* path : {"clocks.maximum", "clocks.vector_peak", "clocks.tensor_peak"}) {
    if (const auto own = part.value(path)) return own;
  }
  return Kin(catalogue_, part).stated("clocks.maximum");
}

std::optional<double> Kin::per_sm_clock(const Part& part, const Metric& metric) const {
  const auto reference = reference_of(metric);
  if (!reference || !is_arithmetic(bound_of(metric))) return std::nullopt;
  const auto group = reference->figure.substr(0, reference->figure.rfind('.'));
  if (const auto own = part.value(group + ".per_sm_per_clock")) return own;
  const auto peak = published(part, metric);
  const auto clock = clock_hz(part);
  const auto processors = Kin(catalogue_, part).multiprocessors();
  if (!peak || !clock || !processors) return std::nullopt;
  return std::exp2(std::round(std::log2(*peak / (*processors * *clock))));
}

std::optional<double> Kin::ideal_rate(const Part& part, const Metric& metric) const {
  const auto peak = published(part, metric);
  const auto units = per_sm_clock(part, metric);
  const auto clock = clock_hz(part);
  const auto processors = Kin(catalogue_, part).multiprocessors();
  if (!peak || !units || !clock || !processors) return std::nullopt;
  return std::min(*peak, *processors * *units * *clock);
}

double Kin::best_efficiency(const Metric& metric) const {
  double best = 0;
  for (const auto& other : catalogue_.parts) {
    if (other.architecture != part_.architecture) continue;
    for (const auto& row : other.typical) {
      if (!is_gemm(row.metric) || bound_of(row.metric) != bound_of(metric)) continue;
      if (const auto ideal = ideal_rate(other, row.metric)) {
        best = std::max(best, middle(row) / *ideal);
      }
    }
  }
  return best > 0 ? std::min(best, 1.0) : 1.0;
}

}  // namespace assay::simulate
