// How is a sample written for Prometheus? In its text format, which the textfile collector of its
// node exporter takes too: a gauge, labels escaped, no time of its own.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace assay::report {

/// What samples of one name mean.
struct MetricFamily {
  std::string_view name;  ///< with its base unit: "assay_measured_bytes_per_second"
  std::string_view help;  ///< one line
};

using Labels = std::vector<std::pair<std::string_view, std::string>>;

/// `host="node7",device="cuda:0"`: backslash, double quote and line feed escaped.
std::string label_text(const Labels& labels);

/// One line; `labels` as label_text gives them, empty for none.
std::string sample_line(std::string_view name, std::string_view labels, double value);

/// HELP and TYPE, which stand once, before all samples of the family.
std::string family_head(const MetricFamily& family);

}  // namespace assay::report
