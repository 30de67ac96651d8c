// The spellings, one switch per enumeration: a new enumerator without one is a compiler warning.
// SPDX-License-Identifier: Apache-2.0
#include "harness/core/words.hpp"

#include <stdexcept>

namespace assay {

std::string_view to_string(DataType type) {
  switch (type) {
    case DataType::fp64:
      return "fp64";
    case DataType::fp32:
      return "fp32";
  }
  throw std::logic_error("DataType out of range");
}

std::string_view to_string(Quantity quantity) {
  switch (quantity) {
    case Quantity::bandwidth:
      return "bandwidth";
    case Quantity::throughput:
      return "throughput";
    case Quantity::latency:
      return "latency";
    case Quantity::rate:
      return "rate";
  }
  throw std::logic_error("Quantity out of range");
}

std::string_view unit_of(Quantity quantity) {
  switch (quantity) {
    case Quantity::bandwidth:
      return "B/s";
    case Quantity::throughput:
      return "FLOP/s";
    case Quantity::latency:
      return "s";
    case Quantity::rate:
      return "FLOP/s";
  }
  throw std::logic_error("Quantity out of range");
}

}  // namespace assay
