// tensor.rate: the count of its FLOP, the cases that each part has, and what is said of the others.
#include "kernels/tensor_rate_cases.hpp"

#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "tests/kernels/probe_bench.hpp"

namespace assay {
namespace {

using namespace cpu_baseline;
using testing::cases_of;
using testing::hopper_shape;
using testing::kernel_named;
using enum DataType;

const Kernel& kernel() {
  return kernel_named("tensor.rate");
}

Parameters parameters_of(DataType type, Sparsity sparsity = Sparsity::dense,
                         Path path = Path::native) {
  return {.type = type, .sparsity = sparsity, .operands = Operands::registers, .path = path};
}

DeviceShape device_of(std::uint32_t capability) {
  DeviceShape device = hopper_shape();
  device.compute_capability = capability;
  return device;
}

// FLOP

struct FlopRow {
  DataType type;
  Sparsity sparsity;
  double flop;  // of one SM and launch
};

TEST(TensorRate, CountsTheFlopOfItsInstructions) {
  using enum Sparsity;
  // 2 warpgroups x 4096 iterations x 4 instructions x 2 x 64 x 256 x 16, and so on; half the
  // iterations in fp8; fp64: 8 warps x 2048 x 2 steps x 4 tiles x 2 x 16 x 8 x 16.
  for (const FlopRow& row :
       {FlopRow{bf16, dense, 17179869184}, FlopRow{bf16, structured, 34359738368},
        FlopRow{fp16, dense, 17179869184}, FlopRow{tf32, dense, 8589934592},
        FlopRow{tf32, structured, 17179869184}, FlopRow{fp8_e4m3, dense, 17179869184},
        FlopRow{fp8_e5m2, structured, 34359738368}, FlopRow{int8, dense, 34359738368},
        FlopRow{int8, structured, 68719476736}, FlopRow{fp64, dense, 536870912}}) {
    SCOPED_TRACE(static_cast<int>(row.type));
    const Parameters p = parameters_of(row.type, row.sparsity);
    EXPECT_EQ(kernel().work(p, 1).flop, row.flop);
    EXPECT_EQ(kernel().work(p, 132).flop, 132 * row.flop);
    EXPECT_EQ(kernel().work(p, 132).bytes, 0);
  }
}

TEST(TensorRate, AsksTheSameOfEitherIssuer) {
  for (const DataType type : {bf16, fp16, tf32, fp8_e4m3, fp8_e5m2, int8}) {
    for (const Sparsity sparsity : {Sparsity::dense, Sparsity::structured}) {
      const Parameters p = parameters_of(type, sparsity);
      EXPECT_EQ(rate_shape(p, Issuer::warp, Target::gpu).flop(),
                rate_shape(p, Issuer::warpgroup, Target::gpu).flop());
    }
  }
}

// Start and end of the stream, some hundred cycles, are to be less than 0.2 % of the whole.
TEST(TensorRate, RunsLongEnoughOnTheFastestPart) {
  for (const auto& [type, flop_per_cycle] :
       {std::pair{bf16, 4096.0}, std::pair{tf32, 2048.0}, std::pair{fp8_e4m3, 8192.0},
        std::pair{int8, 8192.0}, std::pair{fp64, 256.0}}) {
    const double cycles = kernel().work(parameters_of(type), 1).flop / flop_per_cycle;
    EXPECT_GE(cycles, 2e6);
    EXPECT_LE(cycles, 5e6);
  }
}

// Cases

std::string why(const Parameters& p, std::uint32_t capability) {
  char reason[kMaxReason];
  kernel().refuse(p, device_of(capability), reason);
  return reason;
}

TEST(TensorRate, HasTheCasesOfEachPart) {
  struct Row {
    std::uint32_t capability;
    std::size_t quick, thorough;
  };
  // 9.0: six types x two sparsities x two places, their fallbacks but for sparse fp8, fp64 twice.
  for (const Row& row : {Row{90, 7, 24 + 10 + 2}, Row{80, 5, 4 * 2 + 1}, Row{89, 7, 4 * 2 + 2 + 1},
                         Row{100, 7, 10 + 2}, Row{75, 0, 0}}) {
    SCOPED_TRACE(row.capability);
    const DeviceShape device = device_of(row.capability);
    EXPECT_EQ(cases_of(kernel(), device, Depth::quick).size(), row.quick);
    const auto thorough = cases_of(kernel(), device, Depth::thorough);
    EXPECT_EQ(thorough.size(), row.thorough);
    for (const Parameters& one : thorough) EXPECT_EQ(why(one, row.capability), "");
  }
}

TEST(TensorRate, QuickCasesTellThePart) {
  for (const Parameters& one : cases_of(kernel(), device_of(90), Depth::quick)) {
    EXPECT_EQ(one.sparsity, Sparsity::dense);
    EXPECT_EQ(one.path, Path::native);
    EXPECT_EQ(one.operands, one.type == fp64 ? Operands::registers : Operands::shared);
  }
  for (const Parameters& one : cases_of(kernel(), device_of(100), Depth::quick)) {
    EXPECT_EQ(one.path, one.type == fp64 ? Path::native : Path::fallback);
  }
}

TEST(TensorRate, SaysWhatAPartLacksAndWhatItHas) {
  Parameters shared = parameters_of(bf16);
  shared.operands = Operands::shared;
  const auto says = [](const std::string& reason, const std::string& words) {
    EXPECT_NE(reason.find(words), std::string::npos) << reason;
    EXPECT_LT(reason.size(), std::size_t{kMaxReason});
  };
  says(why(parameters_of(fp8_e4m3), 80), "type=int8");
  says(why(parameters_of(fp8_e4m3), 86), "type=int8");
  EXPECT_EQ(why(parameters_of(fp8_e4m3), 89), "");
  says(why(parameters_of(fp8_e4m3, Sparsity::structured), 89), "sparsity=dense");
  says(why(parameters_of(bf16), 75), "8.0");
  says(why(parameters_of(fp32), 90), "type=tf32");
  says(why(parameters_of(fp64, Sparsity::structured), 90), "sparsity=dense");
  says(why(parameters_of(fp8_e5m2, Sparsity::structured, Path::fallback), 90), "sparsity=dense");
  says(why(parameters_of(bf16, Sparsity::dense, Path::fallback), 80), "path=native");
  says(why(parameters_of(bf16), 100), "path=fallback");
  says(why(shared, 80), "operands=registers");
  EXPECT_EQ(why(shared, 90), "");
}

TEST(TensorRate, NamesTheInstruction) {
  const auto name = [](const Parameters& p, std::uint32_t capability) {
    const char* found = kernel().instruction(p, capability);
    return std::string(found == nullptr ? "" : found);
  };
  const Parameters sparse = parameters_of(bf16, Sparsity::structured);
  EXPECT_EQ(name(sparse, 90), "wgmma.sp.m64n256k32.f32.bf16.bf16");
  EXPECT_EQ(name(sparse, 80), "mma.sp.m16n8k32.f32.bf16.bf16");
  const Parameters fallback = parameters_of(int8, Sparsity::dense, Path::fallback);
  EXPECT_EQ(name(fallback, 90), "mma.m16n8k32.s32.s8.s8");
  EXPECT_EQ(name(fallback, 100), "mma.m16n8k32.s32.s8.s8");
  EXPECT_EQ(name(parameters_of(fp64), 80), "mma.m8n8k4.f64.f64.f64");
  EXPECT_EQ(name(parameters_of(fp64), 90), "mma.m16n8k16.f64.f64.f64");
  EXPECT_EQ(name(parameters_of(fp64, Sparsity::dense, Path::fallback), 90),
            "mma.m8n8k4.f64.f64.f64");
}

}  // namespace
}  // namespace assay
