// SPDX-License-Identifier: Apache-2.0
#include "kernels/gemm_instruction.hpp"

#include <array>
#include <cstddef>
#include <string_view>

#include "kernels/gemm_choice.hpp"

namespace assay {
namespace {

constexpr std::size_t kMostColumns = 256, kColumnStep = 8;

struct Words {
  std::string_view steps, types;
};

constexpr Words words_of(DataType type) {
  switch (type) {
    case DataType::bf16:
      return {"k16", ".f32.bf16.bf16"};
    case DataType::fp16:
      return {"k16", ".f32.f16.f16"};
    case DataType::fp8_e4m3:
      return {"k32", ".f32.e4m3.e4m3"};
    case DataType::fp8_e5m2:
      return {"k32", ".f32.e5m2.e5m2"};
    case DataType::int8:
      return {"k32", ".s32.s8.s8"};
    default:
      return {"k8", ".f32.tf32.tf32"};
  }
}

struct Name {
  char text[40] = {};

  constexpr void append(std::string_view word) {
    std::size_t at = 0;
    while (text[at] != 0) ++at;
    for (const char c : word) text[at++] = c;
  }
};

/// The names for every number of columns that wgmma has, by columns / 8.
template <DataType kType>
constexpr auto kWgmmaNames = [] {
  std::array<Name, kMostColumns / kColumnStep + 1> names{};
  for (std::size_t columns = kColumnStep; columns <= kMostColumns; columns += kColumnStep) {
    const char digits[] = {static_cast<char>('0' + columns / 100),
                           static_cast<char>('0' + columns / 10 % 10),
                           static_cast<char>('0' + columns % 10)};
    const std::size_t zeros = columns >= 100 ? 0 : columns >= 10 ? 1 : 2;
    Name& name = names[columns / kColumnStep];
    name.append("wgmma.m64n");
    name.append(std::string_view(digits + zeros, 3 - zeros));
    name.append(words_of(kType).steps);
    name.append(words_of(kType).types);
  }
  return names;
}();

// Two warpgroups stand side by side on tiles of 64 rows, and sums in two levels leave registers for
// 128 columns.
std::size_t columns_of(const Parameters& p) {
  std::size_t columns = p.variant.tile_columns == 0 ? kMostColumns : p.variant.tile_columns;
  if (p.variant.tile_rows == 64) columns /= 2;
  if (p.accumulation == Accumulation::promoted && columns > 128) columns /= 2;
  return columns;
}

const char* wgmma(const Parameters& p) {
  const std::size_t index = columns_of(p) / kColumnStep;
  switch (p.type) {
    case DataType::bf16:
      return kWgmmaNames<DataType::bf16>[index].text;
    case DataType::fp16:
      return kWgmmaNames<DataType::fp16>[index].text;
    case DataType::fp8_e4m3:
      return kWgmmaNames<DataType::fp8_e4m3>[index].text;
    case DataType::fp8_e5m2:
      return kWgmmaNames<DataType::fp8_e5m2>[index].text;
    case DataType::int8:
      return kWgmmaNames<DataType::int8>[index].text;
    default:
      return kWgmmaNames<DataType::tf32>[index].text;
  }
}

const char* mma_sync(DataType type, std::uint32_t compute_capability) {
  switch (type) {
    case DataType::bf16:
      return "mma.sync.m16n8k16.f32.bf16.bf16.f32";
    case DataType::fp16:
      return "mma.sync.m16n8k16.f32.f16.f16.f32";
    case DataType::fp8_e4m3:
      return "mma.sync.m16n8k32.f32.e4m3.e4m3.f32";
    case DataType::fp8_e5m2:
      return "mma.sync.m16n8k32.f32.e5m2.e5m2.f32";
    case DataType::int8:
      return "mma.sync.m16n8k32.s32.s8.s8.s32";
    case DataType::tf32:
      return "mma.sync.m16n8k8.f32.tf32.tf32.f32";
    default:
      return compute_capability >= 90 ? "mma.sync.m16n8k8.f64.f64.f64.f64"
                                      : "mma.sync.m8n8k4.f64.f64.f64.f64";
  }
}

}  // namespace

const char* gemm_instruction(const Parameters& p, std::uint32_t compute_capability) {
  const bool by_wgmma = gemm_body(p.type, p.path, compute_capability) == GemmBodyKind::sm90;
  return by_wgmma ? wgmma(p) : mma_sync(p.type, compute_capability);
}

}  // namespace assay
