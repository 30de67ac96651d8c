// The entry points that are called, as cublasLt.h declares them.
// SPDX-License-Identifier: Apache-2.0
#include <dlfcn.h>

#include <cstring>

#include "tests/cublaslt/fake_library.hpp"
#include "tests/cublaslt/product.hpp"

#ifdef FAKE_CUBLASLT_LACKS_MATMUL
#define cublasLtMatmul cublasLtMatmulUnderAnotherName
#endif
#ifndef FAKE_CUBLASLT_VERSION
#define FAKE_CUBLASLT_VERSION 130100
#endif

using namespace assay;
using namespace assay::fake_cublaslt;
using namespace assay::measure::cublaslt_api;

namespace {

constexpr Status kInvalidValue = 7, kNotSupported = 15;

struct Descriptor {
  Compute compute;
  Number scale;
  std::int32_t transpose_first = 0, transpose_second = 0;
  std::int8_t fast = 0;
};

struct Preference {
  std::uint64_t workspace_bytes = 0;
};

Script& script() {
  return *fake_cublaslt_script();
}

template <class Thing>
Status make(Opaque* made, Thing thing) {
  *made = new Thing(thing);
  ++script().alive;
  return kSuccess;
}
template <class Thing>
Status destroy(Opaque thing) {
  delete static_cast<Thing*>(thing);
  --script().alive;
  return kSuccess;
}

/// Does it all at once where the executable has no streams.
void submit(void* stream, double nanoseconds, Product* product) {
  using Submit = void(void*, double, void (*)(void*), void*);
  static auto* const its_own =
      reinterpret_cast<Submit*>(dlsym(RTLD_DEFAULT, "fake_cublaslt_submit"));
  const auto work = [](void* context) { static_cast<Product*>(context)->multiply(); };
  // Never freed: a graph may replay it at any time.
  if (its_own != nullptr) return its_own(stream, nanoseconds, work, product);
  product->multiply();
}

template <class Value>
Status take(Value& to, const void* from, std::size_t bytes) {
  if (bytes != sizeof to) return kInvalidValue;
  std::memcpy(&to, from, bytes);
  return kSuccess;
}

}  // namespace

#pragma GCC visibility push(default)
extern "C" {

Script* fake_cublaslt_script() {
  static Script script;
  return &script;
}

std::size_t cublasLtGetVersion() {
  return FAKE_CUBLASLT_VERSION;
}
const char* cublasLtGetStatusString(Status status) {
  return status == kNotSupported ? "CUBLAS_STATUS_NOT_SUPPORTED" : "CUBLAS_STATUS_OF_THE_FAKE";
}
Status cublasLtCreate(Opaque* handle) {
  if (script().create_status != kSuccess) return script().create_status;
  return make(handle, 0);
}
Status cublasLtDestroy(Opaque handle) {
  return destroy<int>(handle);
}
Status cublasLtMatmulDescCreate(Opaque* made, Compute compute, Number scale) {
  return make(made, Descriptor{compute, scale});
}
Status cublasLtMatmulDescDestroy(Opaque descriptor) {
  return destroy<Descriptor>(descriptor);
}
Status cublasLtMatmulDescSetAttribute(Opaque descriptor, DescriptorAttribute name,
                                      const void* value, std::size_t bytes) {
  auto& to = *static_cast<Descriptor*>(descriptor);
  switch (name) {
    case DescriptorAttribute::transpose_a:
      return take(to.transpose_first, value, bytes);
    case DescriptorAttribute::transpose_b:
      return take(to.transpose_second, value, bytes);
    case DescriptorAttribute::fast_accumulation:
      return take(to.fast, value, bytes);
  }
  return kInvalidValue;
}
Status cublasLtMatrixLayoutCreate(Opaque* made, Number number, std::uint64_t rows,
                                  std::uint64_t columns, std::int64_t leading) {
  if (leading < static_cast<std::int64_t>(rows)) return kInvalidValue;
  return make(made, Matrix{number, rows, columns, static_cast<std::uint64_t>(leading)});
}
Status cublasLtMatrixLayoutDestroy(Opaque layout) {
  return destroy<Matrix>(layout);
}
Status cublasLtMatmulPreferenceCreate(Opaque* made) {
  return make(made, Preference{});
}
Status cublasLtMatmulPreferenceDestroy(Opaque preference) {
  return destroy<Preference>(preference);
}
Status cublasLtMatmulPreferenceSetAttribute(Opaque preference, PreferenceAttribute,
                                            const void* value, std::size_t bytes) {
  return take(static_cast<Preference*>(preference)->workspace_bytes, value, bytes);
}

Status cublasLtMatmulAlgoGetHeuristic(Opaque, Opaque descriptor, Opaque, Opaque, Opaque, Opaque,
                                      Opaque preference, int wanted, Heuristic* results,
                                      int* count) {
  const auto& how = *static_cast<const Descriptor*>(descriptor);
  script().asked = {.compute = how.compute,
                    .fast_accumulation = how.fast != 0,
                    .transposes_first = how.transpose_first != 0,
                    .transposes_second = how.transpose_second != 0,
                    .workspace_bytes = static_cast<Preference*>(preference)->workspace_bytes};
  *count = 0;
  if (script().heuristic_status != kSuccess) return script().heuristic_status;
  for (std::size_t i = 0; i < script().nanoseconds.size() && *count < wanted; ++i) {
    Heuristic& result = results[(*count)++];
    result = {};
    result.algorithm.data[0] = i;
    // The library names algorithms that it then says cannot run: those of no time.
    result.state = script().nanoseconds[i] <= 0 ? kNotSupported : kSuccess;
  }
  return kSuccess;
}

Status cublasLtMatmulAlgoConfigGetAttribute(const Algorithm* algorithm, AlgorithmAttribute name,
                                            void* value, std::size_t bytes, std::size_t* written) {
  const bool narrow =
      name == AlgorithmAttribute::inner_shape || name == AlgorithmAttribute::cluster;
  *written = narrow ? 2 : 4;
  if (bytes != *written) return kInvalidValue;
  if (name == AlgorithmAttribute::custom) return kNotSupported;
  const std::uint32_t said =
      name == AlgorithmAttribute::id ? static_cast<std::uint32_t>(algorithm->data[0]) + 60 : 1;
  std::memcpy(value, &said, bytes);
  return kSuccess;
}

Status cublasLtMatmul(Opaque, Opaque descriptor, const void* alpha, const void* first,
                      Opaque first_layout, const void* second, Opaque second_layout,
                      const void* beta, const void*, Opaque, void* d, Opaque d_layout,
                      const Algorithm* algorithm, void* workspace, std::size_t, void* stream) {
  const std::uint64_t launch = ++script().launches;
  const bool fails = script().fails_at_launch == 0 ||
                     launch == static_cast<std::uint64_t>(script().fails_at_launch);
  if (fails && script().matmul_status != kSuccess) return script().matmul_status;
  if (workspace == nullptr) return kInvalidValue;
  const auto& how = *static_cast<const Descriptor*>(descriptor);
  auto* const product = new Product;
  product->first = {first, *static_cast<const Matrix*>(first_layout), how.transpose_first != 0};
  product->second = {second, *static_cast<const Matrix*>(second_layout), how.transpose_second != 0};
  product->d = d;
  product->d_matrix = *static_cast<const Matrix*>(d_layout);
  product->alpha = scalar(how.scale, alpha);
  product->beta = scalar(how.scale, beta);
  product->add = script().add;
  if (!product->fits()) {
    delete product;
    return kInvalidValue;
  }
  submit(stream, script().nanoseconds.at(algorithm->data[0]), product);
  return kSuccess;
}

}  // extern "C"
#pragma GCC visibility pop
