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
    case DataType::tf32:
      return "tf32";
    case DataType::fp16:
      return "fp16";
    case DataType::bf16:
      return "bf16";
    case DataType::fp8_e4m3:
      return "fp8_e4m3";
    case DataType::fp8_e5m2:
      return "fp8_e5m2";
    case DataType::int8:
      return "int8";
    case DataType::int32:
      return "int32";
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
    case Quantity::bus_bandwidth:
      return "bus_bandwidth";
    case Quantity::count:
      return "count";
    case Quantity::capacity:
      return "capacity";
  }
  throw std::logic_error("Quantity out of range");
}

std::string_view to_string(Direction direction) {
  switch (direction) {
    case Direction::none:
      return "none";
    case Direction::one:
      return "one";
    case Direction::both:
      return "both";
    case Direction::device_to_device:
      return "device_to_device";
    case Direction::host_to_device:
      return "host_to_device";
    case Direction::device_to_host:
      return "device_to_host";
    case Direction::host_both:
      return "host_both";
  }
  throw std::logic_error("Direction out of range");
}

std::string_view to_string(Engine engine) {
  switch (engine) {
    case Engine::none:
      return "none";
    case Engine::sm:
      return "sm";
    case Engine::copy_engine:
      return "copy_engine";
    case Engine::nccl:
      return "nccl";
    case Engine::mpi:
      return "mpi";
  }
  throw std::logic_error("Engine out of range");
}

std::string_view to_string(Cache cache) {
  switch (cache) {
    case Cache::none:
      return "none";
    case Cache::cold:
      return "cold";
    case Cache::warm:
      return "warm";
  }
  throw std::logic_error("Cache out of range");
}

std::string_view to_string(Submission submission) {
  switch (submission) {
    case Submission::none:
      return "none";
    case Submission::stream:
      return "stream";
    case Submission::graph:
      return "graph";
  }
  throw std::logic_error("Submission out of range");
}

std::string_view to_string(HostMemory memory) {
  switch (memory) {
    case HostMemory::none:
      return "none";
    case HostMemory::pinned:
      return "pinned";
    case HostMemory::pageable:
      return "pageable";
  }
  throw std::logic_error("HostMemory out of range");
}

std::string_view to_string(Layout layout) {
  switch (layout) {
    case Layout::none:
      return "none";
    case Layout::row_column:
      return "row_column";
    case Layout::row_row:
      return "row_row";
    case Layout::column_column:
      return "column_column";
    case Layout::column_row:
      return "column_row";
  }
  throw std::logic_error("Layout out of range");
}

std::string_view to_string(Accumulation accumulation) {
  switch (accumulation) {
    case Accumulation::none:
      return "none";
    case Accumulation::fast:
      return "fast";
    case Accumulation::promoted:
      return "promoted";
  }
  throw std::logic_error("Accumulation out of range");
}

std::string_view to_string(Sparsity sparsity) {
  switch (sparsity) {
    case Sparsity::none:
      return "none";
    case Sparsity::dense:
      return "dense";
    case Sparsity::structured:
      return "structured";
  }
  throw std::logic_error("Sparsity out of range");
}

std::string_view to_string(Operands operands) {
  switch (operands) {
    case Operands::none:
      return "none";
    case Operands::shared:
      return "shared";
    case Operands::registers:
      return "registers";
  }
  throw std::logic_error("Operands out of range");
}

std::string_view to_string(Path path) {
  switch (path) {
    case Path::none:
      return "none";
    case Path::native:
      return "native";
    case Path::fallback:
      return "fallback";
  }
  throw std::logic_error("Path out of range");
}

std::string_view to_string(Load load) {
  switch (load) {
    case Load::none:
      return "none";
    case Load::burst:
      return "burst";
    case Load::sustained:
      return "sustained";
  }
  throw std::logic_error("Load out of range");
}

std::string_view to_string(Access access) {
  switch (access) {
    case Access::none:
      return "none";
    case Access::vector:
      return "vector";
    case Access::bulk:
      return "bulk";
  }
  throw std::logic_error("Access out of range");
}

std::string_view to_string(Hint hint) {
  switch (hint) {
    case Hint::none:
      return "none";
    case Hint::normal:
      return "normal";
    case Hint::streaming:
      return "streaming";
    case Hint::evict_first:
      return "evict_first";
  }
  throw std::logic_error("Hint out of range");
}

std::string_view unit_of(Quantity quantity, DataType type) {
  switch (quantity) {
    case Quantity::bandwidth:
    case Quantity::bus_bandwidth:
      return "B/s";
    case Quantity::throughput:
    case Quantity::rate:
      return type == DataType::int8 || type == DataType::int32 ? "op/s" : "FLOP/s";
    case Quantity::latency:
      return "s";
    case Quantity::count:
      return "1";
    case Quantity::capacity:
      return "B";
  }
  throw std::logic_error("Quantity out of range");
}

std::string_view sample_unit_of(Quantity quantity) {
  return is_counted(quantity) ? unit_of(quantity, DataType::fp64) : "s";
}

bool is_counted(Quantity quantity) {
  return quantity == Quantity::count || quantity == Quantity::capacity;
}

}  // namespace assay
