// How do findings speak of numbers, places and names?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <string>
#include <string_view>
#include <vector>

#include "harness/judge/lint/lint.hpp"

namespace assay::judge {

/// "989.4 TFLOP/s", "17.02 ps", "132": four digits, so that one per cent shows.
std::string shown(double value, std::string_view unit);

/// "/tensor/fp16/dense" of "tensor.fp16.dense".
std::string pointer_of(std::string_view path);

/// Those among `names` that `wanted` was most likely meant to be: at most three, best first.
std::vector<std::string> nearest(std::string_view wanted, std::vector<std::string> names);

/// Findings of one file.
class Findings {
 public:
  Findings(std::string file, std::vector<Finding>& list) : file_(std::move(file)), list_(list) {}

  void error(std::string place, std::string check, std::string what) {
    add(std::move(place), std::move(check), std::move(what), Severity::error);
  }
  void warning(std::string place, std::string check, std::string what) {
    add(std::move(place), std::move(check), std::move(what), Severity::warning);
  }
  /// Once for each place and check: a second one would tell the same.
  void add(std::string place, std::string check, std::string what, Severity severity);

 private:
  std::string file_;
  std::vector<Finding>& list_;
};

}  // namespace assay::judge
