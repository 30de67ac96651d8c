// Is every rule that the Hopper model watches over enforced, whichever warp comes first?
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <vector>

#include "tests/kernels/machine/hopper_model_case.hpp"

namespace assay::model {
namespace {

using hopper::Descriptor;
using hopper::Major;
using hopper::Tensor;
using ::testing::HasSubstr;

// Registers.

TEST(HopperRegisters, MoveFromOneWarpgroupToTheOthers) {
  HopperOptions all = options();
  all.warpgroups = 3;
  const auto body = []<std::uint32_t kLess, std::uint32_t kMore>() {
    return [](HopperMachine& m) {
      if (m.warpgroup() == 0)
        m.decrease_registers<kLess>();
      else
        m.increase_registers<kMore>();
    };
  };
  EXPECT_EQ(run(all, body.operator()<40, 232>()), "");
  EXPECT_EQ(run(all, body.operator()<24, 240>()), "");
  EXPECT_THAT(run(all, body.operator()<40, 240>()), HasSubstr("registers that others give back"));
  EXPECT_THAT(run(all, body.operator()<44, 232>()), HasSubstr("steps of 8"));
  EXPECT_THAT(run(all, body.operator()<16, 232>()), HasSubstr("24 to 256"));
  EXPECT_THAT(run(all, body.operator()<176, 168>()), HasSubstr("setmaxnreg.dec to more"));
  EXPECT_THAT(run(all, body.operator()<40, 160>()), HasSubstr("setmaxnreg.inc to fewer"));
  EXPECT_THAT(run(all, [](HopperMachine& m) { m.leader([&] { m.decrease_registers<40>(); }); }),
              HasSubstr("by one lane"));
  EXPECT_THAT(run(all,
                  [](HopperMachine& m) {
                    bool mine = false;
                    m.leader([&] { mine = true; });
                    if (mine) m.decrease_registers<40>();
                  }),
              HasSubstr("a part of a warpgroup"));
}

// What must not be done.

struct Misuse {
  const char* name;
  Body body;
  const char* said;
};
void PrintTo(const Misuse& misuse, std::ostream* to) {
  *to << misuse.name;
}

constexpr std::uint64_t kDescriptor =
    Descriptor{.address = kBase, .leading_bytes = 16, .stride_bytes = 1024}.bits();
using Sum8 = HopperMachine::Accumulator<DataType::bf16, 8>;

void fill(HopperMachine& m) {
  m.block_leader([&] {
    for (std::uint32_t at = kBase; at < kBase + 8192; at += 16)
      m.shared_store(at, std::array<std::uint32_t, 4>{});
    m.fence_proxy_async();
  });
  m.sync();
}
void multiply(HopperMachine& m, Sum8& sum, std::uint64_t a = kDescriptor) {
  m.wgmma<Major::k, Major::k>(sum, a, kDescriptor, false);
}

const Misuse kMisuses[] = {
    {"SumReadBeforeTheWait",
     [](HopperMachine& m) {
       fill(m);
       Sum8 sum;
       m.wgmma_fence();
       multiply(m, sum);
       m.wgmma_commit();
       m.wgmma_wait<1>(sum);
       sum.for_each_pair([](auto, auto, auto&, auto&) {});
     },
     "before wgmma.wait_group"},
    {"SumNotNamedByTheWait",
     [](HopperMachine& m) {
       fill(m);
       Sum8 sum;
       m.wgmma_fence();
       multiply(m, sum);
       m.wgmma_commit();
       m.wgmma_wait<0>();
       sum.for_each_pair([](auto, auto, auto&, auto&) {});
     },
     "before wgmma.wait_group"},
    {"NoFenceAfterTheSumWasRead",
     [](HopperMachine& m) {
       fill(m);
       Sum8 sum;
       m.wgmma_fence();
       multiply(m, sum);
       m.wgmma_commit();
       m.wgmma_wait<0>(sum);
       sum.for_each_pair([](auto, auto, auto&, auto&) {});
       multiply(m, sum);
     },
     "without wgmma.fence"},
    {"FenceBeforeTheSumWasTouched",
     [](HopperMachine& m) {
       fill(m);
       m.wgmma_fence();
       Sum8 sum;
       multiply(m, sum);
     },
     "without wgmma.fence"},
    {"GroupNeverWaitedFor",
     [](HopperMachine& m) {
       fill(m);
       Sum8 sum;
       m.wgmma_fence();
       multiply(m, sum);
       m.wgmma_commit();
     },
     "ends while wgmma is under way"},
    {"WarpsDisagree",
     [](HopperMachine& m) {
       fill(m);
       Sum8 sum;
       m.wgmma_fence();
       bool leads = false;
       m.leader([&] { leads = true; });
       multiply(m, sum, hopper::advance(kDescriptor, leads ? 0 : 32));
       m.wgmma_commit();
       m.wgmma_wait<0>(sum);
     },
     "issue different wgmma"},
    {"ByOneLane", [](HopperMachine& m) { m.leader([&] { m.wgmma_fence(); }); }, "by one lane"},
    {"DescriptorWithStrayBits",
     [](HopperMachine& m) {
       fill(m);
       Sum8 sum;
       m.wgmma_fence();
       multiply(m, sum, kDescriptor | 1ull << 14);
     },
     "no meaning"},
    {"OperandNobodyWrote",
     [](HopperMachine& m) {
       fill(m);
       Sum8 sum;
       m.wgmma_fence();
       multiply(m, sum, hopper::advance(kDescriptor, 8192));
     },
     "reads what nobody wrote"},
    {"OperandWrittenWithoutProxyFence",
     [](HopperMachine& m) {
       m.block_leader([&] {
         for (std::uint32_t at = kBase; at < kBase + 8192; at += 4) m.shared_store(at, 0u);
       });
       m.sync();
       Sum8 sum;
       m.wgmma_fence();
       multiply(m, sum);
     },
     "without fence.proxy.async"},
    {"OperandOverwrittenDuringWgmma",
     [](HopperMachine& m) {
       fill(m);
       Sum8 sum;
       m.wgmma_fence();
       multiply(m, sum);
       m.wgmma_commit();
       m.sync();
       m.block_leader([&] { m.shared_store(kBase, 1u); });
       m.wgmma_wait<0>(sum);
     },
     "overwrites what may still be read"},
    {"SharedMemoryReadWithoutSync",
     [](HopperMachine& m) {
       m.block_leader([&] { m.shared_store(kBase, 1u); });
       m.shared_load<std::uint32_t>(kBase);
     },
     "an access at 1024 "},
    {"DataOverABarrier",
     [](HopperMachine& m) {
       init(m);
       m.block_leader([&] { m.shared_store(kBarrier, 1u); });
     },
     "meets an mbarrier"},
    {"OutsideSharedMemory", [](HopperMachine& m) { m.shared_load<std::uint32_t>(kBase + 40960); },
     "outside shared memory"},
    {"BelowSharedMemory", [](HopperMachine& m) { m.shared_load<std::uint32_t>(0); },
     "outside shared memory"},
    {"Misaligned", [](HopperMachine& m) { m.shared_load<std::uint64_t>(kBase + 4); },
     "not aligned"},
    {"ArrivalTooMany",
     [](HopperMachine& m) {
       init(m);
       m.mbarrier_arrive(kBarrier);
     },
     "an arrival too many"},
    {"BarrierInitialisedTwice",
     [](HopperMachine& m) {
       m.block_leader([&] {
         m.mbarrier_init(kBarrier, 1);
         m.mbarrier_init(kBarrier, 1);
       });
     },
     "initialised twice"},
    {"WarpgroupsMeetIncomplete",
     [](HopperMachine& m) { m.leader([&] {}), m.block_leader([&] { m.sync(); }); }, "by one lane"},
};

class HopperMisuse : public ::testing::TestWithParam<Misuse> {};

TEST_P(HopperMisuse, IsNamedWhicheverWarpIsFirst) {
  for (const int first : {0, 1, 3}) {
    HopperOptions all = options();
    all.first = first;
    EXPECT_THAT(run(all, GetParam().body), HasSubstr(GetParam().said));
  }
}

INSTANTIATE_TEST_SUITE_P(Each, HopperMisuse, ::testing::ValuesIn(kMisuses),
                         [](const auto& test) { return std::string(test.param.name); });

TEST(HopperMisuse, LoadThatLeavesTheArrays) {
  auto data = counted(64 * 8);
  const TensorMap map(Tensor{.data = data.data(),
                             .type = DataType::bf16,
                             .columns = 64,
                             .rows = 8,
                             .pitch_bytes = 128,
                             .box_columns = 64,
                             .box_rows = 8});
  HopperOptions all = options();
  const auto load = [&](HopperMachine& m) {
    init(m);
    m.leader([&] {
      m.mbarrier_arrive_expect_tx(kBarrier, 1024);
      m.tensor_load(kBase, map, 0, 0, kBarrier);
      m.mbarrier_wait(kBarrier, 0);
    });
  };
  EXPECT_THAT(run(all, load), HasSubstr("a load leaves the arrays"));
  all.readable = {bytes_of(data)};
  EXPECT_EQ(run(all, load), "");
  EXPECT_THAT(run(all,
                  [&](HopperMachine& m) {
                    init(m);
                    m.leader([&] {
                      m.mbarrier_arrive_expect_tx(kBarrier, 1024);
                      m.tensor_load(kBase, map, 0, 0, kBarrier);
                    });
                  }),
              HasSubstr("ends while loads are under way"));
  EXPECT_THAT(run(all,
                  [&](HopperMachine& m) {
                    init(m);
                    m.leader([&] { m.tensor_load(kBase + 128, map, 0, 0, kBarrier); });
                  }),
              HasSubstr("does not begin where its pattern does"));
}

}  // namespace
}  // namespace assay::model
