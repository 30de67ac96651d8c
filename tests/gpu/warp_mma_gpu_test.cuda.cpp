// Do hardware and the CPU model of mma.sync, ldmatrix and cp.async do the same, bit for bit?
// Without a GPU the model's half is run all the same.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>
#include <span>
#include <stdexcept>

#include "kernels/machine/data.hpp"
#include "kernels/machine/warp_mma_model.hpp"
#include "tests/gpu/warp_mma_probes.hpp"

namespace assay::testing {
namespace {

template <class Probe>
WarpWords after(Probe probe, WarpWords words) {
  probe.words = words.data();
  const auto bytes = std::as_bytes(std::span(words));
  const model::WarpOptions options{
      .warps = 1, .shared_bytes = kWarpProbeShared, .readable = {bytes}, .writable = {bytes}};
  const std::string broken =
      model::run_warps(options, [&](model::WarpMachine& machine) { probe.run(machine); });
  if (!broken.empty()) throw std::logic_error("the probe breaks a rule: " + broken);
  return words;
}

}  // namespace

WarpWords mma_of_model(DataType type, WarpWords operands) {
  WarpWords answer;
  ASSAY_TARGET::with_mma_probe(type, [&](auto probe) { answer = after(probe, operands); });
  return answer;
}

WarpWords copies_of_model(WarpWords memory) {
  return after(ASSAY_TARGET::CopyProbe{}, std::move(memory));
}

namespace {

using ASSAY_TARGET::random_integer;

/// Small integers in every element, so that sums are exact.
template <DataType kType>
WarpWords operands() {
  using Stored = ASSAY_TARGET::GemmStoredOf<kType>;
  using Sum = ASSAY_TARGET::GemmSumOf<kType>;
  constexpr bool kFp64 = kType == DataType::fp64;
  constexpr std::uint32_t kOperandWords = kFp64 ? 6 * 2 : 8, kSumWords = kFp64 ? 4 * 2 : 4;
  WarpWords words((kOperandWords + kSumWords) * kWarpLanes);
  const std::size_t elements = kOperandWords * kWarpLanes * 4 / sizeof(Stored);
  for (std::size_t i = 0; i < elements; ++i) {
    const Stored one = ASSAY_TARGET::gemm_stored<kType>(random_integer<Sum>(1, i, 3));
    std::memcpy(reinterpret_cast<std::byte*>(words.data()) + i * sizeof one, &one, sizeof one);
  }
  for (std::size_t i = 0; i < 4 * kWarpLanes; ++i) {
    const auto sum = random_integer<Sum>(2, i, 100);
    std::memcpy(
        reinterpret_cast<std::byte*>(words.data() + kOperandWords * kWarpLanes) + i * sizeof sum,
        &sum, sizeof sum);
  }
  return words;
}

template <DataType kType>
void expect_same_sums() {
  const WarpWords before = operands<kType>();
  const WarpWords model = mma_of_model(kType, before);
  EXPECT_NE(model, before);
  if (const char* const reason = no_warp_mma(kType); *reason != '\0') GTEST_SKIP() << reason;
  EXPECT_THAT(mma_of_hardware(kType, before), ::testing::ElementsAreArray(model));
}

TEST(WarpMmaConformance, Bf16) {
  expect_same_sums<DataType::bf16>();
}
TEST(WarpMmaConformance, Fp16) {
  expect_same_sums<DataType::fp16>();
}
TEST(WarpMmaConformance, Tf32) {
  expect_same_sums<DataType::tf32>();
}
TEST(WarpMmaConformance, Int8) {
  expect_same_sums<DataType::int8>();
}
TEST(WarpMmaConformance, Fp8) {
  expect_same_sums<DataType::fp8_e4m3>();
  expect_same_sums<DataType::fp8_e5m2>();
}
TEST(WarpMmaConformance, Fp64) {
  expect_same_sums<DataType::fp64>();
}

TEST(WarpMmaConformance, CopiesAndLdmatrix) {
  WarpWords memory(kCopiedWords + 8 * kWarpLanes, 0);
  for (std::uint32_t i = 0; i < kCopiedWords; ++i)
    memory[i] = 0x03020100u + 0x04040404u * (i % 63) + 0x01010101u;
  const WarpWords model = copies_of_model(memory);
  EXPECT_NE(model, memory);
  if (const char* const reason = no_warp_mma(DataType::bf16); *reason != '\0')
    GTEST_SKIP() << reason;
  EXPECT_THAT(copies_of_hardware(memory), ::testing::ElementsAreArray(model));
}

}  // namespace
}  // namespace assay::testing
