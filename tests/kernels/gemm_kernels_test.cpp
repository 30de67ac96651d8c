// The tensor-core GEMMs as kernels: their cases, what they refuse and what they say works instead.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include "harness/core/words.hpp"
#include "kernels/kernel.hpp"

namespace assay {
namespace {

constexpr std::uint64_t kGiB = std::uint64_t{1} << 30;
constexpr std::array kNames{"gemm.bf16", "gemm.fp16", "gemm.fp8_e4m3", "gemm.fp8_e5m2",
                            "gemm.int8", "gemm.tf32", "gemm.fp64"};

const Kernel& kernel_named(const std::string& name) {
  for (const KernelEntry& entry : kernel_table()) {
    if (entry.description().name == name) return entry.description();
  }
  throw std::invalid_argument(name);
}

DataType type_of(const Kernel& kernel) {
  for (int type = 0; type < 8; ++type) {
    if (kernel.types == only(static_cast<DataType>(type))) return static_cast<DataType>(type);
  }
  throw std::invalid_argument("not one type");
}

DeviceShape device(std::uint32_t capability, std::uint32_t processors, std::uint64_t gib) {
  return {.processors = processors,
          .compute_capability = capability,
          .last_level_cache_bytes = std::uint64_t{50} << 20,
          .memory_bytes = gib * kGiB,
          .memory_free_bytes = gib * kGiB};
}
const DeviceShape kH100 = device(90, 132, 80), kH20 = device(90, 78, 96),
                  kA100 = device(80, 108, 40), kB200 = device(100, 148, 180),
                  kL40S = device(89, 142, 48);

std::vector<Parameters> cases_of(const Kernel& kernel, const DeviceShape& on, Depth depth) {
  std::vector<Parameters> list(kMaxCases);
  list.resize(static_cast<std::size_t>(kernel.cases(on, depth, list.data())));
  return list;
}

std::string refusal(const Kernel& kernel, const Parameters& p, const DeviceShape& on) {
  char why[kMaxReason];
  std::memset(why, 'x', sizeof why);
  kernel.refuse(p, on, why);
  return why;  // ends within kMaxReason, or the sanitizer says so
}

Parameters cube(const Kernel& kernel, std::uint64_t side) {
  Parameters p{.type = type_of(kernel), .m = side, .n = side, .k = side};
  p.layout = Layout::row_column;
  p.path = Path::native;
  return p;
}

TEST(GemmKernels, QuickIsOneSizeCoolAndSustained) {
  for (const char* name : kNames) {
    SCOPED_TRACE(name);
    const auto list = cases_of(kernel_named(name), kH100, Depth::quick);
    ASSERT_EQ(list.size(), 2u);
    EXPECT_EQ(list[0].load, Load::burst);
    EXPECT_EQ(list[1].load, Load::sustained);
    for (const Parameters& p : list) {
      const bool wide = std::string(name) == "gemm.fp64";
      EXPECT_EQ(p.m, wide ? 4096u : 8192u);
      EXPECT_EQ(p.n, p.m);
      EXPECT_EQ(p.k, p.m);
      EXPECT_EQ(p.path, Path::native);
      EXPECT_EQ(p.layout, Layout::row_column);
    }
  }
}

TEST(GemmKernels, ThoroughHoldsSquaresLayoutsLayersAndTheFallback) {
  const auto list = cases_of(kernel_named("gemm.bf16"), kH100, Depth::thorough);
  const auto count = [&](auto&& is) { return std::count_if(list.begin(), list.end(), is); };
  for (const std::uint64_t side : {1024u, 2048u, 4096u, 8192u, 16384u}) {
    EXPECT_EQ(count([&](const Parameters& p) {
                return p.m == side && p.n == side && p.k == side && p.load == Load::sustained &&
                       p.layout == Layout::row_column && p.path == Path::native;
              }),
              1)
        << side;
  }
  EXPECT_EQ(count([](const Parameters& p) { return p.load == Load::burst; }), 2);
  EXPECT_EQ(count([](const Parameters& p) { return p.layout != Layout::row_column; }), 3);
  EXPECT_EQ(count([](const Parameters& p) { return p.path == Path::fallback; }), 1);
  EXPECT_EQ(count([](const Parameters& p) { return p.m == 64; }), 8);
}

TEST(GemmKernels, EveryCaseOfEveryPartIsOneItCanRunOrSaysWhyNot) {
  for (const char* name : kNames) {
    const Kernel& kernel = kernel_named(name);
    for (const DeviceShape& on : {kH100, kH20, kA100, kB200, kL40S}) {
      for (const Depth depth : {Depth::quick, Depth::thorough}) {
        const auto list = cases_of(kernel, on, depth);
        EXPECT_FALSE(list.empty());
        EXPECT_LE(list.size(), static_cast<std::size_t>(kMaxCases));
        const bool lacks = std::string(name).starts_with("gemm.fp8") && on.compute_capability < 89;
        for (const Parameters& p : list) {
          EXPECT_EQ(p.type, type_of(kernel));
          EXPECT_EQ(refusal(kernel, p, on).empty(), !lacks)
              << name << " " << on.compute_capability << ": " << refusal(kernel, p, on);
        }
      }
    }
  }
}

TEST(GemmKernels, NoTwoCasesAreTheSame) {
  for (const char* name : kNames) {
    std::set<std::string> seen;
    for (const Parameters& p : cases_of(kernel_named(name), kH100, Depth::thorough)) {
      const std::string one = std::to_string(p.m) + "x" + std::to_string(p.n) + "x" +
                              std::to_string(p.k) + " " + std::string(to_string(p.layout)) + " " +
                              std::string(to_string(p.accumulation)) + " " +
                              std::string(to_string(p.path)) + " " + std::string(to_string(p.load));
      EXPECT_TRUE(seen.insert(one).second) << name << " " << one;
    }
  }
}

TEST(GemmKernels, PartThatLacksTheTypeIsToldOnceAndNotForEverySize) {
  EXPECT_EQ(cases_of(kernel_named("gemm.fp8_e4m3"), kA100, Depth::thorough).size(), 2u);
  EXPECT_GT(cases_of(kernel_named("gemm.fp8_e4m3"), kH100, Depth::thorough).size(), 40u);
}

TEST(GemmKernels, LeaveOutWhatDoesNotFit) {
  const DeviceShape small = device(90, 132, 1);
  for (const Parameters& p : cases_of(kernel_named("gemm.bf16"), small, Depth::thorough)) {
    EXPECT_LE(2 * (p.m * p.k + p.k * p.n + p.m * p.n), kGiB * 8 / 10);
  }
}

struct Refused {
  const char* kernel;
  Parameters p;
  DeviceShape on;
  const char* says;
};

Parameters with(Parameters p, auto&& change) {
  change(p);
  return p;
}

std::vector<Refused> refused() {
  const Parameters bf16 = cube(kernel_named("gemm.bf16"), 4096);
  const Parameters fp8 = cube(kernel_named("gemm.fp8_e4m3"), 4096);
  const Parameters fp64 = cube(kernel_named("gemm.fp64"), 4096);
  DeviceShape slice = kH100;
  slice.partitioned = true;
  const DeviceShape volta = device(70, 80, 32);
  return {
      {"gemm.bf16", bf16, volta, "the oldest part that works is 8.0"},
      {"gemm.bf16", bf16, slice, "the nearest that works is the whole GPU"},
      {"gemm.fp8_e4m3", fp8, kA100, "the nearest types that work are fp16 and int8"},
      {"gemm.fp8_e4m3", fp8, device(86, 84, 48), "have no fp8_e4m3"},
      {"gemm.bf16", bf16, kB200, "path fallback (mma.sync) works"},
      {"gemm.bf16", with(bf16, [](auto& p) { p.path = Path::fallback; }), kA100,
       "path native works"},
      {"gemm.fp64", with(fp64, [](auto& p) { p.path = Path::fallback; }), kH100,
       "path native works"},
      {"gemm.fp8_e4m3", with(fp8, [](auto& p) { p.layout = Layout::row_row; }), kH100,
       "layout row_column works"},
      {"gemm.bf16", with(bf16, [](auto& p) { p.accumulation = Accumulation::promoted; }), kH100,
       "leave it out for bf16"},
      // Rows of A and B of k: a multiple of 8 elements of bf16; rows of C of n likewise.
      {"gemm.bf16", with(bf16, [](auto& p) { p.k = 4099; }), kH100, "4096 x 4096 x 4096"},
      {"gemm.bf16", with(bf16, [](auto& p) { p.k = 4100; }), kH100, "4096 x 4096 x 4104"},
      {"gemm.bf16", with(bf16, [](auto& p) { p.n = 1; }), kH100, "4096 x 8 x 4096"},
      {"gemm.bf16", with(bf16, [](auto& p) { p.m = 0; }), kH100, "1 x 4096 x 4096"},
      {"gemm.fp8_e4m3", with(fp8, [](auto& p) { p.k = 24, p.n = 20; }), kH100, "4096 x 24 x 32"},
      {"gemm.fp64", with(fp64, [](auto& p) { p.k = 3, p.n = 5; }), kH100, "4096 x 6 x 4"},
      // A by columns has rows of m, and B by rows rows of n; k is free then.
      {"gemm.bf16", with(bf16, [](auto& p) { p.layout = Layout::column_row, p.m = 99, p.k = 7; }),
       kH100, "96 x 4096 x 7"},
      {"gemm.int8", with(cube(kernel_named("gemm.int8"), 4096), [](auto& p) { p.k = 1 << 18; }),
       kH100, "4096 x 4096 x 131072"},
      {"gemm.bf16",
       with(bf16, [](auto& p) { p.variant = {.tile_rows = 128, .tile_columns = 256}; }), kH100,
       "128 x 256 in clusters of 2 works"},
      {"gemm.bf16", with(bf16, [](auto& p) { p.variant = kernel_named("gemm.bf16").variants[0]; }),
       kA100, "no shape of this path"},
      // 6 bytes for each of side^2: sqrt(0.8 x 80 GiB / 6) = 107016.
      {"gemm.bf16", cube(kernel_named("gemm.bf16"), 131072), kH100,
       "the largest cube that fits is 107008"},
  };
}

TEST(GemmKernels, RefuseInOneSentenceAndSayWhatWorks) {
  for (const Refused& one : refused()) {
    const std::string why = refusal(kernel_named(one.kernel), one.p, one.on);
    EXPECT_NE(why.find(one.says), std::string::npos) << why << "\nlacks: " << one.says;
    EXPECT_LT(why.size(), static_cast<std::size_t>(kMaxReason) - 1) << "may be cut: " << why;
    EXPECT_EQ(why.find_first_of(".\n", why.size() - 1), std::string::npos) << why;
  }
}

// What a sweep tries: every shape of one body or the other, and never one of each.
TEST(GemmKernels, EachPartTakesTheShapesOfItsOwnBody) {
  for (const char* name : kNames) {
    SCOPED_TRACE(name);
    const Kernel& kernel = kernel_named(name);
    const bool fp64 = std::string(name) == "gemm.fp64";
    const auto taken = [&](Path path, const DeviceShape& on) {
      std::vector<Variant> list;
      Parameters p = cube(kernel, 4096);
      p.path = path;
      for (int v = 0; v < kernel.variant_count; ++v) {
        p.variant = kernel.variants[v];
        if (refusal(kernel, p, on).empty()) list.push_back(p.variant);
      }
      return list;
    };
    const auto native = taken(Path::native, kH100), later = taken(Path::fallback, kB200);
    EXPECT_EQ(native.size() + (fp64 ? 0 : later.size()),
              static_cast<std::size_t>(kernel.variant_count));
    EXPECT_FALSE(later.empty());
    for (const Variant& one : native) EXPECT_EQ(one.cluster == 0, fp64);
    for (const Variant& one : later) EXPECT_EQ(one.cluster, 0u);
    EXPECT_EQ(kernel.choose_variant(cube(kernel, 4096), kH100).cluster == 0, fp64);
  }
}

TEST(GemmKernels, TakeAnySizeWhoseRowsAreAligned) {
  const Kernel& kernel = kernel_named("gemm.bf16");
  for (const auto& [m, n, k] :
       {std::array<std::uint64_t, 3>{1, 8, 8}, {129, 264, 72}, {7777, 7784, 7800}}) {
    Parameters p = cube(kernel, 1);
    p.m = m, p.n = n, p.k = k;
    EXPECT_EQ(refusal(kernel, p, kH100), "");
    EXPECT_EQ(refusal(kernel, p, kA100), "");
  }
}

TEST(GemmKernels, NameTheInstruction) {
  struct Named {
    const char* kernel;
    Path path;
    Accumulation accumulation;
    Variant variant;
    const char* instruction;
    std::uint32_t compute_capability = 90;
  };
  const Variant wide{.tile_rows = 128, .tile_columns = 256, .cluster = 2};
  const Variant narrow{.tile_rows = 64, .tile_columns = 256, .cluster = 1};
  const Variant odd{.tile_rows = 128, .tile_columns = 216, .cluster = 1};
  const Variant by_warps{.tile_rows = 128, .tile_columns = 256};
  constexpr auto kNone = Accumulation::none;
  for (const Named& one :
       {Named{"gemm.bf16", Path::native, kNone, wide, "wgmma.m64n256k16.f32.bf16.bf16"},
        {"gemm.bf16", Path::native, kNone, {}, "wgmma.m64n256k16.f32.bf16.bf16"},
        {"gemm.bf16", Path::native, kNone, narrow, "wgmma.m64n128k16.f32.bf16.bf16"},
        {"gemm.bf16", Path::native, kNone, by_warps, "mma.sync.m16n8k16.f32.bf16.bf16.f32", 80},
        {"gemm.bf16", Path::native, kNone, by_warps, "mma.sync.m16n8k16.f32.bf16.bf16.f32", 89},
        {"gemm.bf16", Path::fallback, kNone, {}, "mma.sync.m16n8k16.f32.bf16.bf16.f32"},
        {"gemm.fp16", Path::native, kNone, odd, "wgmma.m64n216k16.f32.f16.f16"},
        {"gemm.fp8_e4m3", Path::native, Accumulation::fast, wide, "wgmma.m64n256k32.f32.e4m3.e4m3"},
        {"gemm.fp8_e5m2", Path::native, Accumulation::promoted, wide,
         "wgmma.m64n128k32.f32.e5m2.e5m2"},
        {"gemm.int8", Path::native, kNone, wide, "wgmma.m64n256k32.s32.s8.s8"},
        {"gemm.tf32", Path::native, kNone, wide, "wgmma.m64n256k8.f32.tf32.tf32"},
        {"gemm.fp64", Path::native, kNone, {}, "mma.sync.m8n8k4.f64.f64.f64.f64", 80},
        {"gemm.fp64", Path::native, kNone, {}, "mma.sync.m16n8k8.f64.f64.f64.f64"}}) {
    Parameters p = cube(kernel_named(one.kernel), 4096);
    p.path = one.path;
    p.accumulation = one.accumulation;
    p.variant = one.variant;
    EXPECT_STREQ(kernel_named(one.kernel).instruction(p, one.compute_capability), one.instruction);
  }
}

}  // namespace
}  // namespace assay
