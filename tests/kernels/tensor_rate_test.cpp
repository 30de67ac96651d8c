// tensor.rate: operands that make every step count, and a check that sees what a tensor core, a
// layout or a loop did wrong.
#include "kernels/tensor_rate_model.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <set>
#include <vector>

#include "tests/kernels/probe_bench.hpp"

namespace assay {
namespace {

using namespace cpu_baseline;
using testing::cases_of;
using testing::hopper_shape;
using testing::kernel_named;
using testing::TestDevice;
using enum DataType;

constexpr std::uint64_t kSeed = 20260131;
constexpr std::uint32_t kBlocks = 3;

const Kernel& kernel() {
  return kernel_named("tensor.rate");
}

Parameters parameters_of(DataType type, Sparsity sparsity = Sparsity::dense,
                         Path path = Path::native) {
  return {.type = type,
          .sparsity = sparsity,
          .operands = Operands::registers,
          .path = path,
          .seed = kSeed};
}

/// A case on the CPU machine, with its operands and sums in reach.
class Bench {
 public:
  explicit Bench(const Parameters& parameters) : parameters_(parameters), device_(kBlocks) {
    device_.allocate(kernel(), parameters_);
    kernel().program.prepare(device_.launch(), device_.arrays(), parameters_);
  }

  RateShape shape() const {
    return rate_shape(parameters_, parameters_.path == Path::fallback || parameters_.type == fp64
                                       ? Issuer::warp
                                       : Issuer::warpgroup);
  }
  RateData data() {
    const Arrays& a = device_.arrays();
    return {shape(), a.data[0], a.data[1], a.data[2], a.processor_work, parameters_.seed};
  }
  std::uint64_t sums() const { return kBlocks * shape().sums(); }
  Launch launch() { return device_.launch(); }
  std::vector<ProcessorWork>& work() { return device_.processor_work(); }
  void enqueue() { kernel().program.enqueue(launch(), device_.arrays(), parameters_, 1); }
  Mismatch verify() { return device_.verify(kernel(), parameters_); }
  Mismatch verify_as(const Parameters& parameters) { return device_.verify(kernel(), parameters); }

  /// As enqueue(), after fault(data) did something to what is computed.
  template <DataType kType, class Fault>
  Mismatch verify_with(Fault fault) {
    RateData faulty = data();
    fault(faulty);
    cpu_baseline::launch(launch(), RateModelBody<kType>{faulty});
    for (ProcessorWork& one : work()) one.flop = shape().flop();  // the fault goes unnoticed there
    return verify();
  }

 private:
  Parameters parameters_;
  TestDevice device_;
};

// Operands

TEST(TensorRate, ElementsAreTheBitsOfTheirFormat) {
  EXPECT_EQ(encode<bf16>(1), 0x3F80u);
  EXPECT_EQ(encode<bf16>(-6), 0xC0C0u);
  EXPECT_EQ(encode<fp16>(3), 0x4200u);
  EXPECT_EQ(encode<tf32>(2), 0x40000000u);
  EXPECT_EQ(encode<fp8_e4m3>(6), 0x4Cu);
  EXPECT_EQ(encode<fp8_e4m3>(-1), 0xB8u);
  EXPECT_EQ(encode<fp8_e5m2>(-6), 0xC6u);
  EXPECT_EQ(encode<fp8_e5m2>(1), 0x3Cu);
  EXPECT_EQ(encode<int8>(-6), 0xFAu);
  EXPECT_EQ(encode<fp64>(-3), 0xC008000000000000u);
  EXPECT_EQ(decode<bf16>(0x3FC0), 127) << "1.5 is no integer";
  for (int value = -7; value <= 7; ++value) {
    EXPECT_EQ(decode<bf16>(encode<bf16>(value)), value);
    EXPECT_EQ(decode<fp8_e5m2>(encode<fp8_e5m2>(value)), value);
    EXPECT_EQ(decode<fp64>(encode<fp64>(value)), value);
  }
}

TEST(TensorRate, SumsGrowByLittleAndNeverByNothing) {
  for (const DataType type : {bf16, tf32, fp8_e4m3, fp64}) {
    const RateValues values{rate_shape(parameters_of(type), Issuer::warp), kSeed};
    const std::uint32_t iterations =
        rate_shape(parameters_of(type), Issuer::warp, Target::gpu).iterations;
    int largest = 0;
    std::set<int> seen;
    for (std::uint64_t row = 0; row < 64; ++row) {
      for (std::uint64_t column = 0; column < 64; ++column) {
        seen.insert(values.growth(row, column));
        int within = 0;
        for (std::uint32_t step = 0; step < values.shape.steps; ++step) {
          for (std::uint32_t slot = 0; slot < values.shape.slots; ++slot) {
            within += std::abs(values.a(row, step, slot) * values.b(column, step, slot));
          }
        }
        largest = std::max(largest, within);
      }
    }
    EXPECT_EQ(seen, type == fp64 ? (std::set{-1, 1}) : (std::set{-3, -1, 1, 3}));
    const std::uint64_t bound = 3u * iterations + static_cast<std::uint64_t>(largest);
    EXPECT_LT(bound, is_fp8(type) ? std::uint64_t{1} << 13 : std::uint64_t{1} << 24);
  }
}

// A multiplier that always sets one bit of its product would go unseen, were every product followed
// by its negative in the same place.
TEST(TensorRate, FaultOfOneMultiplierDoesNotCancel) {
  const auto faulty = [](int product) { return product < 0 ? -(-product | 8) : product | 8; };
  for (const DataType type : {bf16, tf32, int8, fp64}) {
    const RateValues values{rate_shape(parameters_of(type), Issuer::warp), kSeed};
    for (std::uint32_t slot = 0; slot < values.shape.slots; ++slot) {
      int seen = 0;
      for (std::uint64_t sum = 0; sum < 32 * 32; ++sum) {
        int error = 0;
        for (std::uint32_t step = 0; step < values.shape.steps; ++step) {
          const int product = values.a(sum / 32, step, slot) * values.b(sum % 32, step, slot);
          error += faulty(product) - product;
        }
        seen += error != 0;
      }
      EXPECT_GT(seen, 300) << "slot " << slot;
    }
  }
}

TEST(TensorRate, MetadataNamesTwoOfFourInOrder) {
  const RateShape of_16_bits = rate_shape(parameters_of(bf16, Sparsity::structured), Issuer::warp);
  const RateShape of_tf32 = rate_shape(parameters_of(tf32, Sparsity::structured), Issuer::warp);
  std::set<std::uint32_t> codes, tf32_codes;
  for (std::uint64_t block = 0; block < 200; ++block) {
    codes.insert(RateValues{of_16_bits, kSeed}.kept(block).code);
    tf32_codes.insert(RateValues{of_tf32, kSeed}.kept(block).code);
  }
  // First element in the low two bits: (0, 1) is 0b0100, (2, 3) is 0b1110.
  EXPECT_EQ(codes, (std::set<std::uint32_t>{0x4, 0x8, 0x9, 0xC, 0xD, 0xE}));
  EXPECT_EQ(tf32_codes, (std::set<std::uint32_t>{0x4, 0xE}));
  EXPECT_EQ(Kept{0x9}.metadata(), 0x99999999u);
  EXPECT_EQ(Kept{0x9}.place(of_16_bits, 0), 1u);
  EXPECT_EQ(Kept{0x9}.place(of_16_bits, 1), 2u);
  EXPECT_EQ(Kept{0xC}.place(of_16_bits, 4), 8u);
  EXPECT_EQ(Kept{0xC}.place(of_16_bits, 5), 11u);
  EXPECT_EQ(Kept{0x4}.place(of_tf32, 3), 6u);
  EXPECT_EQ(Kept{0xE}.place(of_tf32, 3), 7u);
}

// The answer

TEST(TensorRate, EveryCaseComputesTheAnswerAndCounts) {
  for (Parameters one : cases_of(kernel(), hopper_shape(), Depth::thorough)) {
    SCOPED_TRACE(static_cast<int>(one.type));
    one.seed = kSeed;
    Bench bench(one);
    EXPECT_GT(bench.verify().count, 0u) << "prepared passes for computed";
    bench.enqueue();
    const Mismatch mismatch = bench.verify();
    EXPECT_EQ(mismatch.count, 0u) << mismatch.index << " is " << mismatch.actual << ", not "
                                  << mismatch.expected;
    EXPECT_EQ(mismatch.checked, bench.sums() + kBlocks);
    for (std::uint32_t block = 0; block < kBlocks; ++block) {
      EXPECT_EQ(bench.work()[block].processor, block);
      EXPECT_EQ(bench.work()[block].flop, bench.shape().flop());
      EXPECT_GT(bench.work()[block].cycles, 0u);
    }
    one.seed += 1;
    EXPECT_GT(bench.verify_as(one).count, bench.sums() / 4) << "another seed is other data";
  }
}

TEST(TensorRate, MissingIterationIsSeenInEverySum) {
  Bench bench(parameters_of(fp8_e4m3));
  const Mismatch mismatch =
      bench.verify_with<fp8_e4m3>([](RateData& data) { --data.shape.iterations; });
  EXPECT_EQ(mismatch.count, bench.sums());
}

/// Fills one step of A with zeros: nothing is added in it.
template <DataType kType>
void skip_step(const RateData& data, std::uint32_t step) {
  const std::uint32_t slots = data.shape.slots, line = data.shape.steps * slots;
  for (std::uint64_t row = 0; row < std::uint64_t{kBlocks} * data.shape.rows; ++row) {
    std::fill_n(data.a<kType>(0) + row * line + step * slots, slots, 0);
  }
}

TEST(TensorRate, MissingStepIsSeen) {
  for (const std::uint32_t step : {0u, 1u, 2u, 3u}) {
    Bench bench(parameters_of(bf16));
    const Mismatch mismatch =
        bench.verify_with<bf16>([&](RateData& data) { skip_step<bf16>(data, step); });
    EXPECT_GT(mismatch.count, bench.sums() * 9 / 10) << "step " << step;
  }
}

TEST(TensorRate, MissingPairOfStepsIsSeenInEverySum) {
  for (const std::uint32_t pair : {0u, 1u}) {
    Bench bench(parameters_of(int8, Sparsity::structured));
    const Mismatch mismatch = bench.verify_with<int8>([&](RateData& data) {
      skip_step<int8>(data, 2 * pair);
      skip_step<int8>(data, 2 * pair + 1);
    });
    EXPECT_EQ(mismatch.count, bench.sums()) << "pair " << pair;
  }
}

// Chunks of 16 bytes of B in another order, as a wrong swizzle makes it: f(row, chunk) is where a
// chunk is read from.
template <class From>
Mismatch with_order(From from) {
  Bench bench(parameters_of(bf16));
  return bench.verify_with<bf16>([&](RateData& data) {
    auto* const b = data.b<bf16>(0);
    for (std::uint32_t column = 0; column < kBlocks * data.shape.columns; ++column) {
      std::vector<std::uint16_t> was(b + column * 64, b + column * 64 + 64);
      for (std::uint32_t i = 0; i < 64; ++i) {
        b[column * 64 + i] = was[from(column % 8, i / 8) * 8 + i % 8];
      }
    }
  });
}

TEST(TensorRate, WrongOrderInMemoryIsSeen) {
  EXPECT_EQ(with_order([](std::uint32_t, std::uint32_t chunk) { return chunk; }).count, 0u);
  EXPECT_GT(with_order([](std::uint32_t row, std::uint32_t chunk) { return chunk ^ row; }).count,
            1000u);
  EXPECT_GT(with_order([](std::uint32_t, std::uint32_t chunk) { return chunk ^ 1; }).count, 1000u);
  EXPECT_GT(with_order([](std::uint32_t, std::uint32_t chunk) { return (chunk + 2) % 8; }).count,
            1000u);
}

TEST(TensorRate, WrongMetadataIsSeen) {
  for (std::uint64_t seed = kSeed; seed < kSeed + 8; ++seed) {
    Parameters p = parameters_of(fp16, Sparsity::structured);
    p.seed = seed;
    Bench bench(p);
    // The metadata of another seed, the operands of this one.
    std::uint64_t other_codes = 0;
    const RateShape shape = bench.shape();
    for (std::uint64_t block = 0; block < kBlocks; ++block) {
      other_codes +=
          RateValues{shape, seed}.kept(block).code != RateValues{shape, seed + 1}.kept(block).code;
    }
    const Mismatch mismatch = bench.verify_with<fp16>([](RateData& data) { ++data.seed; });
    EXPECT_GE(mismatch.count, other_codes * shape.sums() / 2);
    EXPECT_LE(mismatch.count, other_codes * shape.sums());
  }
}

TEST(TensorRate, OneWrongSumIsReportedWithItsProcessor) {
  for (const Path path : {Path::native, Path::fallback}) {
    Bench bench(parameters_of(bf16, Sparsity::dense, path));
    bench.enqueue();
    bench.work()[2].processor = 77;
    const std::uint64_t at = 2 * bench.shape().sums() + 5;
    bench.data().sums<float>(0)[at] += 1;
    const Mismatch mismatch = bench.verify();
    EXPECT_EQ(mismatch.count, 1u);
    EXPECT_EQ(mismatch.index, at);
    EXPECT_EQ(mismatch.actual, mismatch.expected + 1);
    EXPECT_EQ(mismatch.processor_plus_one, 78u);
  }
}

TEST(TensorRate, BlockThatCountedWrongIsSeen) {
  Bench bench(parameters_of(tf32));
  bench.enqueue();
  const ProcessorWork right = bench.work()[1];
  bench.work()[1].flop *= 2;
  EXPECT_EQ(bench.verify().count, 1u);
  bench.work()[1] = right;
  bench.work()[1].cycles = 0;
  EXPECT_EQ(bench.verify().count, 1u);
  EXPECT_EQ(bench.verify().index, bench.sums() + 1);
  bench.work()[1] = right;
  EXPECT_EQ(bench.verify().count, 0u);
}

}  // namespace
}  // namespace assay
