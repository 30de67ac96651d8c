// Do hardware and the CPU model of Hopper do the same, instruction by instruction? Bit for bit, but
// for sums of products that are not exact. Without a GPU the model's half is run all the same.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <string>

#include "kernels/gemm_format.hpp"
#include "kernels/machine/data.hpp"
#include "kernels/machine/hopper_model_wgmma.hpp"
#include "tests/gpu/conformance.hpp"

namespace assay::testing {
namespace {

using hopper::Descriptor;
using hopper::Major;
using hopper::Swizzle;

/// The answer of the model, and of hardware where there is some.
template <class Case>
void expect_same_bits(const Case& of) {
  const Words model = answer_of_model(of);
  if (const char* const reason = no_hopper(); *reason != '\0') GTEST_SKIP() << reason;
  EXPECT_THAT(answer_of_hardware(of), ::testing::ElementsAreArray(model));
}

// wgmma.

/// How an operand lies: what its descriptor says, and how far the next step of k is.
struct OperandForm {
  Major major = Major::k;
  Swizzle swizzle = Swizzle::bytes128;
  std::uint32_t leading_bytes = 16, stride_bytes = 1024;
  std::uint32_t steps = 4, step_bytes = 32, base_offset = 0;
};
struct WgmmaForm {
  std::string name;
  DataType type;
  OperandForm a, b;
  bool random = false;
};
void PrintTo(const WgmmaForm& form, std::ostream* to) {
  *to << form.name;
}

constexpr std::uint32_t kA = 0, kB = 16384, kImageBytes = 65536 - 1024;

template <DataType kType>
std::uint32_t element_bits(std::uint32_t key, std::uint32_t i, bool random) {
  constexpr std::int32_t kExactBound = 4, kRandomBound = 512;
  if constexpr (kType == DataType::int8) {
    const std::int32_t bound = random ? 127 : kExactBound;
    const auto value = cpu_baseline::random_integer<std::int32_t>(key, i, bound);
    return static_cast<std::uint8_t>(value);
  } else {
    const std::int32_t bound = random ? kRandomBound : kExactBound;
    const auto integer = cpu_baseline::random_integer<float>(key, i, bound);
    // With bits below those that tf32 has, which must not count.
    const float value = random ? integer / 256 : integer;
    if (random && kType == DataType::tf32) return std::bit_cast<std::uint32_t>(value) | 0xFFFu;
    return cpu_baseline::encoded<kType>(cpu_baseline::rounded_to<kType>(value));
  }
}

/// Writes `rows` x all of k where the descriptors of the steps say it is read.
template <DataType kType>
void place(std::vector<std::byte>& image, const OperandForm& form, std::uint64_t descriptor,
           std::uint32_t rows, std::uint32_t key, bool random) {
  constexpr std::uint32_t kElement = hopper::element_bytes(kType);
  for (std::uint32_t step = 0; step < form.steps; ++step) {
    const model::OperandView view(hopper::advance(descriptor, step * form.step_bytes), form.major,
                                  kElement);
    model::each_chunk<kType>(
        view, form.major, 0, rows, [&](std::uint32_t at, std::uint32_t mn, std::uint32_t k) {
          for (std::uint32_t e = 0; e < view.chunk_elements(); ++e) {
            const std::uint32_t row = form.major == Major::k ? mn : mn + e;
            const std::uint32_t column =
                step * model::kStepElements<kType> + (form.major == Major::k ? k + e : k);
            const std::uint32_t bits = element_bits<kType>(key, row * 256 + column, random);
            std::memcpy(&image.at(at + e * kElement), &bits, kElement);
          }
        });
  }
}

template <DataType kType>
WgmmaCase wgmma_case(const WgmmaForm& form) {
  const auto descriptor = [](std::uint32_t at, const OperandForm& of) {
    return Descriptor{.address = at + of.base_offset * 128,
                      .leading_bytes = of.leading_bytes,
                      .stride_bytes = of.stride_bytes,
                      .base_offset = of.base_offset,
                      .swizzle = of.swizzle}
        .bits();
  };
  WgmmaCase c{.type = kType,
              .a_major = form.a.major,
              .b_major = form.b.major,
              .a = descriptor(kA, form.a),
              .b = descriptor(kB, form.b),
              .steps = form.a.steps,
              .a_step = form.a.step_bytes,
              .b_step = form.b.step_bytes,
              .image = {}};
  std::vector<std::byte> image(kImageBytes);
  place<kType>(image, form.a, c.a, hopper::kWarpgroupRows, 1, form.random);
  place<kType>(image, form.b, c.b, kWgmmaColumns, 2, form.random);
  c.image.resize(kImageBytes / 4);
  std::memcpy(c.image.data(), image.data(), kImageBytes);
  return c;
}

WgmmaCase wgmma_case_of(const WgmmaForm& form) {
  switch (form.type) {
    case DataType::bf16:
      return wgmma_case<DataType::bf16>(form);
    case DataType::fp16:
      return wgmma_case<DataType::fp16>(form);
    case DataType::tf32:
      return wgmma_case<DataType::tf32>(form);
    case DataType::fp8_e4m3:
      return wgmma_case<DataType::fp8_e4m3>(form);
    case DataType::fp8_e5m2:
      return wgmma_case<DataType::fp8_e5m2>(form);
    default:
      return wgmma_case<DataType::int8>(form);
  }
}

constexpr OperandForm kAlongK{};
constexpr OperandForm kAcross{.major = Major::mn, .leading_bytes = 8192, .step_bytes = 2048};
constexpr OperandForm one_step(Major major, Swizzle swizzle, std::uint32_t leading,
                               std::uint32_t stride) {
  return {.major = major,
          .swizzle = swizzle,
          .leading_bytes = leading,
          .stride_bytes = stride,
          .steps = 1};
}

/// Every type on small integers and on random numbers; the four ways operands may lie; every
/// swizzle.
std::vector<WgmmaForm> forms() {
  std::vector<WgmmaForm> list;
  for (const auto& [name, type] : {std::pair{"bf16", DataType::bf16},
                                   {"fp16", DataType::fp16},
                                   {"tf32", DataType::tf32},
                                   {"fp8_e4m3", DataType::fp8_e4m3},
                                   {"fp8_e5m2", DataType::fp8_e5m2},
                                   {"int8", DataType::int8}}) {
    list.push_back({std::string(name) + "_exact", type, kAlongK, kAlongK});
    list.push_back({std::string(name) + "_random", type, kAlongK, kAlongK, true});
  }
  for (const DataType type : {DataType::bf16, DataType::fp16}) {
    const std::string name = type == DataType::bf16 ? "bf16" : "fp16";
    list.push_back({name + "_k_mn", type, kAlongK, kAcross});
    list.push_back({name + "_mn_k", type, kAcross, kAlongK});
    list.push_back({name + "_mn_mn", type, kAcross, kAcross});
  }
  const auto both = [&](const char* name, const OperandForm& form) {
    list.push_back({name, DataType::bf16, form, form});
  };
  both("k_swizzle64", one_step(Major::k, Swizzle::bytes64, 16, 512));
  both("k_swizzle32", one_step(Major::k, Swizzle::bytes32, 16, 256));
  both("k_no_swizzle", one_step(Major::k, Swizzle::none, 128, 256));
  both("mn_swizzle64", one_step(Major::mn, Swizzle::bytes64, 1024, 512));
  both("mn_swizzle32", one_step(Major::mn, Swizzle::bytes32, 512, 256));
  both("mn_no_swizzle", one_step(Major::mn, Swizzle::none, 2048, 128));
  both("base_offset", {.steps = 1, .base_offset = 3});
  return list;
}

class WgmmaConformance : public ::testing::TestWithParam<WgmmaForm> {};

TEST_P(WgmmaConformance, SumsAreThoseOfTheModel) {
  const WgmmaForm& form = GetParam();
  const WgmmaCase c = wgmma_case_of(form);
  if (!form.random || form.type == DataType::int8) return expect_same_bits(c);
  const Words model = answer_of_model(c);
  if (const char* const reason = no_hopper(); *reason != '\0') GTEST_SKIP() << reason;
  const Words hardware = answer_of_hardware(c);
  ASSERT_EQ(hardware.size(), model.size());
  // Products are up to 4, and the sum of a step drops what is below so many bits of the largest:
  // 13 of fp8, 22 or more of the others.
  const bool fp8 = form.type == DataType::fp8_e4m3 || form.type == DataType::fp8_e5m2;
  const auto terms =
      static_cast<double>(c.steps * hopper::kStepBytes / hopper::element_bytes(form.type));
  const double bound = 4 * terms * terms * std::ldexp(1.0, fp8 ? -13 : -22);
  for (std::size_t i = 0; i < model.size(); ++i) {
    const double difference = static_cast<double>(std::bit_cast<float>(hardware[i])) -
                              static_cast<double>(std::bit_cast<float>(model[i]));
    ASSERT_LE(std::abs(difference), bound)
        << "row " << i / kWgmmaColumns << ", column " << i % kWgmmaColumns;
  }
}

INSTANTIATE_TEST_SUITE_P(Every, WgmmaConformance, ::testing::ValuesIn(forms()),
                         [](const auto& test) { return test.param.name; });

// Tensor copies.

struct BoxForm {
  std::string name;
  Swizzle swizzle;
  DataType type;
  std::uint32_t columns;  ///< of the box
  std::int32_t x, y;

  TensorCase tensor_case() const {
    return {{.type = type,
             .columns = 200,
             .rows = 40,
             .pitch_bytes = 208 * hopper::element_bytes(type),
             .box_columns = columns,
             .box_rows = 16,
             .swizzle = swizzle},
            x,
            y};
  }
};
void PrintTo(const BoxForm& form, std::ostream* to) {
  *to << form.name;
}

const BoxForm kBoxes[] = {
    {"inside_none", Swizzle::none, DataType::bf16, 48, 16, 8},
    {"inside_32", Swizzle::bytes32, DataType::bf16, 16, 16, 8},
    {"inside_64", Swizzle::bytes64, DataType::bf16, 32, 16, 8},
    {"inside_128", Swizzle::bytes128, DataType::bf16, 64, 16, 8},
    {"odd_place", Swizzle::bytes128, DataType::fp16, 64, 13, 5},
    {"right_and_below", Swizzle::bytes128, DataType::bf16, 64, 157, 31},
    {"left_and_above", Swizzle::bytes128, DataType::bf16, 64, -7, -3},
    {"left_none", Swizzle::none, DataType::bf16, 128, -100, 30},
    {"right_32", Swizzle::bytes32, DataType::bf16, 16, 195, 0},
    {"right_64", Swizzle::bytes64, DataType::bf16, 32, 185, 38},
    {"outside", Swizzle::bytes128, DataType::bf16, 64, 200, 40},
    {"bytes", Swizzle::bytes128, DataType::int8, 128, 101, 3},
    {"words", Swizzle::bytes128, DataType::fp32, 32, 181, 33},
};

class TensorConformance : public ::testing::TestWithParam<BoxForm> {};

TEST_P(TensorConformance, LoadsTheSameBytes) {
  expect_same_bits(TensorLoadCase{GetParam().tensor_case()});
}
TEST_P(TensorConformance, StoresTheSameBytes) {
  expect_same_bits(TensorStoreCase{GetParam().tensor_case()});
}

INSTANTIATE_TEST_SUITE_P(Every, TensorConformance, ::testing::ValuesIn(kBoxes),
                         [](const auto& test) { return test.param.name; });

TEST(MulticastConformance, ReachesTheBlocksOfTheMask) {
  for (const MulticastCase c : {MulticastCase{2, 3}, {2, 1}, {4, 15}, {4, 10}}) {
    SCOPED_TRACE(::testing::Message() << "mask " << c.mask << " of " << c.cluster << " blocks");
    expect_same_bits(c);
  }
}

TEST(BarrierConformance, CountsArrivalsAndBytes) {
  expect_same_bits(BarrierCase{5});
}

TEST(RegisterConformance, MoveBetweenWarpgroups) {
  expect_same_bits(RegisterCase{});
}

}  // namespace
}  // namespace assay::testing
