// Descriptions at sizes that show what a device reaches.
#include "harness/simulate/kernels.hpp"

#include <algorithm>
#include <iterator>
#include <string_view>

namespace assay::simulate {
namespace {

constexpr std::uint64_t kGiB = std::uint64_t{1} << 30;
constexpr double kFlopOfRate = 0x1p30;  // of one SM in one launch
constexpr std::uint32_t kDevices = 8;

ArraySizes nothing(const Parameters&, std::uint32_t) {
  return {};
}

template <int arrays>
ArraySizes equal_arrays(const Parameters& p, std::uint32_t) {
  ArraySizes sizes{};
  std::fill_n(sizes.bytes, arrays, p.bytes);
  return sizes;
}

template <int arrays, int flop>
Work stream_work(const Parameters& p, std::uint32_t) {
  const auto bytes = static_cast<double>(p.bytes);
  return {.bytes = arrays * bytes, .flop = flop * bytes / element_bytes(p.type)};
}

ArraySizes matrices(const Parameters& p, std::uint32_t) {
  const std::uint64_t bytes = element_bytes(p.type);
  return {{p.m * p.k * bytes, p.k * p.n * bytes, p.m * p.n * bytes}};
}

Work gemm_work(const Parameters& p, std::uint32_t) {
  const auto m = static_cast<double>(p.m), n = static_cast<double>(p.n),
             k = static_cast<double>(p.k);
  return {.bytes = (m * k + k * n + m * n) * element_bytes(p.type), .flop = 2 * m * n * k};
}

Work rate_work(const Parameters&, std::uint32_t processors) {
  return {.bytes = 0, .flop = kFlopOfRate * processors};
}

Work no_work(const Parameters&, std::uint32_t) {
  return {};
}

Work transfer_work(const Parameters& p, std::uint32_t) {
  const bool twice = p.direction == Direction::both || p.direction == Direction::host_both;
  const int ways = twice ? 2 : 1;
  return {.bytes = ways * static_cast<double>(p.bytes), .flop = 0};
}

// A ring passes each byte on twice, but for the share that each device begins and ends with.
Work all_reduce_work(const Parameters& p, std::uint32_t) {
  const double devices = p.devices;
  return {.bytes = 2 * (devices - 1) / devices * static_cast<double>(p.bytes), .flop = 0};
}

constexpr const char* kCheck = "simulated: nothing was computed";
constexpr const char* kInput = "simulated: there was none";

constexpr Kernel gemm(const char* name) {
  return {.name = name,
          .question = "How fast is a matrix product?",
          .check = kCheck,
          .quantity = Quantity::throughput,
          .limit = Limit::arithmetic,
          .matrix = true,
          .sized = false,
          .arrays = matrices,
          .work = gemm_work,
          .program = {},
          .input = kInput};
}

constexpr Kernel rate(const char* name, bool per_processor) {
  return {.name = name,
          .question = "How fast are the arithmetic units alone?",
          .check = kCheck,
          .quantity = Quantity::rate,
          .limit = Limit::arithmetic,
          .matrix = false,
          .sized = false,
          .arrays = nothing,
          .work = rate_work,
          .program = {},
          .input = kInput,
          .per_processor = per_processor};
}

template <int arrays, int flop>
constexpr Kernel stream(const char* name) {
  return {.name = name,
          .question = "How fast is memory?",
          .check = kCheck,
          .quantity = Quantity::bandwidth,
          .limit = Limit::memory,
          .matrix = false,
          .sized = true,
          .arrays = equal_arrays<arrays>,
          .work = stream_work<arrays, flop>,
          .program = {},
          .input = kInput};
}

constexpr Kernel counted(const char* name, Quantity quantity) {
  return {.name = name,
          .question = "How much is there?",
          .check = kCheck,
          .quantity = quantity,
          .limit = Limit::memory,
          .matrix = false,
          .sized = false,
          .arrays = nothing,
          .work = no_work,
          .program = {},
          .input = kInput};
}

constexpr Kernel link(const char* name, Quantity quantity,
                      Work (*work)(const Parameters&, std::uint32_t)) {
  return {.name = name,
          .question = "How fast are the links?",
          .check = kCheck,
          .quantity = quantity,
          .limit = Limit::memory,
          .matrix = false,
          .sized = true,
          .arrays = equal_arrays<2>,
          .work = work,
          .program = {},
          .input = kInput};
}

struct Row {
  Kernel kernel;
  DataType types[6];
  int type_count;
};
using enum DataType;
constexpr Row kRows[] = {
    {gemm("gemm.fp64"), {fp64}, 1},
    {gemm("gemm.fp32"), {fp32}, 1},
    {gemm("gemm.tf32"), {tf32}, 1},
    {gemm("gemm.fp16"), {fp16}, 1},
    {gemm("gemm.bf16"), {bf16}, 1},
    {gemm("gemm.fp8_e4m3"), {fp8_e4m3}, 1},
    {gemm("gemm.int8"), {int8}, 1},
    {rate("tensor.rate", true), {fp64, tf32, fp16, bf16, fp8_e4m3, int8}, 6},
    {rate("fma.rate", false), {fp64, fp32}, 2},
    {stream<1, 0>("memory.read"), {fp64}, 1},
    {stream<1, 0>("memory.write"), {fp64}, 1},
    {stream<2, 0>("memory.copy"), {fp64}, 1},
    {stream<2, 1>("memory.scale"), {fp64}, 1},
    {stream<3, 1>("memory.add"), {fp64}, 1},
    {stream<3, 2>("memory.triad"), {fp64}, 1},
    {counted("memory.capacity", Quantity::capacity), {fp64}, 1},
    {counted("l2.knee", Quantity::capacity), {fp64}, 1},
    {counted("sm.census", Quantity::count), {fp64}, 1},
    {link("transfer.peer", Quantity::bandwidth, transfer_work), {fp32}, 1},
    {link("transfer.copy_engine", Quantity::bandwidth, transfer_work), {fp32}, 1},
    {link("collective.all_reduce", Quantity::bus_bandwidth, all_reduce_work), {bf16}, 1},
};
constexpr int kCount = static_cast<int>(std::size(kRows));

struct Entries {
  KernelEntry list[kCount] = {};
};
constexpr Entries make_entries() {
  Entries entries;
  for (int i = 0; i < kCount; ++i) {
    entries.list[i].on[0] = &kRows[i].kernel;
    entries.list[i].on[static_cast<int>(Target::gpu)] = &kRows[i].kernel;
  }
  return entries;
}
constexpr Entries kEntries = make_entries();

std::vector<Parameters> links_of(std::string_view kernel, DataType type) {
  const auto transfer = [&](Direction direction, Engine engine) {
    return Parameters{.type = type, .bytes = kGiB, .direction = direction, .engine = engine};
  };
  const auto collective = [&](Algorithm algorithm) {
    return Parameters{.type = type, .bytes = kGiB, .algorithm = algorithm, .devices = kDevices};
  };
  if (kernel == "transfer.peer") {
    return {transfer(Direction::one, Engine::copy_engine),
            transfer(Direction::both, Engine::copy_engine)};
  }
  if (kernel == "transfer.copy_engine") {
    return {transfer(Direction::device_to_device, Engine::none),
            transfer(Direction::host_to_device, Engine::none),
            transfer(Direction::device_to_host, Engine::none)};
  }
  return {collective(Algorithm::ring), collective(Algorithm::nvls)};
}

// As the kernels themselves would say it: in the usual way, by the part's own instructions. What is
// published is of no other.
Parameters with_way(const Kernel& kernel, Parameters p) {
  const bool on_tensor_cores = kernel.per_processor || (kernel.matrix && p.type != DataType::fp32);
  if (!on_tensor_cores) return p;
  p.path = Path::native;
  if (kernel.per_processor) {
    p.sparsity = Sparsity::dense;
    p.operands = p.type == DataType::fp64 ? Operands::registers : Operands::shared;
    return p;
  }
  p.layout = Layout::row_column;
  p.accumulation = is_fp8(p.type) ? Accumulation::fast : Accumulation::none;
  p.load = Load::sustained;
  return p;
}

bool is_link(std::string_view kernel) {
  return kernel.starts_with("transfer.") || kernel.starts_with("collective.");
}

}  // namespace

KernelTable simulated_kernels() {
  return {kEntries.list, kCount};
}

std::vector<Parameters> parameters_of(const Kernel& kernel, plan::Level level, Links links) {
  const auto row = std::find_if(std::begin(kRows), std::end(kRows),
                                [&](const Row& one) { return &one.kernel == &kernel; });
  if (is_link(kernel.name)) {
    if (links == Links::without) return {};
    return links_of(kernel.name, row->types[0]);
  }
  std::vector<std::uint64_t> edges{0};
  if (kernel.matrix) edges = {4096, 8192};
  if (kernel.matrix && level == plan::Level::soak) edges.push_back(16384);
  std::vector<Parameters> list;
  for (int i = 0; i < row->type_count; ++i) {
    for (const std::uint64_t edge : edges) {
      list.push_back(with_way(kernel, {.type = row->types[i],
                                       .bytes = kernel.sized ? kGiB : 0,
                                       .m = edge,
                                       .n = edge,
                                       .k = edge}));
    }
  }
  return list;
}

}  // namespace assay::simulate
