// The generated table: every kernel is there, named and described alike on every machine.
#include <gtest/gtest.h>

#include <regex>
#include <set>
#include <string>

#include "kernels/kernel.hpp"

namespace assay {
namespace {

TEST(KernelTable, HoldsEveryKernelOnce) {
  std::set<std::string> names;
  for (const KernelEntry& entry : kernel_table()) names.insert(entry.description().name);
  EXPECT_EQ(names, (std::set<std::string>{"collective.all_gather",
                                          "collective.all_reduce",
                                          "collective.all_reduce_colocated",
                                          "collective.all_to_all",
                                          "collective.broadcast",
                                          "collective.reduce_scatter",
                                          "fma.rate",
                                          "gemm.bf16",
                                          "gemm.fp16",
                                          "gemm.fp64",
                                          "gemm.fp8_e4m3",
                                          "gemm.fp8_e5m2",
                                          "gemm.int8",
                                          "gemm.portable",
                                          "gemm.tf32",
                                          "l2.knee",
                                          "l2.read",
                                          "latency.chase",
                                          "launch.latency",
                                          "memory.add",
                                          "memory.capacity",
                                          "memory.copy",
                                          "memory.read",
                                          "memory.scale",
                                          "memory.triad",
                                          "memory.write",
                                          "shared.read",
                                          "sm.census",
                                          "tensor.rate",
                                          "transfer.copy_engine",
                                          "transfer.peer",
                                          "transfer.ping_pong"}));
  EXPECT_EQ(names.size(), static_cast<std::size_t>(kernel_table().count));
}

TEST(KernelTable, DescribesEachKernelCompletely) {
  const std::regex subject_action("[a-z0-9]+\\.[a-z0-9_]+");
  for (const KernelEntry& entry : kernel_table()) {
    const Kernel& kernel = entry.description();
    SCOPED_TRACE(kernel.name);
    EXPECT_TRUE(std::regex_match(kernel.name, subject_action));
    EXPECT_EQ(std::string(kernel.question).back(), '?');
    EXPECT_FALSE(std::string(kernel.check).empty());
    EXPECT_FALSE(kernel.matrix && kernel.sized) << "sized by bytes or by m, n, k, not both";
  }
}

TEST(KernelTable, IsTheSameKernelOnEveryMachine) {
  for (const KernelEntry& entry : kernel_table()) {
    for (const Kernel* kernel : entry.on) {
      if (kernel == nullptr) continue;
      SCOPED_TRACE(kernel->name);
      EXPECT_STREQ(kernel->name, entry.description().name);
      EXPECT_EQ(kernel->quantity, entry.description().quantity);
      EXPECT_EQ(kernel->limit, entry.description().limit);
      EXPECT_EQ(kernel->machines, entry.description().machines);
      if (kernel->machines == Machines::group) {
        EXPECT_NE(kernel->group_cases, nullptr);
        EXPECT_NE(kernel->group.prepare, nullptr);
        EXPECT_NE(kernel->group.spoil, nullptr);
        EXPECT_NE(kernel->group.verify, nullptr);
        continue;
      }
      EXPECT_NE(kernel->program.prepare, nullptr);
      EXPECT_NE(kernel->program.enqueue, nullptr);
      EXPECT_NE(kernel->program.spoil, nullptr);
      EXPECT_NE(kernel->program.verify, nullptr);
    }
  }
}

}  // namespace
}  // namespace assay
