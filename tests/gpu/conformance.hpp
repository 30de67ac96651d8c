// One instruction of the Hopper machine on given operands: what comes out of it on hardware, and on
// the model?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>
#include <vector>

#include "kernels/machine/hopper.hpp"

namespace assay::testing {

using Words = std::vector<std::uint32_t>;

/// wgmma over `steps` of k. Descriptors count addresses from the begin of shared memory, which
/// holds `image`. The answer: the bits of 64 x kWgmmaColumns sums.
struct WgmmaCase {
  DataType type;
  hopper::Major a_major, b_major;
  std::uint64_t a, b;
  std::uint32_t steps, a_step, b_step;  ///< bytes from one step to the next
  Words image;
};
inline constexpr std::uint32_t kWgmmaColumns = 128;

/// A box of a matrix of kTensorRows rows; Tensor::data is not looked at.
struct TensorCase {
  hopper::Tensor tensor;
  std::int32_t x, y;

  std::uint32_t box_bytes() const {
    return tensor.box_columns * tensor.box_rows * hopper::element_bytes(tensor.type);
  }
  std::uint64_t words() const { return tensor.rows * tensor.pitch_bytes / 4; }
};
/// The answer: the words of shared memory after the load.
struct TensorLoadCase : TensorCase {};
/// The answer: the words of the matrix after the store of a box of the words 1, 2, 3 ...
struct TensorStoreCase : TensorCase {};

/// Every block loads 8 rows for the blocks of `mask`. The answer: shared memory of all blocks.
struct MulticastCase {
  std::uint32_t cluster, mask;
};

/// Phases of one barrier of each of two blocks: bytes that land before they are expected, arrivals
/// from both blocks. The answer: what each load of each phase left, by block.
struct BarrierCase {
  std::uint32_t phases;
};

/// A warpgroup gives registers to two others. The answer: a one from each.
struct RegisterCase {};

/// Why this instruction cannot run on a device here; empty where it can.
const char* no_hopper();

#define ASSAY_CONFORMANCE_CASE(Case)        \
  Words answer_of_hardware(const Case& of); \
  Words answer_of_model(const Case& of);
ASSAY_CONFORMANCE_CASE(WgmmaCase)
ASSAY_CONFORMANCE_CASE(TensorLoadCase)
ASSAY_CONFORMANCE_CASE(TensorStoreCase)
ASSAY_CONFORMANCE_CASE(MulticastCase)
ASSAY_CONFORMANCE_CASE(BarrierCase)
ASSAY_CONFORMANCE_CASE(RegisterCase)
#undef ASSAY_CONFORMANCE_CASE

}  // namespace assay::testing
