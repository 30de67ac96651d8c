// SPDX-License-Identifier: Apache-2.0
#include "kernels/gemm_cases.hpp"

#include <algorithm>
#include <span>

#include "kernels/gemm_refuse.hpp"
#include "kernels/gemm_sm80_shapes.hpp"
#include "kernels/gemm_sm90_shapes.hpp"

namespace assay {
namespace {

struct Size {
  std::uint64_t m, n, k;
};

constexpr std::uint64_t kSquares[] = {1024, 2048, 4096, 8192, 16384};
constexpr std::uint64_t kBursts[] = {4096, 8192};
constexpr std::uint64_t kLayoutSide = 4096, kFallbackSide = 8192;
// At 16384 an H20, of 1 TFLOP/s in fp64, would take 9 s for one product.
constexpr std::uint64_t kLargestFp64 = 8192;

constexpr std::uint64_t kPromptTokens = 4096, kDecodeTokens[] = {64, 128};

/// n and k of the layers of a model; m is the number of tokens.
struct Layer {
  std::uint64_t n, k;
};
// Llama 3 8B: hidden 4096, 32 heads and 8 of keys of 128, intermediate 14336; query, key and value
// in one, as gate and up are ("The Llama 3 Herd of Models", Meta, 2024, table 3).
constexpr Layer kLlama3Of8B[] = {{6144, 4096}, {4096, 4096}, {28672, 4096}, {4096, 14336}};
// Llama 3 70B: hidden 8192, 64 heads and 8 of keys of 128, intermediate 28672 (the same table).
constexpr Layer kLlama3Of70B[] = {{10240, 8192}, {8192, 8192}, {57344, 8192}, {8192, 28672}};
// DeepSeek-V3: hidden 7168, query rank 1536 and 128 heads of 192, key and value rank 512 and 64, an
// expert's intermediate 2048 ("DeepSeek-V3 Technical Report", section 4.2). In order: down to both
// ranks, queries, keys and values, output, an expert's gate and up, its down.
constexpr Layer kDeepSeekV3[] = {{2112, 7168},  {24576, 1536}, {32768, 512},
                                 {7168, 16384}, {4096, 7168},  {7168, 2048}};

class List {
 public:
  List(DataType type, const DeviceShape& device, Parameters* list)
      : type_(type), device_(device), list_(list) {}

  void add(const Size& size, Load load, Accumulation accumulation,
           Layout layout = Layout::row_column, Path path = Path::none) {
    Parameters one{.type = type_, .m = size.m, .n = size.n, .k = size.k};
    one.layout = layout;
    one.accumulation = accumulation;
    one.path = path == Path::none ? main_path() : path;
    one.load = load;
    if (count_ < kMaxCases && !has(one) && gemm_fits(gemm_bytes(one), device_)) {
      list_[count_++] = one;
    }
  }
  void add_cube(std::uint64_t side, Load load, Accumulation accumulation) {
    add({side, side, side}, load, accumulation);
  }
  void add_layers(std::span<const Layer> layers, Accumulation accumulation) {
    for (const Layer& layer : layers) {
      add({kPromptTokens, layer.n, layer.k}, Load::sustained, accumulation);
      for (const std::uint64_t tokens : kDecodeTokens) {
        add({tokens, layer.n, layer.k}, Load::sustained, accumulation);
      }
    }
  }

  /// How it is summed where nothing is said.
  Accumulation accumulation() const {
    return is_fp8(type_) ? Accumulation::fast : Accumulation::none;
  }
  /// Parts later than 9.0 have no kernels of their own here.
  Path main_path() const { return device_.compute_capability > 90 ? Path::fallback : Path::native; }
  int count() const { return count_; }

 private:
  // Some layers are squares.
  bool has(const Parameters& one) const {
    return std::any_of(list_, list_ + count_, [&](const Parameters& other) {
      return other.m == one.m && other.n == one.n && other.k == one.k &&
             other.layout == one.layout && other.accumulation == one.accumulation &&
             other.path == one.path && other.load == one.load;
    });
  }

  DataType type_;
  const DeviceShape& device_;
  Parameters* list_;
  int count_ = 0;
};

// 16 tiles and more for each SM, and a 64th of the memory at most: 8192 on parts that matter.
std::uint64_t quick_side(DataType type, const DeviceShape& device) {
  std::uint64_t side = device.processors < 40 || type == DataType::fp64 ? 4096 : 8192;
  const auto bytes = [&] { return gemm_bytes({.type = type, .m = side, .n = side, .k = side}); };
  const auto allowed = static_cast<double>(device.memory_bytes) / 64;
  while (device.memory_bytes != 0 && side > 64 && bytes() > allowed) side /= 2;
  return side;
}

void add_thorough(DataType type, const DeviceShape& device, Accumulation accumulation, List& list) {
  for (const std::uint64_t side : kSquares) {
    if (type == DataType::fp64 && side > kLargestFp64) continue;
    list.add_cube(side, Load::sustained, accumulation);
  }
  for (const std::uint64_t side : kBursts) list.add_cube(side, Load::burst, accumulation);
  if (accumulation == Accumulation::promoted) return;
  for (const Layout layout : {Layout::row_row, Layout::column_column, Layout::column_row}) {
    if (!gemm_sm80_takes(type, layout)) continue;
    list.add({kLayoutSide, kLayoutSide, kLayoutSide}, Load::sustained, accumulation, layout);
  }
  if (device.compute_capability == 90 && gemm_sm90_takes(type)) {
    list.add({kFallbackSide, kFallbackSide, kFallbackSide}, Load::sustained, accumulation,
             Layout::row_column, Path::fallback);
  }
}

}  // namespace

double gemm_bytes(const Parameters& p) {
  const auto m = static_cast<double>(p.m), n = static_cast<double>(p.n),
             k = static_cast<double>(p.k);
  switch (p.type) {
    case DataType::fp64:
      return 8 * (m * k + k * n + m * n);
    case DataType::tf32:
    case DataType::fp32:
      return 4 * (m * k + k * n + m * n);
    case DataType::bf16:
    case DataType::fp16:
      return 2 * (m * k + k * n + m * n);
    case DataType::fp8_e4m3:
    case DataType::fp8_e5m2:
      return m * k + k * n + 2 * m * n;
    case DataType::int8:
      return m * k + k * n + 4 * m * n;
    case DataType::int32:  // of no product
      break;
  }
  return 0;
}

bool gemm_fits(double bytes, const DeviceShape& device) {
  constexpr double kUsableShare = 0.8;  // as the plan reckons
  return device.memory_free_bytes == 0 ||
         bytes <= kUsableShare * static_cast<double>(device.memory_free_bytes);
}

int gemm_cases(DataType type, const DeviceShape& device, Depth depth, Parameters* cases) {
  List quick(type, device, cases);
  const std::uint64_t side = quick_side(type, device);
  quick.add_cube(side, Load::burst, quick.accumulation());
  quick.add_cube(side, Load::sustained, quick.accumulation());
  char why[kMaxReason] = "";
  if (quick.count() > 0) refuse_gemm(cases[0], device, why);
  const bool lacks_all = why[0] != '\0';  // said once, and not for every size
  if (depth == Depth::quick || lacks_all) return quick.count();

  List list(type, device, cases);
  add_thorough(type, device, list.accumulation(), list);
  if (is_fp8(type)) add_thorough(type, device, Accumulation::promoted, list);
  if (type == DataType::bf16 || type == DataType::fp8_e4m3) {
    list.add_layers(kLlama3Of8B, list.accumulation());
    list.add_layers(kLlama3Of70B, list.accumulation());
  }
  // These are trained and served with sums of two levels.
  if (type == DataType::fp8_e4m3) list.add_layers(kDeepSeekV3, Accumulation::promoted);
  return list.count();
}

}  // namespace assay
