// Is memory registered with every rank, or is it said why not?
#include "collectives/nccl/memory.hpp"

#include <gmock/gmock.h>

#include "tests/nccl/script_fixture.hpp"

namespace assay {
namespace {

using fake_nccl::failure_of;
using nccl_api::Result;
using testing::HasSubstr;

class Memory : public fake_nccl::WithScript {
 protected:
  const NcclLibrary library_{std::vector<std::string>{FAKE_NCCL}};
  const std::shared_ptr<NcclCommunicators> communicators_ =
      std::make_shared<NcclCommunicators>(library_, four());
};

TEST_F(Memory, IsOfEveryDeviceAndReleased) {
  {
    const NcclMemory memory(communicators_, 100);
    ASSERT_EQ(memory.data().size(), 4u);
    EXPECT_NE(memory.data()[0], memory.data()[3]);
    EXPECT_EQ(script().alive, 4 + 4 + 4);
  }
  EXPECT_EQ(script().alive, 4);
}

TEST_F(Memory, IsNotHadWhereTheVersionSilentlyTakesNone) {
  script().no_windows = true;
  EXPECT_THAT(failure_of([&] { NcclMemory(communicators_, 100); }),
              HasSubstr("registering memory by NCCL 2.28.3 on 4 ranks: it took none"));
  EXPECT_EQ(script().alive, 4);
  EXPECT_TRUE(communicators_->usable());
}

TEST_F(Memory, IsReleasedWhereRegisteringFails) {
  script().window_status = Result{2};
  EXPECT_THAT(failure_of([&] { NcclMemory(communicators_, 100); }),
              HasSubstr("registering memory by NCCL 2.28.3 on 4 ranks: unhandled system error"));
  EXPECT_EQ(script().alive, 0);
}

TEST_F(Memory, StaysOnAbandonedDevices) {
  {
    const NcclMemory memory(communicators_, 100);
    communicators_->abandon();
  }
  leaves_alive_ = 12;
}

}  // namespace
}  // namespace assay
