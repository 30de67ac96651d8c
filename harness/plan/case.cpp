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

namespace {

// What a kernel works on and how it goes about it, behind size and type.
std::string path_of(const Parameters& p) {
  std::string path;
  const auto add = [&](const char* key, const auto& value) {
    path += fmt::format(" {}={}", key, value);
  };
  const auto add_word = [&](const char* key, auto value) {
    if (value != decltype(value){}) add(key, to_string(value));
  };
  add_word("layout", p.layout);
  add_word("accumulation", p.accumulation);
  add_word("sparsity", p.sparsity);
  add_word("operands", p.operands);
  add_word("path", p.path);
  add_word("load", p.load);
  add_word("direction", p.direction);
  add_word("engine", p.engine);
  add_word("algorithm", p.algorithm);
  add_word("operation", p.operation);
  add_word("pattern", p.pattern);
  add_word("placement", p.placement);
  if (p.devices != 0) add("devices", p.devices);
  if (p.ranks != 0) add("ranks", p.ranks);
  if (p.nodes != 0) add("nodes", p.nodes);
  if (p.peer >= 0) add("peer", p.peer);
  if (p.stride != 0) add("stride", format_exact_bytes(p.stride));
  add_word("cache", p.cache);
  add_word("submission", p.submission);
  add_word("host_memory", p.host_memory);
  if (p.numa_node >= 0) add("numa_node", p.numa_node);
  return path;
}

std::string shape_of(const Variant& variant) {
  std::string shape;
  const auto add_word = [&](const char* key, auto value) {
    if (value != decltype(value){}) shape += fmt::format(" {}={}", key, to_string(value));
  };
  const auto add_number = [&](const char* key, std::uint32_t value) {
    if (value != 0) shape += fmt::format(" {}={}", key, value);
  };
  add_word("access", variant.access);
  add_word("hint", variant.hint);
  add_number("unroll", variant.unroll);
  add_number("threads", variant.threads);
  add_number("blocks_per_processor", variant.blocks_per_processor);
  if (variant.chunk_bytes != 0) {
    shape += fmt::format(" chunk_bytes={}", format_exact_bytes(variant.chunk_bytes));
  }
  add_number("stages", variant.stages);
  add_number("tile_rows", variant.tile_rows);
  add_number("tile_columns", variant.tile_columns);
  add_number("cluster", variant.cluster);
  add_number("group", variant.group);
  add_number("blocks", variant.blocks);
  add_word("protocol", variant.protocol);
  return shape;
}

}  // namespace

std::string Case::name() const {
  const Kernel& described = kernel->description();
  std::string size;
  if (parameters.bytes != 0) size = fmt::format("bytes={} ", format_exact_bytes(parameters.bytes));
  if (parameters.m != 0) {
    size = fmt::format("m={} n={} k={} ", parameters.m, parameters.n, parameters.k);
  }
  const std::string path =
      path_of(parameters) + (swept ? shape_of(parameters.variant) : std::string());
  return fmt::format("{}/{} [{}type={}{}] {}", described.name, to_string(described.quantity), size,
                     to_string(parameters.type), path, to_string(device));
}

Seconds Plan::estimate() const {
  Seconds sum{};
  for (const auto& one : cases) sum += one.estimate;
  return sum;
}

}  // namespace assay::plan
