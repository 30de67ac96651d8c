// Which shape does a tensor-core GEMM take, for its size and for so many SMs?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>

#include "kernels/kernel.hpp"

namespace assay {

/// The body that computes a case: wgmma of 9.0, or mma.sync of 8.0 and later.
enum class GemmBodyKind : std::uint8_t { sm90, sm80 };

GemmBodyKind gemm_body(DataType type, Path path, std::uint32_t compute_capability);

struct GemmShapes {
  const Variant* list = nullptr;
  int count = 0;
};

GemmShapes gemm_shapes(DataType type, GemmBodyKind body);

/// Whether that body has the shape for the layout and accumulation of these parameters.
bool gemm_takes_shape(const Parameters&, const Variant& shape, GemmBodyKind body);

/// Clocks one product takes in that shape, as far as waves of tiles and what each SM loads decide;
/// good for comparing shapes of one body, and for nothing else.
double gemm_clocks(const Parameters&, const Variant& shape, GemmBodyKind body, const DeviceShape&);

/// The shape of the fewest clocks; of equals the one with the larger tile, then the first.
Variant choose_gemm_variant(const Parameters&, const DeviceShape&);

}  // namespace assay
