// Which quantities can be published, judged and claimed? A closed list.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "kernels/kernel.hpp"

namespace assay::catalogue {

/// Which case of a metric; absent: any, but launches one by one and pinned memory of the host.
struct MetricParameters {
  std::optional<std::string> type = {}, direction = {}, engine = {}, algorithm = {};
  std::optional<std::uint32_t> devices = {};
  std::optional<std::string> submission = {}, host_memory = {};
  std::optional<std::uint64_t> bytes = {}, stride = {};  ///< of a chase alone
  /// How matrices were multiplied, where it was not the usual way: absent is the usual one.
  std::optional<std::string> layout = {}, accumulation = {}, sparsity = {}, path = {}, load = {};

  friend bool operator==(const MetricParameters&, const MetricParameters&) = default;
};

/// Kernel and quantity, as a document spells them: "gemm.bf16/throughput".
struct Metric {
  std::string name;
  MetricParameters parameters = {};

  friend bool operator==(const Metric&, const Metric&) = default;
};

/// The usual way of a product: what a published rate is about. In every other way it is a metric of
/// its own, which nothing published is held against.
struct UsualWay {
  std::string_view layout = "row_column", accumulation = "fast", sparsity = "dense";
  std::string_view path = "native", load = "sustained";
};
inline constexpr UsualWay kUsualWay;

/// Whether both are about products computed in the same way, the usual one spelled out or not.
bool same_way(const MetricParameters& one, const MetricParameters& other);

/// Whether that is the usual one.
bool usual_way(const MetricParameters& parameters);

/// Whether the switch adds up, or may: its bus bandwidth exceeds the rate of the wire, by
/// definition. NCCL's own choice may be to do so.
bool may_add_up_in_switch(const MetricParameters& parameters);

/// Of a case. Sizes tell the cases of a chase apart, which finds another cache with each; of all
/// others the best size stands for the metric, and of the operands of a tensor core the best place.
/// The usual way of a product is left out.
Metric metric_of(std::string_view kernel, Quantity quantity, const Parameters& parameters);

/// "fma.rate/rate [type=fp32]".
std::string to_string(const Metric& metric);

/// What bounds a metric, hence which published figure it is held against.
enum class Bound : std::uint8_t {
  tensor,    ///< dense rate of the tensor cores
  vector,    ///< rate of the ordinary arithmetic units
  memory,    ///< memory bandwidth
  nvlink,    ///< links of one device, one direction
  pcie,      ///< host link, one direction
  count,     ///< streaming multiprocessors
  capacity,  ///< memory
  cache,     ///< L2
  none,      ///< nothing published bounds it
};

struct MetricInfo {
  std::string_view name;
  std::string_view unit;
  Bound bound = Bound::none;
};

/// Every metric, in the order reports show them.
std::span<const MetricInfo> metrics();

/// Null where there is none of that name.
const MetricInfo* find_metric(std::string_view name);

/// The data type a metric is about: of "gemm.fp8_e4m3/throughput" and of type=fp8 it is "fp8", as
/// parts spell it. Empty where it has none.
std::string type_of(const Metric& metric);

/// A published figure, times a factor, is what the metric cannot exceed by much.
struct Reference {
  std::string figure;  ///< path in a part, such as "tensor.bf16.dense"
  double factor = 1;
};

/// Empty where nothing published bounds the metric.
std::optional<Reference> reference_of(const Metric& metric);

}  // namespace assay::catalogue
