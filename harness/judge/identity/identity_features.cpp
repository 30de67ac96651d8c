// Chooses the measurement behind each feature.
#include "harness/judge/identity/identity_features.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>
#include <utility>

#include "harness/document/record.hpp"

namespace assay::judge {
namespace {

/// One rate that an instruction stream or a GEMM reaches.
struct Rate {
  std::string_view name;  ///< for people
  std::string_view path;  ///< in a part
  FeatureGroup group;
  const Measurement* measured = nullptr;
};

const Measurement* better(const Measurement* one, const Measurement* other) {
  if (!one || !other) return one ? one : other;
  return other->value > one->value ? other : one;
}

const Measurement* find_rate(const DeviceEvidence& evidence, const char* kernel, const char* type) {
  return evidence.find({.name = kernel, .parameters = {.type = type}});
}

// fp16 and bf16 go through the same units at the same rate: one feature, the better of the two.
std::vector<Rate> instruction_rates(const DeviceEvidence& evidence) {
  const auto tensor = [&](const char* type) {
    return find_rate(evidence, "tensor.rate/rate", type);
  };
  std::vector<Rate> rates{
      {"fp16 tensor rate", "tensor.fp16", FeatureGroup::tensor,
       better(tensor("fp16"), tensor("bf16"))},
      {"fp8 tensor rate", "tensor.fp8", FeatureGroup::tensor, tensor("fp8")},
      {"tf32 tensor rate", "tensor.tf32", FeatureGroup::tensor, tensor("tf32")},
      {"int8 tensor rate", "tensor.int8", FeatureGroup::tensor, tensor("int8")},
      {"fp32 FMA rate", "vector.fp32", FeatureGroup::fp32,
       find_rate(evidence, "fma.rate/rate", "fp32")},
      {"fp64 FMA rate", "vector.fp64", FeatureGroup::fp64,
       find_rate(evidence, "fma.rate/rate", "fp64")},
  };
  std::erase_if(rates, [](const Rate& rate) { return !rate.measured; });
  return rates;
}

std::vector<Rate> gemm_rates(const DeviceEvidence& evidence) {
  const auto gemm = [&](const char* name) { return evidence.find({.name = name}); };
  std::vector<Rate> rates{
      {"fp16 GEMM", "tensor.fp16", FeatureGroup::achieved,
       better(gemm("gemm.fp16/throughput"), gemm("gemm.bf16/throughput"))},
      {"fp8 GEMM", "tensor.fp8", FeatureGroup::achieved, gemm("gemm.fp8_e4m3/throughput")},
      {"tf32 GEMM", "tensor.tf32", FeatureGroup::achieved, gemm("gemm.tf32/throughput")},
      {"int8 GEMM", "tensor.int8", FeatureGroup::achieved, gemm("gemm.int8/throughput")},
      {"fp32 GEMM", "vector.fp32", FeatureGroup::achieved, gemm("gemm.fp32/throughput")},
      {"fp64 GEMM", "tensor.fp64", FeatureGroup::achieved, gemm("gemm.fp64/throughput")},
  };
  std::erase_if(rates, [](const Rate& rate) { return !rate.measured; });
  return rates;
}

class Collector {
 public:
  explicit Collector(const DeviceEvidence& evidence) : evidence_(evidence) {
    if (const auto* census = evidence.find({.name = "sm.census/count"})) census_ = census->value;
  }

  std::vector<MeasuredFeature> collect() {
    if (census_)
      add("SMs", "1", FeatureKind::multiprocessors, FeatureGroup::multiprocessors,
          "sm.census/count");
    add_rates();
    for (const Rate& rate : gemm_rates(evidence_)) add_achieved(rate);
    add_bandwidth();
    add("memory capacity", "B", FeatureKind::memory_capacity, FeatureGroup::capacity,
        "memory.capacity/capacity");
    add("L2 knee", "B", FeatureKind::l2_knee, FeatureGroup::l2, "l2.knee/capacity");
    add_fp8();
    add_link();
    return std::move(list_);
  }

 private:
  MeasuredFeature& add(std::string name, std::string unit, double value, const Measurement& from,
                       FeatureKind kind, FeatureGroup group) {
    return list_.emplace_back(MeasuredFeature{.shown = {.name = std::move(name),
                                                        .unit = std::move(unit),
                                                        .measured = value,
                                                        .case_name = from.record->name},
                                              .kind = kind,
                                              .group = group});
  }

  void add(const char* name, const char* unit, FeatureKind kind, FeatureGroup group,
           const char* metric) {
    const auto* found = evidence_.find({.name = metric});
    if (found && found->value > 0) add(name, unit, found->value, *found, kind, group);
  }

  void add_achieved(const Rate& rate) {
    const bool integers = rate.path == "tensor.int8";
    add(std::string(rate.name), integers ? "op/s" : "FLOP/s", rate.measured->value, *rate.measured,
        FeatureKind::achieved_rate, FeatureGroup::achieved)
        .rate = rate.path;
  }

  void add_rates() {
    const auto rates = instruction_rates(evidence_);
    for (const Rate& rate : rates) {
      const char* unit = rate.path == "tensor.int8" ? "op" : "FLOP";
      if (const auto& counted = rate.measured->record->processors) {
        add(fmt::format("{} per SM per clock", rate.name), unit, counted->median, *rate.measured,
            FeatureKind::rate_per_sm_clock, rate.group)
            .rate = rate.path;
        continue;
      }
      if (!rate.measured->clock_hz) {
        add_achieved(rate);
        continue;
      }
      const double per_clock = rate.measured->value / *rate.measured->clock_hz;
      auto& feature =
          census_ ? add(fmt::format("{} per SM per clock", rate.name), unit, per_clock / *census_,
                        *rate.measured, FeatureKind::rate_per_sm_clock, rate.group)
                  : add(fmt::format("{} per clock", rate.name), unit, per_clock, *rate.measured,
                        FeatureKind::rate_per_clock, rate.group);
      feature.rate = rate.path;
    }
    add_ratio(rates, "tensor.fp16", FeatureGroup::tensor);
    add_ratio(rates, "vector.fp64", FeatureGroup::fp64);
  }

  bool is_known_per_sm_clock(const Measurement& measured) const {
    return measured.record->processors || (measured.clock_hz && census_);
  }

  // Against fp32, and only where not both are known per SM and clock: it would say the same again.
  void add_ratio(const std::vector<Rate>& rates, std::string_view path, FeatureGroup group) {
    const auto find = [&](std::string_view wanted) {
      return std::find_if(rates.begin(), rates.end(),
                          [&](const Rate& rate) { return rate.path == wanted; });
    };
    const auto upper = find(path), lower = find("vector.fp32");
    if (upper == rates.end() || lower == rates.end()) return;
    const auto &top = *upper->measured, &bottom = *lower->measured;
    if (is_known_per_sm_clock(top) && is_known_per_sm_clock(bottom)) return;
    const bool clocks = top.clock_hz && bottom.clock_hz;
    const double per_clock = clocks ? *bottom.clock_hz / *top.clock_hz : 1;
    auto& feature = add(fmt::format("{} to {}", upper->name, lower->name), "1",
                        top.value / bottom.value * per_clock, top, FeatureKind::rate_ratio, group);
    feature.rate = path;
    feature.other_rate = "vector.fp32";
    feature.same_clock = clocks;
  }

  void add_bandwidth() {
    const Measurement* best = nullptr;
    for (const char* kernel : {"read", "write", "copy", "scale", "add", "triad"}) {
      best = better(best, evidence_.find({.name = fmt::format("memory.{}/bandwidth", kernel)}));
    }
    if (best) {
      add("memory bandwidth", "B/s", best->value, *best, FeatureKind::memory_bandwidth,
          FeatureGroup::bandwidth);
    }
  }

  // 1: a kernel of that type computed right answers. 0: one was tried and failed. A case that was
  // never tried says nothing.
  void add_fp8() {
    for (const auto& one : evidence_.measurements) {
      if (catalogue::type_of(one.metric) != "fp8") continue;
      add("fp8 executes", "1", 1, one, FeatureKind::fp8_executes, FeatureGroup::executes);
      return;
    }
    for (const auto& one : evidence_.unmeasured) {
      if (catalogue::type_of(one.metric) != "fp8") continue;
      if (one.record->status != measure::Status::error) continue;
      add("fp8 executes", "1", 0, {.metric = one.metric, .record = one.record, .clock_hz = {}},
          FeatureKind::fp8_executes, FeatureGroup::executes);
      return;
    }
  }

  // In-switch reduction (nvls) exceeds the wire's rate by definition, so that it bounds nothing.
  void add_link() {
    struct Link {
      catalogue::Metric metric;
      double factor;
    };
    const std::array<Link, 3> links{{
        {{.name = "transfer.peer/bandwidth", .parameters = {.direction = "one"}}, 1},
        {{.name = "transfer.peer/bandwidth", .parameters = {.direction = "both"}}, 0.5},
        {{.name = "collective.all_reduce/bus_bandwidth", .parameters = {.algorithm = "ring"}}, 1},
    }};
    const Measurement* best = nullptr;
    double value = 0;
    for (const auto& link : links) {
      const auto* found = evidence_.find(link.metric);
      if (!found || found->value * link.factor <= value) continue;
      best = found;
      value = found->value * link.factor;
    }
    if (best) {
      add("link bandwidth", "B/s", value, *best, FeatureKind::link_bandwidth, FeatureGroup::link);
    }
  }

  const DeviceEvidence& evidence_;
  std::optional<double> census_;
  std::vector<MeasuredFeature> list_;
};

}  // namespace

std::vector<MeasuredFeature> features_of(const DeviceEvidence& evidence) {
  return Collector(evidence).collect();
}

}  // namespace assay::judge
