// Is a library that cannot be used said to be so, and is the next one tried?
#include "collectives/nccl/library.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "kernels/error.hpp"
#include "tests/nccl/loaded.hpp"

namespace assay {
namespace {

using testing::AllOf;
using testing::HasSubstr;

constexpr const char* kAbsent = "/nowhere/libnccl.so.2";

std::string why_not(std::vector<std::string> files) {
  try {
    const NcclLibrary library(files);
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::unavailable);
    return error.what();
  }
  return "it was opened";
}

TEST(Library, OpensAndSaysItsVersionAndWhereItWasFound) {
  const NcclLibrary library(std::vector<std::string>{FAKE_NCCL});
  EXPECT_EQ(library.version(), "2.28.3");
  EXPECT_EQ(library.version_code(), 22803);
  EXPECT_EQ(library.file(), FAKE_NCCL);
  EXPECT_TRUE(library.has_windows());
}

TEST(Library, DoesWithoutWhatOlderVersionsLack) {
  const NcclLibrary library(std::vector<std::string>{FAKE_NCCL_2_21});
  EXPECT_EQ(library.version(), "2.21.5");
  EXPECT_FALSE(library.has_windows());
  EXPECT_EQ(library.functions().reset_debug_init, nullptr);
}

TEST(Library, SaysWhatIsWrongWithEachFile) {
  EXPECT_THAT(why_not({kAbsent}), AllOf(HasSubstr(kAbsent), HasSubstr("LD_LIBRARY_PATH"),
                                        HasSubstr("install 2.19.0 or later")));
  EXPECT_THAT(why_not({FAKE_NCCL_PARTIAL}),
              HasSubstr(FAKE_NCCL_PARTIAL " has no function ncclBroadcast"));
  EXPECT_THAT(why_not({FAKE_NCCL_OLD}),
              HasSubstr(FAKE_NCCL_OLD " is version 2.18.5, and 2.19.0 is the oldest that will do"));
  EXPECT_THAT(why_not({kAbsent, FAKE_NCCL_PARTIAL, FAKE_NCCL_OLD}),
              AllOf(HasSubstr(kAbsent), HasSubstr("ncclBroadcast"), HasSubstr("2.18.5")));
  EXPECT_THAT(why_not({}), HasSubstr("cannot be used"));
}

TEST(Library, TakesTheFirstThatWillDo) {
  const NcclLibrary library(
      std::vector<std::string>{kAbsent, FAKE_NCCL_PARTIAL, FAKE_NCCL_OLD, FAKE_NCCL});
  EXPECT_EQ(library.file(), FAKE_NCCL);
}

TEST(Library, SaysWhatTheLibrarySaysOfAFailure) {
  const NcclLibrary library(std::vector<std::string>{FAKE_NCCL});
  fake_nccl::script_of(FAKE_NCCL) = {};
  fake_nccl::script_of(FAKE_NCCL).last_error = "Call to connect failed\n";
  library.check(nccl_api::Result::success, "connecting");
  try {
    library.check(nccl_api::Result{2}, "connecting");
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::unavailable);
    EXPECT_THAT(error.what(), HasSubstr("connecting: NCCL 2.28.3 says: unhandled system error "
                                        "(Call to connect failed)"));
  }
  fake_nccl::script_of(FAKE_NCCL) = {};
}

TEST(Library, IsLookedForWhereTheLoaderLooksFirst) {
  ASSERT_FALSE(nccl_files().empty());
  EXPECT_EQ(nccl_files().front(), "libnccl.so.2");
}

}  // namespace
}  // namespace assay
