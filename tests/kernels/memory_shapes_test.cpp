// The shapes that are swept: each can run, keeps enough in flight, and cuts up any array whole.
#include "kernels/memory_shapes.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <span>
#include <string>
#include <vector>

#include "kernels/error.hpp"
#include "kernels/kernel.hpp"

namespace assay {
namespace {

struct Shapes {
  const Kernel* kernel;
  int inputs;
  std::span<const Variant> list;
};

std::vector<Shapes> every_kernel() {
  std::vector<Shapes> all;
  for (const KernelEntry& entry : kernel_table()) {
    const Kernel& kernel = entry.description();
    const std::string name = kernel.name;
    if (kernel.variants == nullptr || !name.starts_with("memory.")) continue;
    const int inputs = name == "memory.write"                           ? 0
                       : name == "memory.add" || name == "memory.triad" ? 2
                                                                        : 1;
    all.push_back(
        {&kernel, inputs, {kernel.variants, static_cast<std::size_t>(kernel.variant_count)}});
  }
  return all;
}

TEST(MemoryShapes, AreListedByEveryMemoryStreamOnEveryTarget) {
  EXPECT_EQ(every_kernel().size(), 6u);
  for (const KernelEntry& entry : kernel_table()) {
    for (const Kernel* kernel : entry.on) {
      if (kernel == nullptr) continue;
      ASSERT_EQ(kernel->variant_count, entry.description().variant_count) << kernel->name;
      for (int v = 0; v < kernel->variant_count; ++v) {
        EXPECT_EQ(kernel->variants[v], entry.description().variants[v]) << kernel->name;
      }
    }
  }
}

TEST(MemoryShapes, AreDistinctAndFewAndBeginWithWhatEveryPartCanRun) {
  for (const auto& [kernel, inputs, list] : every_kernel()) {
    SCOPED_TRACE(kernel->name);
    EXPECT_EQ(list.front().access, Access::vector);
    EXPECT_LE(list.size(), 14u);
    for (std::size_t i = 0; i < list.size(); ++i) {
      EXPECT_NE(list[i], Variant{});
      EXPECT_EQ(std::count(list.begin(), list.end(), list[i]), 1) << "variant " << i;
    }
  }
}

// Of an SM: 2048 threads, 227 KiB of shared memory for its blocks with 1 KiB of each reserved.
TEST(MemoryShapes, FitAnSm) {
  for (const auto& [kernel, inputs, list] : every_kernel()) {
    for (const Variant& shape : list) {
      SCOPED_TRACE(kernel->name);
      EXPECT_LE(shape.threads, 1024u);
      EXPECT_EQ(shape.threads % 32, 0u);
      EXPECT_LE(shape.threads * shape.blocks_per_processor, 2048u * 8);
      if (shape.access != Access::bulk) continue;
      EXPECT_EQ(shape.chunk_bytes % 64, 0u);
      const auto buffers = static_cast<std::uint32_t>(std::max(inputs, 1));
      const std::uint32_t block = shape.stages * (buffers * shape.chunk_bytes + 8) + 1024;
      EXPECT_LE(block * shape.blocks_per_processor, 227u * 1024);
    }
  }
}

// 41 KB an SM, what an H20 needs: see memory_shapes.hpp. Of vector shapes at most 1024 threads are
// counted, which 64 registers allow.
TEST(MemoryShapes, KeepEnoughInFlightForTheFewestSms) {
  constexpr double kNeeded = 4.0e12 * 800e-9 / 78;
  for (const auto& [kernel, inputs, list] : every_kernel()) {
    if (inputs == 0) continue;  // stores are not waited for
    for (const Variant& shape : list) {
      SCOPED_TRACE(::testing::Message() << kernel->name << ' ' << shape.unroll << ' '
                                        << shape.threads << ' ' << shape.chunk_bytes);
      const double streams = std::max(inputs, 1);
      const bool vector = shape.access == Access::vector;
      const double threads =
          shape.unroll > 8 ? 512
                           : std::min(1024u, shape.blocks_per_processor == 0
                                                 ? 1024u
                                                 : shape.threads * shape.blocks_per_processor);
      const double in_flight = vector ? 16.0 * shape.unroll * threads
                                      : std::max(1.0, shape.stages - 1.0) * shape.chunk_bytes *
                                            shape.blocks_per_processor;
      EXPECT_GE(streams * in_flight, kNeeded);
    }
  }
}

TEST(MemoryShapes, GiveEveryTileToOneBlock) {
  const Variant one_pass = vector_shape(4, 512, 0), resident = vector_shape(8, 256, 4);
  constexpr std::uint64_t kTile = 16 * 4 * 512;
  EXPECT_EQ(tile_bytes(one_pass), kTile);
  EXPECT_EQ(grid_blocks(one_pass, 64, 132), 1u);
  EXPECT_EQ(grid_blocks(one_pass, kTile, 132), 1u);
  EXPECT_EQ(grid_blocks(one_pass, kTile + 64, 132), 2u);
  EXPECT_EQ(grid_blocks(one_pass, std::uint64_t{8} << 30, 132), 262144u);
  EXPECT_EQ(grid_blocks(resident, std::uint64_t{1} << 30, 132), 528u);
  EXPECT_EQ(grid_blocks(resident, 16 * 8 * 256 * 3, 132), 3u) << "no block without a tile";
  EXPECT_EQ(grid_blocks(bulk_shape(256, 2, 16, 4), std::uint64_t{1} << 30, 78), 156u);
  EXPECT_EQ(tile_bytes(bulk_shape(256, 2, 16, 4)), 16384u);
}

TEST(MemoryShapes, NoneInParticularIsTheFirst) {
  Parameters parameters;
  EXPECT_EQ(shape_of(parameters, kReadShapes), kReadShapes[0]);
  parameters.variant = kReadShapes[3];
  EXPECT_EQ(shape_of(parameters, kReadShapes), kReadShapes[3]);
}

TEST(MemoryShapes, OneThatWasNotCompiledIsRefusedBeforeAnythingIsLaunched) {
  int asked = 0;
  for (const auto& [kernel, inputs, list] : every_kernel()) {
    for (const KernelEntry& entry : kernel_table()) {
      const Kernel* const gpu = entry.for_target(Target::gpu);
      if (&entry.description() != kernel || gpu == nullptr) continue;
      Parameters parameters{.bytes = 4096, .variant = vector_shape(5, 512, 0)};
      try {
        gpu->program.enqueue({.processors = 1}, {}, parameters, 1);
        ADD_FAILURE() << kernel->name << " took a shape that it does not have";
      } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::usage);
        EXPECT_NE(std::string(error.what()).find("unroll=5"), std::string::npos) << error.what();
      }
      ++asked;
    }
  }
  if (asked == 0) GTEST_SKIP() << "built without CUDA";
}

}  // namespace
}  // namespace assay
