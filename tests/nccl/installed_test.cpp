// Does the NCCL of this machine, if it has one, open, and fail in words without a GPU?
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <optional>

#include "collectives/nccl/communicators.hpp"
#include "collectives/nccl/listener.hpp"
#include "kernels/error.hpp"

namespace assay {
namespace {

class Installed : public testing::Test {
 protected:
  void SetUp() override {
    try {
      library_.emplace(nccl_files());
    } catch (const Error& error) {
      GTEST_SKIP() << error.what();
    }
  }
  std::optional<NcclLibrary> library_;
};

TEST_F(Installed, SaysItsVersionAndWhereItIs) {
  EXPECT_GE(library_->version_code(), nccl_api::version_code(2, 19, 0));
  EXPECT_LT(library_->version_code(), nccl_api::version_code(3, 0, 0));
  EXPECT_TRUE(std::filesystem::exists(library_->file())) << library_->file();
  EXPECT_EQ(library_->has_windows(), library_->version_code() >= nccl_api::version_code(2, 27, 0));
}

TEST_F(Installed, FailsInWordsWithoutAGpu) {
  if (std::filesystem::exists("/dev/nvidia0")) GTEST_SKIP() << "this machine has a GPU";
  for (const char* name : {"NCCL_DEBUG", "NCCL_DEBUG_FILE", "NCCL_DEBUG_SUBSYS"}) unsetenv(name);
  // Twice: what the first listener set must not stay with the library.
  for (int round = 0; round < 2; ++round) {
    const NcclListener listener(*library_);
    try {
      const NcclCommunicators communicators(
          *library_,
          {.devices = {0, 1}, .select = [](int) {}, .patience = std::chrono::seconds(30)});
      FAIL() << "two devices on a machine that has none";
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::unavailable);
      EXPECT_THAT(error.what(),
                  testing::HasSubstr(" by NCCL " + library_->version() + " on 2 ranks: "));
    }
    if (library_->functions().reset_debug_init != nullptr) {
      EXPECT_THAT(listener.heard(), testing::HasSubstr("NCCL WARN ")) << round;
    }
    EXPECT_EQ(std::getenv("NCCL_ALGO"), nullptr);
  }
}

}  // namespace
}  // namespace assay
