// A matrix product on tensor cores, as a kernel of the table: one for each type.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>

#include "kernels/gemm_cases.hpp"
#include "kernels/gemm_choice.hpp"
#include "kernels/gemm_instruction.hpp"
#include "kernels/gemm_problem.hpp"
#include "kernels/gemm_refuse.hpp"
#include "kernels/gemm_repeat.hpp"
#include "kernels/gemm_sm80_shapes.hpp"
#include "kernels/gemm_sm90_shapes.hpp"
#include "kernels/gemm_variants.hpp"
#include "kernels/gemm_verify.hpp"

#if defined(__CUDACC__)
#include "kernels/gemm_launch.cuh"
#else
#include "kernels/gemm_plain.hpp"
#endif

namespace assay::ASSAY_TARGET {

/// The shape to begin with, where nobody chose.
template <DataType kType>
constexpr Variant gemm_shape_of(const Parameters& p) {
  if (p.variant.tile_rows != 0) return p.variant;
  if constexpr (gemm_sm90_takes(kType)) {
    return GemmSm90Shapes<kType>::list[0];
  } else {
    return GemmSm80Shapes<kType>::list[0];
  }
}

/// One GEMM's memory: A, B, C, and scratch for a hash and an owner of each block of C, and on a CPU
/// for the shared memory of the checks. On a GPU verify() works without scratch too, and leaves no
/// hashes then: so another's product of the same operands can be checked.
template <DataType kType>
class GemmMemory {
 public:
  using Stored = GemmStoredOf<kType>;
  using Output = GemmOutputOf<kType>;
  using Sum = GemmSumOf<kType>;

  GemmMemory(const Arrays& a, const Parameters& p) : a_(a), p_(p) {}

  static ArraySizes sizes(const Parameters& p, std::uint32_t processors) {
    std::uint64_t scratch = check_at(p);
    if (kTarget != Target::gpu) scratch += processors * kGemmCheckBytes<Sum>;
    return {{p.m * p.k * sizeof(Stored), p.k * p.n * sizeof(Stored), p.m * p.n * sizeof(Output),
             scratch}};
  }

  GemmProblem problem() const {
    const Layout layout = layout_of(p_);
    return {.type = kType,
            .a = a_.data[0],
            .b = a_.data[1],
            .c = a_.data[2],
            .m = p_.m,
            .n = p_.n,
            .k = p_.k,
            .a_pitch = a_is_along_k(layout) ? p_.k : p_.m,
            .b_pitch = b_is_along_k(layout) ? p_.k : p_.n,
            .c_pitch = p_.n,
            .layout = layout,
            .accumulation = p_.accumulation,
            .variant = gemm_shape_of<kType>(p_),
            .owners = owners()};
  }

  GemmFillBody<kType> fill(bool inputs) const {
    return {static_cast<Stored*>(a_.data[0]),
            static_cast<Stored*>(a_.data[1]),
            static_cast<Output*>(a_.data[2]),
            owners().processor,
            has_scratch() ? blocks(p_) : 0,
            p_.m,
            p_.n,
            p_.k,
            array_key(p_.seed, 0),
            array_key(p_.seed, 1),
            layout_of(p_),
            p_.inputs,
            inputs};
  }

  template <Inputs kInputs>
  GemmCheckBody<kType, kInputs> check() const {
    const GemmBound bound = gemm_bound(p_);
    return {{static_cast<const Output*>(a_.data[2]), p_.m, p_.n, p_.k, array_key(p_.seed, 0),
             array_key(p_.seed, 1), bound.absolute, bound.relative, owners(), a_.mismatch},
            scratch() + check_at(p_)};
  }

  GemmHashBody hash(GemmHashes hashes) const {
    constexpr std::uint32_t kElements = sizeof(GemmVector) / sizeof(Output);
    return {
        {static_cast<const GemmVector*>(a_.data[2]), p_.m, p_.n / kElements, rows(p_),
         columns(p_) / kElements, kElements, reinterpret_cast<std::uint64_t*>(scratch()), owners()},
        hashes,
        a_.mismatch};
  }

  bool has_scratch() const { return a_.data[3] != nullptr; }

 private:
  static Layout layout_of(const Parameters& p) {
    return p.layout == Layout::none ? Layout::row_column : p.layout;
  }
  static std::uint32_t rows(const Parameters& p) { return gemm_shape_of<kType>(p).tile_rows; }
  static std::uint32_t columns(const Parameters& p) { return gemm_shape_of<kType>(p).tile_columns; }
  static std::uint64_t across(const Parameters& p) { return (p.n + columns(p) - 1) / columns(p); }
  static std::uint64_t blocks(const Parameters& p) {
    return (p.m + rows(p) - 1) / rows(p) * across(p);
  }
  static std::uint64_t owners_at(const Parameters& p) {
    return (blocks(p) * sizeof(std::uint64_t) + 63) / 64 * 64;
  }
  static std::uint64_t check_at(const Parameters& p) {
    return owners_at(p) + (blocks(p) * sizeof(std::uint32_t) + 63) / 64 * 64;
  }
  unsigned char* scratch() const { return static_cast<unsigned char*>(a_.data[3]); }
  TileOwners owners() const {
    if (!has_scratch()) return {};
    return {reinterpret_cast<std::uint32_t*>(scratch() + owners_at(p_)), rows(p_), columns(p_),
            static_cast<std::uint32_t>(across(p_))};
  }

  const Arrays& a_;
  const Parameters& p_;
};

template <DataType kType>
struct GemmProgram {
  using Memory = GemmMemory<kType>;
  static constexpr std::uint32_t kCheckBlocks = 1;  ///< an SM: a lane's sums fill its registers

  static Work work(const Parameters& p, std::uint32_t) {
    const ArraySizes sizes = Memory::sizes(p, 1);
    const auto bytes = [&](int array) { return static_cast<double>(sizes.bytes[array]); };
    return {
        .bytes = bytes(0) + bytes(1) + bytes(2),
        .flop = 2 * static_cast<double>(p.m) * static_cast<double>(p.n) * static_cast<double>(p.k)};
  }
  static void enqueue(const Launch& where, const Arrays& a, const Parameters& p,
                      std::uint64_t iterations) {
    launch_gemm<kType>(where, Memory(a, p).problem(), p.path, iterations);
  }
  static void prepare(const Launch& where, const Arrays& a, const Parameters& p) {
    launch(where, Memory(a, p).fill(true));
  }
  static void spoil(const Launch& where, const Arrays& a, const Parameters& p) {
    launch(where, Memory(a, p).fill(false));
  }
  static void verify(const Launch& where, const Arrays& a, const Parameters& p) {
    const Memory memory(a, p);
    if (p.inputs == Inputs::exact) {
      launch(where, memory.template check<Inputs::exact>(), 1, kCheckBlocks);
    } else {
      launch(where, memory.template check<Inputs::timed>(), 1, kCheckBlocks);
    }
    if (memory.has_scratch()) launch(where, memory.hash(GemmHashes::leave));
  }
  static void verify_repeat(const Launch& where, const Arrays& a, const Parameters& p) {
    launch(where, Memory(a, p).hash(GemmHashes::compare));
  }
  static int cases(const DeviceShape& device, Depth depth, Parameters* list) {
    return gemm_cases(kType, device, depth, list);
  }

  static constexpr Program kProgram = {.prepare = prepare,
                                       .enqueue = enqueue,
                                       .spoil = spoil,
                                       .verify = verify,
                                       .verify_repeat = verify_repeat};
};

template <DataType kType>
constexpr Kernel gemm_kernel(const char* name, const char* question) {
  return {.name = name,
          .question = question,
          .check =
              "every element: exact with small integers, within the rounding of the type with "
              "timed inputs",
          .quantity = Quantity::throughput,
          .limit = Limit::arithmetic,
          .matrix = true,
          .sized = false,
          .arrays = GemmMemory<kType>::sizes,
          .work = GemmProgram<kType>::work,
          .program = GemmProgram<kType>::kProgram,
          .input = kType == DataType::int8 ? kGemmIntegerInput : kGemmFloatInput,
          .types = only(kType),
          .machines = Machines::gpu,
          .cases = GemmProgram<kType>::cases,
          .variants = &kGemmVariants<kType>.shapes[0],
          .variant_count = kGemmVariantCount<kType>,
          .choose_variant = choose_gemm_variant,
          .refuse = refuse_gemm,
          .exact_inputs = true,
          .reference = Reference::cublaslt,
          .instruction = gemm_instruction,
          .answer_array = 2};
}

}  // namespace assay::ASSAY_TARGET
