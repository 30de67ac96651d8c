// The model of mma.sync, ldmatrix and cp.async against the tables of the PTX ISA, written down here
// once more, element by element; and what it must refuse.
#include "kernels/machine/warp_mma_model.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <numeric>

namespace assay::model {
namespace {

using ::testing::HasSubstr;

/// Small numbers and their bits.
template <DataType kType>
std::uint32_t bits_of(int value) {
  const auto wide = std::bit_cast<std::uint32_t>(static_cast<float>(value));
  const auto narrow = [&](int exponent_bits, int mantissa_bits) -> std::uint32_t {
    if (value == 0) return 0;
    const int bias = (1 << (exponent_bits - 1)) - 1;
    const auto exponent =
        static_cast<std::uint32_t>(static_cast<int>(wide >> 23 & 0xFF) - 127 + bias);
    return (wide >> 31) << (exponent_bits + mantissa_bits) | exponent << mantissa_bits |
           (wide & 0x7FFFFF) >> (23 - mantissa_bits);
  };
  if constexpr (kType == DataType::bf16) return wide >> 16;
  if constexpr (kType == DataType::fp16) return narrow(5, 10);
  if constexpr (kType == DataType::tf32) return wide | 0x1FFF;  // which nobody reads
  if constexpr (kType == DataType::fp8_e4m3) return narrow(4, 3);
  if constexpr (kType == DataType::fp8_e5m2) return narrow(5, 2);
  if constexpr (kType == DataType::int8) return static_cast<std::uint32_t>(value) & 0xFF;
  return 0;
}

struct Place {
  std::uint32_t line, step;
};

// PTX ISA, "Matrix Fragments for mma.m16n8k16 with floating point type", "... mma.m16n8k8" (tf32),
// "... mma.m16n8k32" (integers and fp8): element i of a lane's part of A, and of B.
template <std::uint32_t kBytes>
Place place_in_a(std::uint32_t lane, std::uint32_t i) {
  const std::uint32_t group = lane >> 2, in_group = lane % 4;
  if constexpr (kBytes == 2) {
    const bool upper = i < 2 || (4 <= i && i < 6);
    return {upper ? group : group + 8, in_group * 2 + (i & 1) + (i < 4 ? 0 : 8)};
  } else if constexpr (kBytes == 4) {
    return {i == 0 || i == 2 ? group : group + 8, i < 2 ? in_group : in_group + 4};
  } else {
    const bool upper = i < 4 || (8 <= i && i < 12);
    return {upper ? group : group + 8, in_group * 4 + (i & 3) + (i < 8 ? 0 : 16)};
  }
}
template <std::uint32_t kBytes>
Place place_in_b(std::uint32_t lane, std::uint32_t i) {
  const std::uint32_t group = lane >> 2, in_group = lane % 4;
  if constexpr (kBytes == 2)
    return {group, in_group * 2 + (i & 1) + (i < 2 ? 0 : 8)};
  else if constexpr (kBytes == 4)
    return {group, i == 0 ? in_group : in_group + 4};
  else
    return {group, in_group * 4 + (i & 3) + (i < 4 ? 0 : 16)};
}

int value_at(std::uint32_t matrix, std::uint32_t line, std::uint32_t step) {
  return static_cast<int>((line * 7 + step * 5 + line * step + matrix * 3) % 7) - 3;
}

template <DataType kType>
void expect_the_product() {
  using Sum = hopper::Sum<kType>;
  constexpr std::uint32_t kBytes = hopper::element_bytes(kType), kPerWord = 4 / kBytes,
                          kSteps = 32 / kBytes;
  PerLane<MmaWords> a, b;
  PerLane<MmaSums<Sum>> d;
  for (std::uint32_t lane = 0; lane < kWarpLanes; ++lane) {
    a[lane] = b[lane] = {};
    for (std::uint32_t i = 0; i < 4 * kPerWord; ++i) {
      const std::uint32_t shift = i % kPerWord * kBytes * 8;
      const Place in_a = place_in_a<kBytes>(lane, i);
      a[lane].word[i / kPerWord] |= bits_of<kType>(value_at(0, in_a.line, in_a.step)) << shift;
      // The second half of the words of B is another eight columns.
      const Place in_b = place_in_b<kBytes>(lane, i % (2 * kPerWord));
      const std::uint32_t matrix = i < 2 * kPerWord ? 2 : 1;
      b[lane].word[i / kPerWord] |= bits_of<kType>(value_at(matrix, in_b.line, in_b.step)) << shift;
    }
    for (Sum& sum : d[lane].sum) sum = 10;
  }
  multiply<kType>(d, a, b, 1);
  for (std::uint32_t lane = 0; lane < kWarpLanes; ++lane) {
    for (std::uint32_t i = 0; i < 4; ++i) {
      const std::uint32_t row = i < 2 ? lane >> 2 : (lane >> 2) + 8;
      const std::uint32_t column = lane % 4 * 2 + (i & 1);
      int sum = 10;
      for (std::uint32_t step = 0; step < kSteps; ++step)
        sum += value_at(0, row, step) * value_at(1, column, step);
      ASSERT_EQ(d[lane].sum[i], static_cast<Sum>(sum)) << "lane " << lane << ", sum " << i;
    }
  }
}

TEST(WarpMmaModel, MultipliesByTheTables) {
  expect_the_product<DataType::bf16>();
  expect_the_product<DataType::fp16>();
  expect_the_product<DataType::tf32>();
  expect_the_product<DataType::int8>();
  expect_the_product<DataType::fp8_e4m3>();
  expect_the_product<DataType::fp8_e5m2>();
}

// "Matrix Fragments for mma.m16n8k8 with .f64 floating point type".
TEST(WarpMmaModel, MultipliesDoublesByTheTable) {
  PerLane<MmaDoubles> upper, lower, b;
  PerLane<MmaSums<double>> d;
  for (std::uint32_t lane = 0; lane < kWarpLanes; ++lane) {
    const std::uint32_t group = lane >> 2, in_group = lane % 4;
    const auto pair = [&](std::uint32_t matrix, std::uint32_t line) {
      return MmaDoubles{static_cast<double>(value_at(matrix, line, in_group)),
                        static_cast<double>(value_at(matrix, line, in_group + 4))};
    };
    upper[lane] = pair(0, group);
    lower[lane] = pair(0, group + 8);
    b[lane] = pair(1, group);
    d[lane] = {};
  }
  multiply_f64(d, upper, lower, b);
  for (std::uint32_t lane = 0; lane < kWarpLanes; ++lane) {
    for (std::uint32_t i = 0; i < 4; ++i) {
      int sum = 0;
      for (std::uint32_t step = 0; step < 8; ++step) {
        sum += value_at(0, i < 2 ? lane >> 2 : (lane >> 2) + 8, step) *
               value_at(1, lane % 4 * 2 + (i & 1), step);
      }
      ASSERT_EQ(d[lane].sum[i], sum);
    }
  }
}

/// A body of one block, with 1 KiB of shared memory and one array of 256 bytes.
template <class Body>
std::string run(const Body& body, std::uint32_t warps = 2, int first = 0) {
  alignas(16) static std::array<std::byte, 256> memory;
  for (std::size_t i = 0; i < memory.size(); ++i) memory[i] = static_cast<std::byte>(i);
  const WarpOptions options{.warps = warps,
                            .first = first,
                            .shared_bytes = 1024,
                            .readable = {std::span<const std::byte>(memory)},
                            .writable = {std::span<const std::byte>(memory)}};
  return run_warps(options, [&](WarpMachine& machine) { body(machine, memory.data()); });
}

/// Lane l of warp 0 copies 16 bytes to 16 l, of which `bytes` are not zeros.
void copy_rows(WarpMachine& machine, const std::byte* from, std::uint32_t bytes = 16) {
  if (machine.warp() == 0) {
    machine.lanes([&](std::uint32_t lane) {
      machine.cp_async(lane, lane * 16, from + lane % 16 * 16, bytes);
    });
  }
  machine.cp_async_commit();
}

TEST(WarpMmaModel, LdmatrixGivesEachLaneItsWord) {
  PerLane<MmaWords> straight, turned;
  EXPECT_EQ(run([&](WarpMachine& machine, const std::byte* memory) {
              copy_rows(machine, memory);
              machine.cp_async_wait<0>();
              machine.sync();
              if (machine.warp() != 1) return;
              // Row r of matrix m lies at 16 ((8 m + r) ^ 1): addresses are those of the lanes.
              const auto at = [](std::uint32_t lane) { return (lane ^ 1) * 16; };
              machine.ldmatrix<false>(straight, at);
              machine.ldmatrix<true>(turned, at);
            }),
            "");
  const auto byte = [](std::uint32_t matrix, std::uint32_t row, std::uint32_t i) {
    return (((matrix * 8 + row) ^ 1) * 16 + i) % 256;
  };
  for (std::uint32_t lane = 0; lane < kWarpLanes; ++lane) {
    for (std::uint32_t m = 0; m < 4; ++m) {
      std::uint32_t word = 0, other = 0;
      for (std::uint32_t i = 0; i < 4; ++i) {
        word |= byte(m, lane / 4, lane % 4 * 4 + i) << (8 * i);
        other |= byte(m, lane % 4 * 2 + i / 2, lane / 4 * 2 + i % 2) << (8 * i);
      }
      ASSERT_EQ(straight[lane].word[m], word) << "lane " << lane;
      ASSERT_EQ(turned[lane].word[m], other) << "lane " << lane;
    }
  }
}

TEST(WarpMmaModel, CopiesFillWithZeros) {
  EXPECT_EQ(run([](WarpMachine& machine, const std::byte* memory) {
              copy_rows(machine, memory, 5);
              machine.cp_async_wait<0>();
              machine.sync();
              const auto chunk = machine.shared_load<MmaChunk>(0, 32);
              if (chunk.word[0] != 0x23222120u || chunk.word[1] != 0x24u || chunk.word[2] != 0)
                throw BrokenRule("not five bytes and zeros");
            }),
            "");
}

/// What is said of a read by warp `reader` after `wait`, whoever is first.
template <class Wait>
std::string read_after(std::uint32_t reader, Wait wait) {
  std::string said;
  for (const int first : {0, 1}) {
    said = run(
        [&](WarpMachine& machine, const std::byte* memory) {
          copy_rows(machine, memory);
          wait(machine);
          if (machine.warp() == reader) machine.shared_load<MmaChunk>(3, 16);
          machine.sync();
          machine.cp_async_wait<0>();
        },
        2, first);
    if (said.empty()) return said;
  }
  return said;
}

TEST(WarpMmaModel, CopiesAreSeenAfterWaitAndSync) {
  const auto both = [](WarpMachine& machine) { machine.cp_async_wait<0>(), machine.sync(); };
  EXPECT_EQ(read_after(0, both), "");
  EXPECT_EQ(read_after(1, both), "");
}

TEST(WarpMmaModel, CopiesAreNotSeenBefore) {
  constexpr const char* kUnordered = "is not ordered after a write";
  for (const std::uint32_t reader : {0u, 1u}) {
    EXPECT_THAT(read_after(reader, [](WarpMachine& machine) { machine.sync(); }),
                HasSubstr(kUnordered));
    EXPECT_THAT(read_after(reader,
                           [](WarpMachine& machine) {
                             machine.cp_async_wait<1>();
                             machine.sync();
                           }),
                HasSubstr(kUnordered));
  }
  // The wait is the issuing warp's alone.
  EXPECT_THAT(read_after(0, [](WarpMachine& machine) { machine.cp_async_wait<0>(); }),
              HasSubstr(kUnordered));
  const std::string other =
      read_after(1, [](WarpMachine& machine) { machine.cp_async_wait<0>(), machine.warp_sync(); });
  EXPECT_TRUE(other.find(kUnordered) != std::string::npos ||
              other.find("nobody wrote") != std::string::npos)
      << other;
}

TEST(WarpMmaModel, LanesSeeEachOtherAfterASync) {
  const auto exchange = [](bool synced) {
    return run([synced](WarpMachine& machine, const std::byte*) {
      const std::uint32_t at = machine.warp() * 512;
      machine.lanes([&](std::uint32_t lane) { machine.shared_store(lane, at + lane * 4, lane); });
      if (synced) machine.warp_sync();
      machine.lanes([&](std::uint32_t lane) {
        machine.shared_load<std::uint32_t>(lane, at + (lane + 1) % 32 * 4);
      });
    });
  };
  EXPECT_EQ(exchange(true), "");
  EXPECT_THAT(exchange(false), HasSubstr("is not ordered after a write"));
}

TEST(WarpMmaModel, RefusesWhatTheManualForbids) {
  EXPECT_THAT(run([](WarpMachine& machine, const std::byte* memory) {
                machine.cp_async(0, 8, memory, 16);
              }),
              HasSubstr("16 aligned bytes"));
  EXPECT_THAT(run([](WarpMachine& machine, const std::byte* memory) {
                machine.cp_async(0, 0, memory + 256, 1);
              }),
              HasSubstr("a copy reads outside the arrays"));
  EXPECT_THAT(
      run([](WarpMachine& machine, const std::byte* memory) { copy_rows(machine, memory); }),
      HasSubstr("the block ends while copies are under way"));
  EXPECT_THAT(
      run([](WarpMachine& machine, const std::byte*) { machine.shared_load<MmaChunk>(0, 0); }),
      HasSubstr("reads what nobody wrote"));
  EXPECT_THAT(run([](WarpMachine& machine, const std::byte*) {
                if (machine.warp() == 0) machine.sync();
              }),
              HasSubstr("deadlock"));
  // Nothing is read where no byte is asked for.
  EXPECT_EQ(run([](WarpMachine& machine, const std::byte* memory) {
              const auto beyond = reinterpret_cast<std::uintptr_t>(memory) + 4096;
              if (machine.warp() == 0)
                machine.cp_async(0, 0, reinterpret_cast<const std::byte*>(beyond), 0);
              machine.cp_async_commit();
              machine.cp_async_wait<0>();
            }),
            "");
}

}  // namespace
}  // namespace assay::model
