// In which words is a verdict told, whatever the form of the report?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <string>
#include <string_view>
#include <vector>

#include "harness/judge/verdict/verdict.hpp"

namespace assay::report {

/// "pass" -> "PASS".
std::string upper(std::string_view text);

/// "tensor.rate bf16", "transfer.peer one sm".
std::string short_name(const catalogue::Metric& metric);

/// "720 TFLOP/s", "<= 2 us", "-".
std::string shown_gate(const judge::MetricVerdict& metric);

/// "not measured".
std::string shown_word(judge::MetricStatus status);

/// "FAIL: gemm.bf16: 612 TFLOP/s is below 680 TFLOP/s".
std::string sentence_of(const judge::MetricVerdict& metric);

/// It is as it should be, or is not judged, or a table is enough to show that the device is not
/// what it should be.
bool needs_no_sentence(const judge::DeviceVerdict& device, const judge::MetricVerdict& metric);

/// What is only shown, and how libraries compare; nothing of a device that is another part.
std::vector<std::string> device_notes(const judge::DeviceVerdict& device);

/// One for everything that is not as it should be, with its cause; then its notes.
std::vector<std::string> device_sentences(const judge::DeviceVerdict& device);

/// "missing: sm.census: not in the document. To do: ...".
std::string missing_line(const judge::Missing& one);

/// File, run, date and host, or of which part it is a simulation.
std::string origin_of(const judge::DocumentVerdict& verdict);

}  // namespace assay::report
