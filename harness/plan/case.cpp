// Names of cases, devices and levels, and the time a plan takes.
// SPDX-License-Identifier: Apache-2.0
#include "harness/plan/case.hpp"

#include <fmt/format.h>

#include <stdexcept>

#include "harness/core/units.hpp"
#include "harness/core/words.hpp"

namespace assay::plan {

std::string_view to_string(Level level) {
  switch (level) {
    case Level::quick:
      return "quick";
    case Level::standard:
      return "standard";
    case Level::soak:
      return "soak";
  }
  throw std::logic_error("Level out of range");
}

std::string to_string(DeviceId device) {
  return device.kind == DeviceId::Kind::cpu ? "cpu" : fmt::format("cuda:{}", device.index);
}

std::string Case::name() const {
  const Kernel& described = kernel->description();
  std::string size;
  if (parameters.bytes != 0) size = fmt::format("bytes={} ", format_exact_bytes(parameters.bytes));
  if (parameters.m != 0) {
    size = fmt::format("m={} n={} k={} ", parameters.m, parameters.n, parameters.k);
  }
  std::string path;
  if (parameters.direction != Direction::none) {
    path += fmt::format(" direction={}", to_string(parameters.direction));
  }
  if (parameters.engine != Engine::none)
    path += fmt::format(" engine={}", to_string(parameters.engine));
  if (parameters.algorithm != Algorithm::none) {
    path += fmt::format(" algorithm={}", to_string(parameters.algorithm));
  }
  if (parameters.devices != 0) path += fmt::format(" devices={}", parameters.devices);
  return fmt::format("{}/{} [{}type={}{}] {}", described.name, to_string(described.quantity), size,
                     to_string(parameters.type), path, to_string(device));
}

Seconds Plan::estimate() const {
  Seconds sum{};
  for (const auto& one : cases) sum += one.estimate;
  return sum;
}

}  // namespace assay::plan
