// What is planned for a GPU beyond sizes and types: a kernel's own cases, its variants, cold
// caches, deadlines?
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "harness/plan/plan.hpp"
#include "harness/plan/tuning.hpp"
#include "kernels/error.hpp"
#include "tests/harness/plan/fakes.hpp"

namespace assay::plan {
namespace {

using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr DeviceId kCpu{DeviceId::Kind::cpu, 0};
constexpr DeviceId kGpu{DeviceId::Kind::cuda, 0};
constexpr std::uint64_t kGiB = std::uint64_t{1} << 30;

constexpr Variant kVector{.access = Access::vector, .unroll = 4, .threads = 256};
constexpr Variant kDeep{.access = Access::vector, .unroll = 8, .threads = 512};
constexpr Variant kBulk{.access = Access::bulk, .chunk_bytes = 8192, .stages = 4};
constexpr Variant kVariants[] = {kVector, kDeep, kBulk};

constexpr Kernel with_variants() {
  Kernel kernel = fake::memory_kernel("memory.copy", fake::one_array, fake::one_pass);
  kernel.variants = kVariants;
  kernel.variant_count = 3;
  return kernel;
}
constexpr Kernel kCopy = with_variants();

// One case of the size that is free, and at depth one for each node of the host.
int own_cases(const DeviceShape& shape, Depth depth, Parameters* list) {
  list[0] = {.bytes = shape.memory_free_bytes / 100 * 99};
  if (depth == Depth::quick) return 1;
  for (std::uint32_t node = 0; node < shape.host_nodes; ++node) {
    list[1 + node] = {.bytes = shape.last_level_cache_bytes, .numa_node = static_cast<int>(node)};
  }
  return 1 + static_cast<int>(shape.host_nodes);
}
constexpr Kernel with_own_cases() {
  Kernel kernel = fake::memory_kernel("memory.capacity", fake::one_array, fake::one_pass);
  kernel.quantity = Quantity::capacity;
  kernel.types = only(DataType::fp64);
  kernel.machines = Machines::gpu;
  kernel.cases = own_cases;
  return kernel;
}
constexpr Kernel kCapacity = with_own_cases();
constexpr std::array kEntries{fake::everywhere(kCopy), fake::everywhere(kCapacity)};
constexpr KernelTable kTable = fake::table_of(kEntries);

probe::Facts with_two_nodes(probe::Facts facts) {
  facts.cpu.numa_nodes.resize(2);
  return facts;
}
probe::Facts hopper() {
  return with_two_nodes(fake::gpu_host(9));
}
probe::Facts ampere() {
  return with_two_nodes(fake::gpu_host(8));
}

std::vector<Variant> variants_of(const probe::Facts& facts, Options options) {
  options.devices = {kGpu};
  options.only = {"memory.copy"};
  std::vector<Variant> list;
  for (const auto& one : make_plan(facts, kTable, options).cases) {
    list.push_back(one.parameters.variant);
  }
  return list;
}

TEST(GpuPlan, KernelsForGpusAloneAreNotPlannedForACpu) {
  const auto plan = make_plan(hopper(), kTable, {.devices = {kCpu}});
  ASSERT_THAT(plan.cases, SizeIs(1));
  EXPECT_EQ(plan.cases[0].kernel->description().name, std::string("memory.copy"));
  EXPECT_THROW(make_plan(hopper(), kTable, {.devices = {kCpu}, .only = {"memory.capacity"}}),
               Error);
}

TEST(GpuPlan, AKernelsOwnCasesAreTakenAsTheyAre) {
  const auto quick =
      make_plan(hopper(), kTable, {.devices = {kGpu}, .only = {"memory.capacity"}, .seed = 3});
  ASSERT_THAT(quick.cases, SizeIs(1));
  // More than a sized kernel may take: this one has looked at what is free.
  EXPECT_EQ(quick.cases[0].parameters.bytes, 78 * kGiB / 100 * 99);
  EXPECT_THAT(quick.cases[0].unavailable, IsEmpty());
  EXPECT_EQ(quick.cases[0].parameters.seed, 3u);
  EXPECT_EQ(quick.cases[0].iterations, 1u) << "what is counted is counted once a sample";
  const auto thorough = make_plan(
      hopper(), kTable, {.devices = {kGpu}, .level = Level::standard, .only = {"memory.capacity"}});
  ASSERT_THAT(thorough.cases, SizeIs(3));
  EXPECT_EQ(thorough.cases[2].parameters.numa_node, 1);
  EXPECT_EQ(thorough.cases[2].parameters.bytes, 50u << 20);
}

TEST(GpuPlan, EveryGpuCaseHasADeadlineAndMaySettle) {
  const auto plan = make_plan(hopper(), kTable, {.devices = {kGpu, kCpu}});
  for (const auto& one : plan.cases) {
    const bool on_gpu = one.device == kGpu;
    EXPECT_EQ(one.deadline > Seconds(0), on_gpu) << one.name();
    EXPECT_EQ(one.settle > Seconds(0), on_gpu) << one.name();
    if (on_gpu) {
      EXPECT_GE(one.deadline, 5 * one.estimate);
    }
  }
}

TEST(GpuPlan, StreamsAreColdOnAGpuAndUnmarkedOnACpu) {
  const auto plan = make_plan(hopper(), kTable, {.devices = {kGpu, kCpu}, .only = {"memory.copy"}});
  ASSERT_THAT(plan.cases, SizeIs(2));
  EXPECT_EQ(plan.cases[0].parameters.cache, Cache::cold);
  EXPECT_EQ(plan.cases[1].parameters.cache, Cache::none);
  EXPECT_EQ(plan.cases[1].parameters.variant, Variant{});
}

TEST(Variants, TheKernelsFirstUnlessASweepFoundBetter) {
  EXPECT_THAT(variants_of(hopper(), {}), ElementsAre(kVector));
  const TunedKernel tuned{
      .kernel = "memory.copy", .compute_capability = 90, .processors = 132, .variant = kBulk};
  EXPECT_THAT(variants_of(hopper(), {.tuning = {tuned}}), ElementsAre(kBulk));
  for (auto change :
       std::vector<void (*)(TunedKernel&)>{[](TunedKernel& one) { one.kernel = "memory.read"; },
                                           [](TunedKernel& one) { one.compute_capability = 80; },
                                           [](TunedKernel& one) { one.processors = 78; },
                                           [](TunedKernel& one) { one.variant.unroll = 3; }}) {
    auto other = tuned;
    change(other);
    EXPECT_THAT(variants_of(hopper(), {.tuning = {other}}), ElementsAre(kVector));
  }
}

TEST(Variants, ASweepHasEachThatTheDeviceCanRun) {
  EXPECT_THAT(variants_of(hopper(), {.sweep = Sweep::variants}),
              ElementsAre(kVector, kDeep, kBulk));
  EXPECT_THAT(variants_of(ampere(), {.sweep = Sweep::variants}), ElementsAre(kVector, kDeep));
  const auto all = make_plan(hopper(), kTable, {.devices = {kGpu}, .sweep = Sweep::variants});
  EXPECT_THAT(all.cases, SizeIs(3)) << "kernels without variants are left out";
  EXPECT_THAT(all.cases, Each(Field(&Case::swept, true)));
  EXPECT_THROW(make_plan(hopper(), kTable, {.devices = {kCpu}, .sweep = Sweep::variants}), Error);
}

TEST(Tuning, TheEmbeddedFileIsReadable) {
  EXPECT_NO_THROW(embedded_tuning());
}

TEST(Tuning, AnEntryIsRead) {
  const auto tuning = parse_tuning(R"({"schema_version": "1.0.0", "kind": "tuning", "entries": [
    {"kernel": "memory.copy", "compute_capability": "9.0", "multiprocessors": 132,
     "variant": {"access": "bulk", "chunk_bytes": 8192, "stages": 4},
     "bandwidth": 3.0e12, "second": 2.9e12, "run": "01234567-89ab-cdef-0123-456789abcdef",
     "device_name": "x", "date": "2026-01-31"}]})",
                                   "file");
  ASSERT_THAT(tuning, SizeIs(1));
  EXPECT_EQ(tuning[0].kernel, "memory.copy");
  EXPECT_EQ(tuning[0].compute_capability, 90u);
  EXPECT_EQ(tuning[0].processors, 132u);
  EXPECT_EQ(tuning[0].variant, kBulk);
}

TEST(Tuning, AnEntryOfAProductSaysWhatItHoldsFor) {
  const auto tuning = parse_tuning(R"({"schema_version": "1.1.0", "kind": "tuning", "entries": [
    {"kernel": "gemm.fp8_e4m3", "compute_capability": "9.0", "multiprocessors": 132,
     "for": {"type": "fp8_e4m3", "layout": "row_column", "accumulation": "promoted",
             "path": "native", "m": 8192, "n": 4096, "k": 2048},
     "variant": {"tile_rows": 128, "tile_columns": 192, "cluster": 2, "stages": 4, "group": 8},
     "throughput": 1.0e15, "second": 0.9e15, "run": "01234567-89ab-cdef-0123-456789abcdef",
     "device_name": "x", "date": "2026-01-31"}]})",
                                   "file");
  ASSERT_THAT(tuning, SizeIs(1));
  const TunedFor& holds = tuning[0].holds;
  EXPECT_EQ(holds.type, DataType::fp8_e4m3);
  EXPECT_EQ(holds.layout, Layout::row_column);
  EXPECT_EQ(holds.accumulation, Accumulation::promoted);
  EXPECT_EQ(holds.path, Path::native);
  EXPECT_EQ(holds.shape, (Shape{8192, 4096, 2048}));
  EXPECT_EQ(
      tuning[0].variant,
      (Variant{.stages = 4, .tile_rows = 128, .tile_columns = 192, .cluster = 2, .group = 8}));
}

TEST(Tuning, AnythingElseIsRefusedByName) {
  for (const std::string text :
       {R"({"schema_version": "1.0.0", "kind": "tuning"})",
        R"({"schema_version": "1.0.0", "kind": "gates", "entries": []})", R"([])", R"({)"}) {
    try {
      parse_tuning(text, "some.json");
      ADD_FAILURE() << text;
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::input);
      EXPECT_THAT(error.what(), HasSubstr("some.json"));
    }
  }
}

}  // namespace
}  // namespace assay::plan
