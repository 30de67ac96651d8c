// Do ranks that share the CPU come to the exact sum, by every algorithm and in every type, and is a
// single wrong bit found?
#include <gtest/gtest.h>

#include "tests/collectives/rank_group.hpp"

namespace assay {
namespace {

struct Way {
  Algorithm algorithm;
  Protocol protocol;
};

/// Memory of one case, on as many threads as ranks.
class Colocated {
 public:
  explicit Colocated(const Parameters& p)
      : parameters_(p), processors_(p.ranks), team_(processors_) {
    const ArraySizes sizes = kernel().arrays(p, p.ranks);
    for (int i = 0; i < kMaxArrays; ++i) {
      memory_.emplace_back(sizes.bytes[i] + kLine);
      if (sizes.bytes[i] == 0) continue;
      const auto address = reinterpret_cast<std::uintptr_t>(memory_.back().data());
      arrays_.data[i] = reinterpret_cast<void*>((address + kLine - 1) / kLine * kLine);
    }
    arrays_.mismatch = &mismatch_;
    launch_ = {
        .queue = &team_, .processors = p.ranks, .stall = &stall_, .patience_ns = 20'000'000'000};
  }
  static const Kernel& kernel() { return *kernel_named("collective.all_reduce_colocated"); }

  void prepare() { kernel().program.prepare(launch_, arrays_, parameters_); }
  void enqueue(std::uint64_t n) { kernel().program.enqueue(launch_, arrays_, parameters_, n); }
  void spoil() { kernel().program.spoil(launch_, arrays_, parameters_); }
  Mismatch verify() {
    mismatch_ = {};
    kernel().program.verify(launch_, arrays_, parameters_);
    return mismatch_;
  }
  const Stall& stall() const { return stall_; }
  char* output() const {
    const int array = parameters_.placement == Placement::in_place ? 0 : 1;
    return static_cast<char*>(arrays_.data[array]);
  }

 private:
  static constexpr std::size_t kLine = 4096;
  Parameters parameters_;
  std::vector<int> processors_;
  Team team_;
  std::vector<std::vector<char>> memory_;
  Arrays arrays_;
  Launch launch_;
  Mismatch mismatch_;
  Stall stall_;
};

class EveryWay : public testing::TestWithParam<Way> {
 protected:
  Parameters parameters(DataType type, std::uint32_t ranks, std::uint64_t bytes,
                        Placement placement) const {
    Parameters p{.type = type,
                 .bytes = bytes,
                 .algorithm = GetParam().algorithm,
                 .placement = placement,
                 .ranks = ranks,
                 .seed = 11};
    p.variant.protocol = GetParam().protocol;
    return p;
  }
};

TEST_P(EveryWay, SumsExactly) {
  for (const DataType type : {DataType::bf16, DataType::fp16, DataType::fp32, DataType::int32}) {
    for (const std::uint32_t ranks : {2u, 3u}) {
      for (const std::uint64_t bytes : {4u, 64u, 4096u + 64u, 8192u, 300'000u}) {
        Colocated shared(parameters(type, ranks, bytes, Placement::out_of_place));
        shared.prepare();
        EXPECT_GT(shared.verify().count, 0u) << "prepared passes for computed";
        shared.enqueue(3);
        const Mismatch found = shared.verify();
        EXPECT_EQ(found.count, 0u) << ranks << " ranks, " << bytes << " B: element " << found.index
                                   << " is " << found.actual << ", not " << found.expected;
        EXPECT_EQ(found.checked, ranks * bytes / element_bytes(type));
        EXPECT_EQ(shared.stall().happened, 0u);
      }
    }
  }
}

TEST_P(EveryWay, SumsExactlyInPlace) {
  for (const DataType type : {DataType::bf16, DataType::int32}) {
    Colocated shared(parameters(type, 3, 50'000, Placement::in_place));
    for (int sample = 0; sample < 3; ++sample) {
      shared.prepare();
      EXPECT_GT(shared.verify().count, 0u);
      shared.enqueue(1);
      EXPECT_EQ(shared.verify().count, 0u);
    }
  }
}

TEST_P(EveryWay, OneWrongBitIsFoundWhereverItIs) {
  Colocated shared(parameters(DataType::bf16, 2, 512, Placement::out_of_place));
  shared.prepare();
  shared.enqueue(1);
  ASSERT_EQ(shared.verify().count, 0u);
  for (std::size_t byte = 0; byte < 1024; ++byte) {
    const int bit = static_cast<int>(byte % 8);
    shared.output()[byte] = static_cast<char>(shared.output()[byte] ^ (1 << bit));
    EXPECT_EQ(shared.verify().count, 1u) << "byte " << byte;
    shared.output()[byte] = static_cast<char>(shared.output()[byte] ^ (1 << bit));
  }
}

INSTANTIATE_TEST_SUITE_P(Algorithms, EveryWay,
                         testing::Values(Way{Algorithm::one_shot, Protocol::simple},
                                         Way{Algorithm::one_shot, Protocol::flagged},
                                         Way{Algorithm::two_shot, Protocol::none},
                                         Way{Algorithm::ring, Protocol::none},
                                         Way{Algorithm::best, Protocol::none}));

std::string refusal(const Parameters& p, const DeviceShape& device) {
  char why[kMaxReason] = {};
  Colocated::kernel().refuse(p, device, why);
  return why;
}

TEST(ColocatedRefuses, WhatCannotRunTogether) {
  const DeviceShape device{.processors = 4};
  const Parameters good{
      .type = DataType::fp32, .bytes = 64, .algorithm = Algorithm::two_shot, .ranks = 4};
  EXPECT_EQ(refusal(good, device), "");
  for (const std::uint32_t ranks : {0u, 1u, 5u, 17u}) {
    Parameters p = good;
    p.ranks = ranks;
    EXPECT_NE(refusal(p, device), "") << ranks;
  }
  Parameters odd = good;
  odd.bytes = 62;
  EXPECT_NE(refusal(odd, device), "");
  Parameters in_switch = good;
  in_switch.algorithm = Algorithm::multimem;
  EXPECT_NE(refusal(in_switch, device), "");
}

TEST(ColocatedWork, IsEveryInputOnceAndEveryOutputOnce) {
  const Work work =
      Colocated::kernel().work({.type = DataType::fp32, .bytes = 1000, .ranks = 4}, 4);
  EXPECT_EQ(work.bytes, 8000);
  EXPECT_EQ(work.flop, 750);
}

TEST(ColocatedCases, ACpuHasARankForEveryProcessorAndOneAloneHasNone) {
  std::vector<Parameters> list(kMaxCases);
  EXPECT_EQ(Colocated::kernel().cases({.processors = 1}, Depth::thorough, list.data()), 0);
  const int count = Colocated::kernel().cases({.processors = 6}, Depth::quick, list.data());
  ASSERT_GT(count, 0);
  EXPECT_EQ(list[0].ranks, 6u);
}

}  // namespace
}  // namespace assay
