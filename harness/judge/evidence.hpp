// What does a document say of one device, metric by metric?
//
// The one place that decides which of many cases stands for a metric; verdict, identity, gap and
// claims all ask here, so that they cannot differ.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/catalogue/metric.hpp"
#include "harness/document/document.hpp"

namespace assay::judge {

/// A case that was measured, and stands for its metric.
struct Measurement {
  catalogue::Metric metric;                      ///< with every parameter the case has
  const document::CaseRecord* record = nullptr;  ///< of the document, which must outlive this
  double value = 0;                              ///< median, in the unit of the case
  double low = 0, high = 0;                      ///< interval of the median
  std::optional<double> clock_hz;                ///< measured in the case
};

/// A case that stands for a metric and has no result, or does not stand for it, and why: a fallback
/// for the rate of the part, say.
struct Unmeasured {
  catalogue::Metric metric;
  const document::CaseRecord* record = nullptr;
  std::string reason;
};

struct DeviceEvidence {
  std::string device;                       ///< "cuda:0", "cpu"
  const probe::CudaFacts* facts = nullptr;  ///< null for the CPU
  std::vector<Measurement> measurements;    ///< at most one for each metric with its parameters
  std::vector<Unmeasured> unmeasured;
  std::vector<const document::CaseRecord*> wrong;  ///< computed a wrong answer

  /// The measurement that answers a question: same name, and the same value of every parameter the
  /// question states. Types agree as parts spell them: fp8 is answered by fp8_e4m3. The best where
  /// several do; null where none does.
  const Measurement* find(const catalogue::Metric& question) const;

  /// SMs that took part: counted by the census where it ran, else as the driver states them.
  std::optional<double> multiprocessors() const;
  /// A rate of one SM in one clock: the median of what each SM counted in cycles of its own, where
  /// it did; else by SMs and clock, and empty where one of them is not known.
  std::optional<double> per_sm_clock(const Measurement& measurement) const;
};

/// Same name, and the same value of every parameter that the question states. Types agree as parts
/// spell them: fp8 is answered by fp8_e4m3. Pageable memory, graphs, the sizes of a chase, and
/// products computed in another than the usual way (a fallback, a burst, promoted sums, sparse
/// data, another layout) must be asked for.
bool answers(const catalogue::Metric& question, const catalogue::Metric& metric);

/// The metric of the same product computed in the usual way.
catalogue::Metric in_the_usual_way(catalogue::Metric metric);

/// Kernel, quantity and parameters of a case as a metric. A library that was left to choose its
/// algorithm, and says which it took, counts as one that was asked for it.
catalogue::Metric metric_of(const document::CaseRecord& record);

/// Why a case that was measured stands for no metric of the part: too small, between hosts, or
/// shared by unlike parts; empty where it does stand. `facts` is null for the CPU.
std::string why_not_standing(const document::Document& document, const document::CaseRecord& record,
                             const probe::CudaFacts* facts);

/// "cuda:0 (NVIDIA H100 80GB HBM3) and cuda:4 (NVIDIA H20) are different parts..." where those that
/// share the case are; else empty.
std::string mixed_parts(const document::Document& document, const document::CaseRecord& record);

/// Of a case with statistics.
Measurement measurement_of(const document::CaseRecord& record);

/// Which of two that answer the same question stands for it: the better one, but a warm case of
/// memory only where there is no other.
bool stands_before(const Measurement& one, const Measurement& other);

/// What a question means that does not say it.
inline constexpr std::string_view kUsualSubmission = "stream", kUsualHostMemory = "pinned";

/// One for each device with a case in the document, in the order of its devices.
std::vector<DeviceEvidence> evidence_of(const document::Document& document);

}  // namespace assay::judge
