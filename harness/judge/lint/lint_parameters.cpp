// The parameters of each group of kernels, as documents have them.
#include "harness/judge/lint/lint_parameters.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "harness/plan/glob.hpp"

namespace assay::judge {
namespace {

/// Words that a parameter may have, separated by spaces; empty: the kernels do not have it.
struct Possible {
  std::string_view metrics;
  std::string_view types = {}, directions = {}, engines = {}, algorithms = {}, submissions = {},
                   host_memories = {}, layouts = {}, accumulations = {}, sparsities = {},
                   paths = {}, loads = {};
  bool devices = false;
  double arrays = 0;
};

constexpr std::string_view kEveryType = "fp64 fp32 tf32 fp16 bf16 fp8 fp8_e4m3 fp8_e5m2 int8";

// The type of a GEMM is in its name, so that a parameter can only repeat it.
constexpr std::string_view kEveryLayout = "row_column row_row column_column column_row";
constexpr std::array<Possible, 12> kPossible{{
    {.metrics = "gemm.fp8_*",
     .types = kEveryType,
     .layouts = kEveryLayout,
     .accumulations = "fast promoted",
     .paths = "native fallback",
     .loads = "burst sustained"},
    {.metrics = "gemm.*",
     .types = kEveryType,
     .layouts = kEveryLayout,
     .paths = "native fallback",
     .loads = "burst sustained"},
    {.metrics = "tensor.rate/*",
     .types = "fp64 tf32 fp16 bf16 fp8 fp8_e4m3 fp8_e5m2 int8",
     .sparsities = "dense structured",
     .paths = "native fallback"},
    {.metrics = "fma.rate/*", .types = "fp64 fp32 fp16"},
    {.metrics = "memory.*/bandwidth", .types = kEveryType, .arrays = 3},
    {.metrics = "transfer.peer/*",
     .directions = "one both",
     .engines = "sm copy_engine",
     .arrays = 2},
    {.metrics = "transfer.copy_engine/*",
     .directions = "device_to_device host_to_device device_to_host host_both",
     .engines = "copy_engine",
     .host_memories = "pinned pageable",
     .arrays = 2},
    {.metrics = "collective.*",
     .types = "fp64 fp32 tf32 fp16 bf16 fp8 fp8_e4m3 fp8_e5m2 int8 int32",
     .engines = "sm nccl mpi",
     .algorithms = "ring nvls one_shot two_shot multimem best",
     .devices = true,
     .arrays = 2},
    {.metrics = "launch.*", .submissions = "stream graph"},
    {.metrics = "latency.chase/*", .arrays = 1},
    {.metrics = "l2.read/*", .arrays = 1},
    {.metrics = "*"},
}};

const Possible& possible_of(const catalogue::MetricInfo& metric) {
  return *std::find_if(kPossible.begin(), kPossible.end(), [&](const Possible& row) {
    return plan::matches(row.metrics, metric.name);
  });
}

bool has_word(std::string_view words, std::string_view word) {
  return fmt::format(" {} ", words).find(fmt::format(" {} ", word)) != std::string::npos;
}

std::string problem_of(std::string_view key, const std::optional<std::string>& asked,
                       std::string_view words, std::string_view metric) {
  if (!asked || has_word(words, *asked)) return "";
  if (words.empty()) return fmt::format("{} has no {}", metric, key);
  return fmt::format("{} has no case of {} {}, only of {}", metric, key, *asked, words);
}

}  // namespace

std::string impossible_parameters(const Gate& gate, const catalogue::MetricInfo& metric) {
  const Possible& row = possible_of(metric);
  const auto& asked = gate.parameters;
  for (const auto& problem :
       {problem_of("type", asked.type, row.types, metric.name),
        problem_of("direction", asked.direction, row.directions, metric.name),
        problem_of("engine", asked.engine, row.engines, metric.name),
        problem_of("algorithm", asked.algorithm, row.algorithms, metric.name),
        problem_of("submission", asked.submission, row.submissions, metric.name),
        problem_of("host_memory", asked.host_memory, row.host_memories, metric.name),
        problem_of("layout", asked.layout, row.layouts, metric.name),
        problem_of("accumulation", asked.accumulation, row.accumulations, metric.name),
        problem_of("sparsity", asked.sparsity, row.sparsities, metric.name),
        problem_of("path", asked.path, row.paths, metric.name),
        problem_of("load", asked.load, row.loads, metric.name)}) {
    if (!problem.empty()) return problem;
  }
  const std::string own = catalogue::type_of({.name = std::string(metric.name)});
  if (!own.empty() && asked.type && asked.type->substr(0, asked.type->find('_')) != own) {
    return fmt::format("{} is of type {}, not {}", metric.name, own, *asked.type);
  }
  if (asked.devices && !row.devices) return fmt::format("{} has no devices", metric.name);
  if (gate.bytes && row.arrays == 0) return fmt::format("{} is not sized by bytes", metric.name);
  return "";
}

double arrays_moved(const catalogue::MetricInfo& metric) {
  return possible_of(metric).arrays;
}

}  // namespace assay::judge
