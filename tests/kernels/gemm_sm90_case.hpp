// One product of small integers by the Hopper body on the model: what is wrong with it?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <vector>

#include "kernels/gemm_format.hpp"
#include "kernels/gemm_sm90.hpp"
#include "kernels/machine/data.hpp"
#include "kernels/machine/hopper_model.hpp"

namespace assay::ASSAY_TARGET {

/// Where ThreadSanitizer watches, only threads that run at once are worth its time: those of the
/// checked model take turns.
#if defined(__SANITIZE_THREAD__)
inline constexpr bool kFreeOnly = true;
#else
inline constexpr bool kFreeOnly = false;
#endif

struct GemmExtent {
  std::uint32_t m, n, k;
};

/// Those that a run of the checked model is worth.
inline std::vector<model::Landing> landings() {
  using model::Landing;
  return kFreeOnly ? std::vector<Landing>{} : std::vector{Landing::latest, Landing::earliest};
}

/// How the model runs it.
struct GemmRun {
  std::uint32_t clusters = 2;  ///< that share the tiles
  std::uint32_t group = 2;
  int first = 0;
  model::Watch watch = model::Watch::checked;
  model::Landing landing = model::Landing::latest;
};

template <HopperGemmShape kShape, HopperGemmFault kFault = HopperGemmFault::none>
class GemmCase {
  using Plan = HopperGemmPlan<kShape>;
  using Stored = GemmStoredOf<kShape.type>;
  using Output = GemmOutputOf<kShape.type>;
  static constexpr bool kInteger = kShape.type == DataType::int8;
  static constexpr std::int32_t kBound = 4;  ///< exact in every type
  static constexpr std::uint32_t kNobody = 0xFFFFFFFF;

 public:
  GemmCase(GemmExtent extent, GemmRun run) : x_(extent), run_(run) {
    if (kFreeOnly) run_.watch = model::Watch::free;
    constexpr std::uint32_t kAlign = 16 / Plan::kElement, kAlignC = 16 / Plan::kOutput;
    const bool a_rows = kShape.a_major == hopper::Major::k;
    const bool b_columns = kShape.b_major == hopper::Major::k;
    a_pitch_ = padded(a_rows ? x_.k : x_.m, kAlign);
    b_pitch_ = padded(b_columns ? x_.k : x_.n, kAlign);
    c_pitch_ = padded(x_.n, kAlignC);
    a_.resize(std::size_t{a_pitch_} * (a_rows ? x_.m : x_.k));
    b_.resize(std::size_t{b_pitch_} * (b_columns ? x_.n : x_.k));
    c_.resize(std::size_t{c_pitch_} * x_.m);
    std::memset(c_.data(), 0xC5, c_.size() * sizeof(Output));
    fill(a_of_, a_, {x_.m, 1, a_rows, a_pitch_});
    fill(b_of_, b_, {x_.n, 2, b_columns, b_pitch_});
  }

  /// The first broken rule, or wrong element of C, or tile without owner; empty: none.
  std::string wrong() {
    const std::string broken = multiply();
    if (!broken.empty()) return broken;
    const std::string element = wrong_element();
    return element.empty() ? wrong_owner() : element;
  }

 private:
  static std::uint32_t padded(std::uint32_t extent, std::uint32_t to) {
    return (extent + to - 1) / to * to;
  }
  struct Operand {
    std::uint32_t extent, key;
    bool along_k;
    std::uint32_t pitch;
  };
  /// Integers by (m or n, k), and the same as they are stored.
  void fill(std::vector<std::int32_t>& of, std::vector<Stored>& memory, Operand operand) {
    of.resize(std::size_t{operand.extent} * x_.k);
    for (std::size_t i = 0; i < of.size(); ++i) {
      of[i] = random_integer<std::int32_t>(operand.key, i, kBound);
      const std::size_t line = i / x_.k, p = i % x_.k;
      memory[operand.along_k ? line * operand.pitch + p : p * operand.pitch + line] = stored(of[i]);
    }
  }
  static Stored stored(std::int32_t value) {
    if constexpr (kInteger)
      return static_cast<Stored>(value);
    else
      return encoded<kShape.type>(static_cast<float>(value));
  }
  static double value_of(const Output& bits) {
    if constexpr (Plan::kOutput == 4 && !kInteger)
      return static_cast<double>(__builtin_bit_cast(float, bits));
    else if constexpr (kInteger)
      return bits;
    else
      return static_cast<double>(
          model::decode<kGemmOutput<kShape.type>>(reinterpret_cast<const std::byte*>(&bits)));
  }
  static double rounded(std::int32_t sum) {
    if constexpr (kInteger)
      return sum;
    else
      return static_cast<double>(rounded_to<kGemmOutput<kShape.type>>(static_cast<float>(sum)));
  }
  template <class T>
  static std::span<const std::byte> bytes_of(const std::vector<T>& array) {
    return std::as_bytes(std::span(array));
  }

  std::string multiply() {
    const std::uint32_t across = (x_.n + kShape.tile_columns - 1) / kShape.tile_columns;
    owners_.assign(std::size_t{across} * ((x_.m + kShape.tile_rows - 1) / kShape.tile_rows),
                   kNobody);
    GemmProblem problem{.type = kShape.type,
                        .a = a_.data(),
                        .b = b_.data(),
                        .c = c_.data(),
                        .m = x_.m,
                        .n = x_.n,
                        .k = x_.k,
                        .a_pitch = a_pitch_,
                        .b_pitch = b_pitch_,
                        .c_pitch = c_pitch_};
    problem.variant.group = run_.group;
    problem.owners = {.processor = owners_.data(),
                      .rows = kShape.tile_rows,
                      .columns = kShape.tile_columns,
                      .across = across};
    const HopperGemmTensors tensors = hopper_gemm_tensors<kShape>(problem);
    const auto arguments =
        hopper_gemm_arguments<kShape, model::TensorMap>(problem, tensors.a, tensors.b, tensors.c);
    const model::HopperOptions options{.blocks = run_.clusters * kShape.cluster,
                                       .cluster = kShape.cluster,
                                       .shared_bytes = Plan::kShared,
                                       .first = run_.first,
                                       .watch = run_.watch,
                                       .landing = run_.landing,
                                       .readable = {bytes_of(a_), bytes_of(b_)},
                                       .writable = {bytes_of(c_)}};
    return model::run_hopper(options, [&](model::HopperMachine& machine) {
      HopperGemmBlock<model::HopperMachine, kShape, kFault>(machine, arguments).run();
    });
  }

  std::string wrong_element() const {
    Output untouched;
    std::memset(&untouched, 0xC5, sizeof untouched);
    for (std::uint32_t i = 0; i < x_.m; ++i) {
      std::vector<std::int32_t> sums(x_.n);
      for (std::uint32_t j = 0; j < x_.n; ++j) {
        const std::int32_t* const a = &a_of_[std::size_t{i} * x_.k];
        const std::int32_t* const b = &b_of_[std::size_t{j} * x_.k];
        for (std::uint32_t p = 0; p < x_.k; ++p) sums[j] += a[p] * b[p];
      }
      for (std::uint32_t j = 0; j < c_pitch_; ++j) {
        const Output& is = c_[std::size_t{i} * c_pitch_ + j];
        const auto complain = [&](const char* what) {
          return std::string(what) + " at (" + std::to_string(i) + ", " + std::to_string(j) +
                 "): " + std::to_string(value_of(is));
        };
        if (j >= x_.n) {
          if (is != untouched) return complain("the padding of C is written");
        } else if (!(value_of(is) == rounded(sums[j]))) {
          return complain("C is wrong") + ", not " + std::to_string(rounded(sums[j]));
        }
      }
    }
    return {};
  }

  /// Every tile is of one block, and blocks of a model processor are told by their number.
  std::string wrong_owner() const {
    std::vector<bool> works(run_.clusters * kShape.cluster);
    for (const std::uint32_t owner : owners_) {
      if (owner >= works.size()) return "a tile has no owner";
      works[owner] = true;
    }
    return {};
  }

  GemmExtent x_;
  GemmRun run_;
  std::uint32_t a_pitch_ = 0, b_pitch_ = 0, c_pitch_ = 0;
  std::vector<std::int32_t> a_of_, b_of_;
  std::vector<Stored> a_, b_;
  std::vector<Output> c_;
  std::vector<std::uint32_t> owners_;
};

}  // namespace assay::ASSAY_TARGET
