// Does the name of a case tell it from every other of its plan, and stay what it was?
#include "harness/plan/case.hpp"

#include <gtest/gtest.h>

#include <set>

namespace assay::plan {
namespace {

constexpr Kernel kCopy{.name = "memory.copy",
                       .question = "",
                       .check = "",
                       .quantity = Quantity::bandwidth,
                       .limit = Limit::memory,
                       .matrix = false,
                       .sized = true,
                       .arrays = nullptr,
                       .work = nullptr,
                       .program = {}};
constexpr KernelEntry kEntry{.on = {&kCopy}};

std::string name_of(const Parameters& parameters, DeviceId::Kind kind = DeviceId::Kind::cuda,
                    bool swept = false) {
  Case one;
  one.kernel = &kEntry;
  one.parameters = parameters;
  one.device.kind = kind;
  one.swept = swept;
  return one.name();
}

TEST(CaseName, OfACpuCaseIsWhatItWas) {
  EXPECT_EQ(name_of({.type = DataType::fp32, .bytes = 1048576}, DeviceId::Kind::cpu),
            "memory.copy/bandwidth [bytes=1MiB type=fp32] cpu");
  EXPECT_EQ(name_of({.m = 8, .n = 4, .k = 2, .direction = Direction::both, .devices = 2}),
            "memory.copy/bandwidth [m=8 n=4 k=2 type=fp64 direction=both devices=2] cuda:0");
}

TEST(CaseName, StatesWhatSamplesBeginWith) {
  EXPECT_EQ(name_of({.bytes = 3072, .stride = 128, .cache = Cache::cold}),
            "memory.copy/bandwidth [bytes=3KiB type=fp64 stride=128B cache=cold] cuda:0");
  EXPECT_EQ(
      name_of(
          {.submission = Submission::graph, .host_memory = HostMemory::pageable, .numa_node = 0}),
      "memory.copy/bandwidth [type=fp64 submission=graph host_memory=pageable numa_node=0] "
      "cuda:0");
}

constexpr Variant kVariant{.access = Access::bulk,
                           .hint = Hint::evict_first,
                           .unroll = 4,
                           .threads = 256,
                           .blocks_per_processor = 2,
                           .chunk_bytes = 16384,
                           .stages = 3};

TEST(CaseName, StatesTheVariantWhereOthersAreBesideIt) {
  const Parameters parameters{.variant = kVariant};
  EXPECT_EQ(name_of(parameters, DeviceId::Kind::cuda, true),
            "memory.copy/bandwidth [type=fp64 access=bulk hint=evict_first unroll=4 threads=256 "
            "blocks_per_processor=2 chunk_bytes=16KiB stages=3] cuda:0");
  EXPECT_EQ(name_of(parameters), "memory.copy/bandwidth [type=fp64] cuda:0");
  EXPECT_EQ(name_of({}, DeviceId::Kind::cuda, true), "memory.copy/bandwidth [type=fp64] cuda:0");
}

TEST(CaseName, DiffersWithEveryParameter) {
  const auto changed = [](auto change) {
    Parameters parameters{.variant = kVariant};
    change(parameters);
    return name_of(parameters, DeviceId::Kind::cuda, true);
  };
  const std::set<std::string> names{
      changed([](Parameters&) {}),
      changed([](Parameters& p) { p.type = DataType::fp32; }),
      changed([](Parameters& p) { p.bytes = 1; }),
      changed([](Parameters& p) { p.direction = Direction::host_both; }),
      changed([](Parameters& p) { p.engine = Engine::sm; }),
      changed([](Parameters& p) { p.algorithm = Algorithm::ring; }),
      changed([](Parameters& p) { p.devices = 2; }),
      changed([](Parameters& p) { p.stride = 1; }),
      changed([](Parameters& p) { p.cache = Cache::warm; }),
      changed([](Parameters& p) { p.submission = Submission::stream; }),
      changed([](Parameters& p) { p.host_memory = HostMemory::pinned; }),
      changed([](Parameters& p) { p.numa_node = 1; }),
      changed([](Parameters& p) { p.variant.access = Access::vector; }),
      changed([](Parameters& p) { p.variant.hint = Hint::normal; }),
      changed([](Parameters& p) { p.variant.unroll = 8; }),
      changed([](Parameters& p) { p.variant.threads = 512; }),
      changed([](Parameters& p) { p.variant.blocks_per_processor = 0; }),
      changed([](Parameters& p) { p.variant.chunk_bytes = 8192; }),
      changed([](Parameters& p) { p.variant.stages = 2; }),
  };
  EXPECT_EQ(names.size(), 19u);
}

}  // namespace
}  // namespace assay::plan
