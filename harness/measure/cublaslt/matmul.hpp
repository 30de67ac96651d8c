// One product as cuBLASLt does it: which algorithms does it offer, and how is one queued?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "harness/measure/cublaslt/library.hpp"
#include "harness/measure/cublaslt/product.hpp"

namespace assay::measure {

/// What NVIDIA recommends for Hopper; the library's default is none, which rules algorithms out.
inline constexpr std::size_t kCublasLtWorkspaceBytes = std::size_t{32} << 20;

/// Destroys what the library made, in the order it needs.
struct CublasLtDestroy {
  cublaslt_api::Status (*destroy)(cublaslt_api::Opaque) = nullptr;
  void operator()(void* thing) const { destroy(thing); }
};
using CublasLtThing = std::unique_ptr<void, CublasLtDestroy>;

/// Where the operands of one launch lie: A, B and C as the kernel has them.
struct CublasLtOperands {
  const void* a = nullptr;
  const void* b = nullptr;
  void* c = nullptr;
  void* workspace = nullptr;  ///< kCublasLtWorkspaceBytes
  void* stream = nullptr;     ///< cudaStream_t
};

class CublasLtMatmul {
 public:
  /// Asks the library for its algorithms. Throws Error(unavailable) where it refuses the product or
  /// offers none. `library` outlives it.
  CublasLtMatmul(const CublasLtLibrary& library, const CublasLtProduct& product);

  /// What tells the algorithms apart, the library's own first choice first.
  std::vector<std::string> names() const;
  /// Throws Error(unavailable) where the library does not take it.
  void queue(std::size_t algorithm, const CublasLtOperands& operands) const;

 private:
  CublasLtThing layout(const CublasLtMatrix& matrix) const;
  void describe(const CublasLtProduct& product);
  void ask();
  std::string name(const cublaslt_api::Algorithm& algorithm) const;

  const CublasLtLibrary& library_;
  cublaslt_api::Number scale_;
  CublasLtThing descriptor_, first_, second_, d_;
  std::vector<cublaslt_api::Algorithm> algorithms_;
};

}  // namespace assay::measure
