// Bytes and FLOP of every kernel against values worked out by hand.
#include <gtest/gtest.h>

#include <string>

#include "kernels/kernel.hpp"

namespace assay {
namespace {

struct Row {
  const char* kernel;
  DataType type;
  double bytes, flop;
};

Work work_of(const std::string& name, const Parameters& parameters, std::uint32_t processors) {
  for (const KernelEntry& entry : kernel_table()) {
    if (entry.description().name == name) return entry.description().work(parameters, processors);
  }
  ADD_FAILURE() << "no kernel " << name;
  return {};
}

// Arrays of 1 MiB: 131072 fp64 or 262144 fp32 elements. Each input once, each output once.
TEST(Work, OfMemoryKernels) {
  constexpr double kMiB = 1048576;
  for (const Row& row :
       {Row{"memory.read", DataType::fp64, kMiB, 0}, Row{"memory.write", DataType::fp64, kMiB, 0},
        Row{"memory.copy", DataType::fp64, 2 * kMiB, 0},
        Row{"memory.scale", DataType::fp64, 2 * kMiB, 131072},
        Row{"memory.scale", DataType::fp32, 2 * kMiB, 262144},
        Row{"memory.add", DataType::fp64, 3 * kMiB, 131072},
        Row{"memory.triad", DataType::fp64, 3 * kMiB, 262144},
        Row{"memory.triad", DataType::fp32, 3 * kMiB, 524288}}) {
    SCOPED_TRACE(row.kernel);
    Parameters parameters;
    parameters.type = row.type;
    parameters.bytes = 1 << 20;
    const Work work = work_of(row.kernel, parameters, 5);
    EXPECT_EQ(work.bytes, row.bytes);
    EXPECT_EQ(work.flop, row.flop);
  }
}

TEST(Work, OfGemm) {
  Parameters parameters;
  parameters.type = DataType::fp32;
  parameters.m = 100, parameters.n = 200, parameters.k = 300;
  const Work work = work_of("gemm.portable", parameters, 5);
  EXPECT_EQ(work.flop, 12000000);  // 2 x 100 x 200 x 300
  EXPECT_EQ(work.bytes, 440000);   // 4 x (100 x 300 + 300 x 200 + 100 x 200)
}

// 2 x 100 x 208 x 304 FLOP; A is 100 x 304, B 304 x 208, C 100 x 208: 30400, 63232 and 20800.
TEST(Work, OfTensorCoreGemm) {
  for (const Row& row : {Row{"gemm.bf16", DataType::bf16, 2 * 114432, 12646400},
                         Row{"gemm.fp16", DataType::fp16, 228864, 12646400},
                         Row{"gemm.fp8_e4m3", DataType::fp8_e4m3, 93632 + 41600, 12646400},
                         Row{"gemm.fp8_e5m2", DataType::fp8_e5m2, 135232, 12646400},
                         Row{"gemm.int8", DataType::int8, 93632 + 83200, 12646400},
                         Row{"gemm.tf32", DataType::tf32, 457728, 12646400},
                         Row{"gemm.fp64", DataType::fp64, 915456, 12646400}}) {
    SCOPED_TRACE(row.kernel);
    Parameters parameters;
    parameters.type = row.type;
    parameters.m = 100, parameters.n = 208, parameters.k = 304;
    const Work work = work_of(row.kernel, parameters, 132);
    EXPECT_EQ(work.flop, row.flop);
    EXPECT_EQ(work.bytes, row.bytes);
  }
}

TEST(Work, OfFmaRateGrowsWithProcessorsAndNotWithTheType) {
  Parameters parameters;
  parameters.type = DataType::fp64;
  EXPECT_EQ(work_of("fma.rate", parameters, 1).flop, 100663296);  // 2 x 3 x 2^24
  EXPECT_EQ(work_of("fma.rate", parameters, 7).flop, 7.0 * 100663296);
  EXPECT_EQ(work_of("fma.rate", parameters, 7).bytes, 0);
  parameters.type = DataType::fp32;
  EXPECT_EQ(work_of("fma.rate", parameters, 1).flop, 100663296);
}

}  // namespace
}  // namespace assay
