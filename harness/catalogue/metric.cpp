// The list of metrics, and the figure each is held against.
#include "harness/catalogue/metric.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "harness/core/units.hpp"
#include "harness/core/words.hpp"

namespace assay::catalogue {
namespace {

constexpr std::array<MetricInfo, 26> kMetrics{{
    {"gemm.fp64/throughput", "FLOP/s", Bound::tensor},
    {"gemm.fp32/throughput", "FLOP/s", Bound::vector},
    {"gemm.tf32/throughput", "FLOP/s", Bound::tensor},
    {"gemm.fp16/throughput", "FLOP/s", Bound::tensor},
    {"gemm.bf16/throughput", "FLOP/s", Bound::tensor},
    {"gemm.fp8_e4m3/throughput", "FLOP/s", Bound::tensor},
    {"gemm.fp8_e5m2/throughput", "FLOP/s", Bound::tensor},
    {"gemm.int8/throughput", "op/s", Bound::tensor},
    {"tensor.rate/rate", "FLOP/s", Bound::tensor},
    {"fma.rate/rate", "FLOP/s", Bound::vector},
    {"memory.read/bandwidth", "B/s", Bound::memory},
    {"memory.write/bandwidth", "B/s", Bound::memory},
    {"memory.copy/bandwidth", "B/s", Bound::memory},
    {"memory.scale/bandwidth", "B/s", Bound::memory},
    {"memory.add/bandwidth", "B/s", Bound::memory},
    {"memory.triad/bandwidth", "B/s", Bound::memory},
    {"memory.capacity/capacity", "B", Bound::capacity},
    {"l2.knee/capacity", "B", Bound::cache},
    {"l2.read/bandwidth", "B/s", Bound::none},
    {"shared.read/bandwidth", "B/s", Bound::none},
    {"sm.census/count", "1", Bound::count},
    {"transfer.peer/bandwidth", "B/s", Bound::nvlink},
    {"transfer.copy_engine/bandwidth", "B/s", Bound::pcie},
    {"collective.all_reduce/bus_bandwidth", "B/s", Bound::nvlink},
    {"launch.latency/latency", "s", Bound::none},
    {"latency.chase/latency", "s", Bound::none},
}};

/// "gemm" and "bf16" of "gemm.bf16/throughput".
struct KernelName {
  std::string_view subject, action;
};

KernelName split(std::string_view metric) {
  const auto kernel = metric.substr(0, metric.find('/'));
  const auto dot = kernel.find('.');
  if (dot == kernel.npos) return {kernel, {}};
  return {kernel.substr(0, dot), kernel.substr(dot + 1)};
}

std::optional<Reference> link_reference(const Metric& metric) {
  if (may_add_up_in_switch(metric.parameters)) return std::nullopt;
  return Reference{.figure = "nvlink.rate_per_direction",
                   .factor = metric.parameters.direction == "both" ? 2.0 : 1.0};
}

std::optional<Reference> host_link_reference(const Metric& metric) {
  if (metric.parameters.direction == "device_to_device") return std::nullopt;
  // The driver copies pageable memory to memory of its own first: the processor's speed.
  if (metric.parameters.host_memory == "pageable") return std::nullopt;
  return Reference{.figure = "pcie.rate_per_direction",
                   .factor = metric.parameters.direction == "host_both" ? 2.0 : 1.0};
}

template <class Enum>
std::optional<std::string> word_unless_none(Enum value) {
  if (value == Enum::none) return std::nullopt;
  return std::string(to_string(value));
}

template <class Enum>
std::optional<std::string> word_unless(Enum value, std::string_view usual) {
  auto word = word_unless_none(value);
  if (word == usual) return std::nullopt;
  return word;
}

}  // namespace

bool same_way(const MetricParameters& one, const MetricParameters& other) {
  const auto same = [](const auto& a, const auto& b, std::string_view usual) {
    return (a ? std::string_view(*a) : usual) == (b ? std::string_view(*b) : usual);
  };
  return same(one.layout, other.layout, kUsualWay.layout) &&
         same(one.accumulation, other.accumulation, kUsualWay.accumulation) &&
         same(one.sparsity, other.sparsity, kUsualWay.sparsity) &&
         same(one.path, other.path, kUsualWay.path) && same(one.load, other.load, kUsualWay.load);
}

bool usual_way(const MetricParameters& parameters) {
  return same_way(parameters, {});
}

bool may_add_up_in_switch(const MetricParameters& parameters) {
  const auto& algorithm = parameters.algorithm;
  if (!algorithm) return parameters.engine == "nccl";
  return *algorithm == "nvls" || *algorithm == "multimem" || *algorithm == "best";
}

Metric metric_of(std::string_view kernel, Quantity quantity, const Parameters& p) {
  Metric metric{.name = fmt::format("{}/{}", kernel, to_string(quantity)),
                .parameters = {.type = std::string(to_string(p.type)),
                               .direction = word_unless_none(p.direction),
                               .engine = word_unless_none(p.engine),
                               .algorithm = word_unless_none(p.algorithm),
                               .host_memory = word_unless_none(p.host_memory),
                               .layout = word_unless(p.layout, kUsualWay.layout),
                               .accumulation = word_unless(p.accumulation, kUsualWay.accumulation),
                               .sparsity = word_unless(p.sparsity, kUsualWay.sparsity),
                               .path = word_unless(p.path, kUsualWay.path),
                               .load = word_unless(p.load, kUsualWay.load)}};
  if (p.devices != 0) metric.parameters.devices = p.devices;
  // How launches are queued is the question there; elsewhere it only keeps gaps out of the time.
  if (kernel == "launch.latency") metric.parameters.submission = word_unless_none(p.submission);
  if (kernel == "latency.chase") {
    if (p.bytes != 0) metric.parameters.bytes = p.bytes;
    if (p.stride != 0) metric.parameters.stride = p.stride;
  }
  return metric;
}

std::string to_string(const Metric& metric) {
  std::string list;
  const auto add = [&](const char* key, const auto& value) {
    if (value) list += fmt::format("{}{}={}", list.empty() ? "" : " ", key, *value);
  };
  add("type", metric.parameters.type);
  add("layout", metric.parameters.layout);
  add("accumulation", metric.parameters.accumulation);
  add("sparsity", metric.parameters.sparsity);
  add("path", metric.parameters.path);
  add("load", metric.parameters.load);
  add("direction", metric.parameters.direction);
  add("engine", metric.parameters.engine);
  add("algorithm", metric.parameters.algorithm);
  add("devices", metric.parameters.devices);
  add("submission", metric.parameters.submission);
  add("host_memory", metric.parameters.host_memory);
  const auto add_size = [&](const char* key, std::optional<std::uint64_t> bytes) {
    if (bytes) add(key, std::optional(format_exact_bytes(*bytes)));
  };
  add_size("bytes", metric.parameters.bytes);
  add_size("stride", metric.parameters.stride);
  return list.empty() ? metric.name : fmt::format("{} [{}]", metric.name, list);
}

std::span<const MetricInfo> metrics() {
  return kMetrics;
}

const MetricInfo* find_metric(std::string_view name) {
  const auto found = std::find_if(kMetrics.begin(), kMetrics.end(),
                                  [&](const auto& one) { return one.name == name; });
  return found == kMetrics.end() ? nullptr : &*found;
}

std::string type_of(const Metric& metric) {
  const KernelName kernel = split(metric.name);
  std::string type = metric.parameters.type.value_or("");
  if (kernel.subject == "gemm") type = kernel.action;
  return type.substr(0, type.find('_'));
}

std::optional<Reference> reference_of(const Metric& metric) {
  const MetricInfo* info = find_metric(metric.name);
  if (!info || !usual_way(metric.parameters)) return std::nullopt;
  const std::string type = type_of(metric);
  switch (info->bound) {
    case Bound::tensor:
      if (type.empty()) return std::nullopt;
      return Reference{.figure = fmt::format("tensor.{}.dense", type)};
    case Bound::vector:
      if (type.empty()) return std::nullopt;
      return Reference{.figure = fmt::format("vector.{}.peak", type)};
    case Bound::memory:
      return Reference{.figure = "memory.bandwidth"};
    case Bound::nvlink:
      return link_reference(metric);
    case Bound::pcie:
      return host_link_reference(metric);
    case Bound::count:
      return Reference{.figure = "sm_count"};
    case Bound::capacity:
      return Reference{.figure = "memory.reported"};
    case Bound::cache:
      return Reference{.figure = "memory.l2"};
    case Bound::none:
      return std::nullopt;
  }
  return std::nullopt;
}

}  // namespace assay::catalogue
