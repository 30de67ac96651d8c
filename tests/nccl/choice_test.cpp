// Is the algorithm read from the lines of every version that writes them, and never guessed?
#include "collectives/nccl/choice.hpp"

#include <gtest/gtest.h>

namespace assay {

static void PrintTo(const NcclChoice& choice, std::ostream* out) {
  *out << choice.algorithm << " " << choice.protocol << " ";
  if (choice.channels) *out << *choice.channels;
}

namespace {

NcclChoice of(std::string line, std::string_view function = "AllReduce") {
  return nccl_choice("node7:4711:4713 [0] NCCL INFO " + line + "\n", function);
}

TEST(Choice, IsReadFromNamesSince224) {
  EXPECT_EQ(of("AllReduce: 8388608 Bytes -> Algo NVLS proto SIMPLE channel{Lo..Hi}={0..15}"),
            (NcclChoice{"NVLS", "SIMPLE", 16}));
  EXPECT_EQ(of("AllGather: 64 Bytes -> Algo COLLNET_DIRECT proto LL128 channel{Lo..Hi}={2..2}",
               "AllGather"),
            (NcclChoice{"COLLNET_DIRECT", "LL128", 1}));
}

TEST(Choice, IsReadFromNumbersBefore) {
  EXPECT_EQ(of("AllReduce: 8192 Bytes -> Algo 1 proto 0 time 12.345678"),
            (NcclChoice{"RING", "LL", {}}));
  EXPECT_EQ(of("8192 Bytes -> Algo 0 proto 1 time 12.345678"), (NcclChoice{"TREE", "LL128", {}}));
  EXPECT_EQ(of("8192 Bytes -> Algo 4 proto 2 time 12.345678"), (NcclChoice{"NVLS", "SIMPLE", {}}));
}

TEST(Choice, NamesTheKernelOnSymmetricMemory) {
  EXPECT_EQ(of("AllReduce [Symmetric]: 4096 Bytes -> Kernel AllReduce_RSxLDMC_AGxSTMC nchannels 8 "
               "nthreads 512"),
            (NcclChoice{"AllReduce_RSxLDMC_AGxSTMC", "", 8}));
  EXPECT_EQ(of("AllReduce [Symmetric]: 4096 Bytes -> Kernel AllReduce_AGxLL_R nchannels 24 "
               "nthreads 256 nWorks 1"),
            (NcclChoice{"AllReduce_AGxLL_R", "", 24}));
  EXPECT_EQ(of("AllGather [Copy Engine]: 4096 Bytes -> cudaMemcpy; CE synchronization with NVLS",
               "AllGather"),
            (NcclChoice{"COPY_ENGINE", "", {}}));
}

TEST(Choice, IsThatOfTheLastLineOfTheFunction) {
  const std::string text =
      "h:1:2 [0] NCCL INFO AllReduce: 8 Bytes -> Algo TREE proto LL channel{Lo..Hi}={0..0}\n"
      "h:1:2 [0] NCCL INFO AllReduce: 9 Bytes -> Algo RING proto LL channel{Lo..Hi}={0..1}\n"
      "h:1:2 [0] NCCL INFO Broadcast: 9 Bytes -> Algo RING proto SIMPLE channel{Lo..Hi}={0..3}\n";
  EXPECT_EQ(nccl_choice(text, "AllReduce"), (NcclChoice{"RING", "LL", 2}));
  EXPECT_EQ(nccl_choice(text, "Broadcast"), (NcclChoice{"RING", "SIMPLE", 4}));
  EXPECT_EQ(nccl_choice(text, "ReduceScatter"), NcclChoice{});
  EXPECT_EQ(nccl_choice(text, "Reduce"), NcclChoice{});
}

TEST(Choice, IsFoundBehindATimestampAndWithoutALastNewline) {
  EXPECT_EQ(nccl_choice("[2026-01-02 03:04:05] h:1:2 [0] NCCL INFO AllReduce: 8 Bytes -> Algo RING "
                        "proto LL channel{Lo..Hi}={0..0}",
                        "AllReduce"),
            (NcclChoice{"RING", "LL", 1}));
}

TEST(Choice, IsUnknownWhereNothingSaysIt) {
  for (const char* line :
       {"", "NCCL_ALGO set by environment to Ring", "AllReduce: opCount 0 sendbuff 0x7f",
        "  Algorithm   |  Tree  |  Ring  |", "AllReduce: 8 Bytes -> Algo 9 proto 7 time 1.0",
        "AllReduce: 8 Bytes -> Algo Unknown proto Unknown channel{Lo..Hi}={5..2}",
        "AllReduce: 8 Bytes -> "}) {
    EXPECT_EQ(of(line), NcclChoice{}) << line;
  }
  EXPECT_EQ(nccl_choice("", "AllReduce"), NcclChoice{});
  EXPECT_EQ(nccl_choice("AllReduce: 8 Bytes -> Algo RING proto LL", "AllReduce"), NcclChoice{})
      << "not a line of NCCL's";
}

}  // namespace
}  // namespace assay
