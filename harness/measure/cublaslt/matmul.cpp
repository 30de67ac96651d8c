// Descriptors, heuristics and launches.
// SPDX-License-Identifier: Apache-2.0
#include "harness/measure/cublaslt/matmul.hpp"

#include <fmt/format.h>

#include <array>
#include <utility>

#include "kernels/error.hpp"

namespace assay::measure {
namespace {

using namespace cublaslt_api;

constexpr int kAlgorithms = 16;
constexpr const char* kDescribing = "describing the product";

/// One and zero in the type that results are scaled in.
struct Scalars {
  union Scalar {
    float fp32;
    double fp64;
    std::int32_t int32;
  } one, zero;

  explicit Scalars(Number scale) {
    if (scale == Number::fp64) {
      one.fp64 = 1;
      zero.fp64 = 0;
    } else if (scale == Number::int32) {
      one.int32 = 1;
      zero.int32 = 0;
    } else {
      one.fp32 = 1;
      zero.fp32 = 0;
    }
  }
};

template <class Value, class Setter, class Attribute>
Status set(Setter setter, const CublasLtThing& thing, Attribute attribute, Value value) {
  return setter(thing.get(), attribute, &value, sizeof value);
}

}  // namespace

CublasLtMatmul::CublasLtMatmul(const CublasLtLibrary& library, const CublasLtProduct& product)
    : library_(library), scale_(product.scale) {
  describe(product);
  first_ = layout(product.first);
  second_ = layout(product.second);
  d_ = layout(product.d);
  ask();
}

void CublasLtMatmul::describe(const CublasLtProduct& product) {
  const Functions& call = library_.functions();
  Opaque made = nullptr;
  library_.check(call.matmul_desc_create(&made, product.compute, product.scale), kDescribing);
  descriptor_ = CublasLtThing(made, {call.matmul_desc_destroy});
  const auto attribute = [&](DescriptorAttribute name, auto value) {
    library_.check(set(call.matmul_desc_set_attribute, descriptor_, name, value), kDescribing);
  };
  attribute(DescriptorAttribute::transpose_a, static_cast<std::int32_t>(product.first_operation));
  attribute(DescriptorAttribute::transpose_b, static_cast<std::int32_t>(product.second_operation));
  if (product.fast_accumulation) {
    attribute(DescriptorAttribute::fast_accumulation,
              static_cast<std::int8_t>(*product.fast_accumulation ? 1 : 0));
  }
}

CublasLtThing CublasLtMatmul::layout(const CublasLtMatrix& matrix) const {
  const Functions& call = library_.functions();
  Opaque made = nullptr;
  library_.check(call.matrix_layout_create(&made, matrix.number, matrix.rows, matrix.columns,
                                           static_cast<std::int64_t>(matrix.rows)),
                 kDescribing);
  return CublasLtThing(made, {call.matrix_layout_destroy});
}

void CublasLtMatmul::ask() {
  constexpr const char* kAsking = "asking for its algorithms";
  const Functions& call = library_.functions();
  Opaque made = nullptr;
  library_.check(call.matmul_preference_create(&made), kAsking);
  const CublasLtThing preference(made, {call.matmul_preference_destroy});
  library_.check(set(call.matmul_preference_set_attribute, preference,
                     PreferenceAttribute::workspace_bytes, std::uint64_t{kCublasLtWorkspaceBytes}),
                 kAsking);
  std::array<Heuristic, kAlgorithms> results{};
  int count = 0;
  library_.check(call.matmul_algo_get_heuristic(library_.handle(), descriptor_.get(), first_.get(),
                                                second_.get(), d_.get(), d_.get(), preference.get(),
                                                kAlgorithms, results.data(), &count),
                 kAsking);
  for (int i = 0; i < count && i < kAlgorithms; ++i) {
    const Heuristic& result = results[static_cast<std::size_t>(i)];
    if (result.state == kSuccess && result.workspace_bytes <= kCublasLtWorkspaceBytes) {
      algorithms_.push_back(result.algorithm);
    }
  }
  if (!algorithms_.empty()) return;
  throw Error(ErrorKind::unavailable, fmt::format("{}: cuBLASLt {} has none for this product",
                                                  kAsking, library_.version()));
}

std::vector<std::string> CublasLtMatmul::names() const {
  std::vector<std::string> names;
  for (const Algorithm& algorithm : algorithms_) names.push_back(name(algorithm));
  return names;
}

/// Numbers of the library's own; an attribute it does not know is left out.
std::string CublasLtMatmul::name(const Algorithm& algorithm) const {
  constexpr std::pair<AlgorithmAttribute, const char*> kWords[] = {
      {AlgorithmAttribute::id, "algorithm"},      {AlgorithmAttribute::tile, "tile"},
      {AlgorithmAttribute::stages, "stages"},     {AlgorithmAttribute::cluster, "cluster"},
      {AlgorithmAttribute::split_k, "split_k"},   {AlgorithmAttribute::reduction, "reduction"},
      {AlgorithmAttribute::swizzle, "swizzle"},   {AlgorithmAttribute::custom, "custom"},
      {AlgorithmAttribute::inner_shape, "inner"},
  };
  std::string name;
  for (const auto& [attribute, word] : kWords) {
    std::uint32_t value = 0;
    // These two are 16 bits wide, the others 32.
    const bool narrow =
        attribute == AlgorithmAttribute::inner_shape || attribute == AlgorithmAttribute::cluster;
    std::size_t written = 0;
    const Status status = library_.functions().matmul_algo_config_get_attribute(
        &algorithm, attribute, &value, narrow ? 2 : 4, &written);
    if (status == kSuccess) name += fmt::format("{}{}={}", name.empty() ? "" : " ", word, value);
  }
  return name.empty() ? "unnamed" : name;
}

void CublasLtMatmul::queue(std::size_t algorithm, const CublasLtOperands& operands) const {
  const Scalars scalars(scale_);
  library_.check(
      library_.functions().matmul(
          library_.handle(), descriptor_.get(), &scalars.one, operands.b, first_.get(), operands.a,
          second_.get(), &scalars.zero, operands.c, d_.get(), operands.c, d_.get(),
          &algorithms_.at(algorithm), operands.workspace, kCublasLtWorkspaceBytes, operands.stream),
      "queueing a product");
}

}  // namespace assay::measure
