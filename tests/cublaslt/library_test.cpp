// Is a library that cannot be used said to be so, and is the next one tried?
#include "harness/measure/cublaslt/library.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "kernels/error.hpp"
#include "tests/cublaslt/loaded.hpp"

namespace assay::measure {
namespace {

using testing::AllOf;
using testing::HasSubstr;

constexpr const char* kAbsent = "/nowhere/libcublasLt.so.13";

class Library : public testing::Test {
 protected:
  Library() { script() = {}; }
  ~Library() override { EXPECT_EQ(script().alive, 0); }
  static fake_cublaslt::Script& script() { return fake_cublaslt::script_of(FAKE_CUBLASLT); }
};

std::string why_not(std::vector<std::string> files) {
  try {
    const CublasLtLibrary library(files);
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::unavailable);
    return error.what();
  }
  return "it was opened";
}

TEST_F(Library, OpensAndSaysItsVersion) {
  const CublasLtLibrary library(std::vector<std::string>{FAKE_CUBLASLT});
  EXPECT_EQ(library.version(), "13.1.0");
  EXPECT_EQ(script().alive, 1);
}

TEST_F(Library, SaysWhatIsWrongWithEachFile) {
  EXPECT_THAT(why_not({kAbsent}), AllOf(HasSubstr(kAbsent), HasSubstr("LD_LIBRARY_PATH")));
  EXPECT_THAT(why_not({FAKE_CUBLASLT_PARTIAL}), HasSubstr("has no function cublasLtMatmul"));
  EXPECT_THAT(why_not({FAKE_CUBLASLT_OLD}),
              HasSubstr("is version 11.8.3, and 12.0.0 is the oldest that will do"));
  script().create_status = 1;
  EXPECT_THAT(why_not({FAKE_CUBLASLT}), HasSubstr("does not start: CUBLAS_STATUS_OF_THE_FAKE"));
  EXPECT_THAT(why_not({kAbsent, FAKE_CUBLASLT_PARTIAL, FAKE_CUBLASLT_OLD}),
              AllOf(HasSubstr(kAbsent), HasSubstr("cublasLtMatmul"), HasSubstr("11.8.3")));
  EXPECT_THAT(why_not({}), HasSubstr("cannot be used"));
}

TEST_F(Library, TakesTheFirstThatWillDo) {
  const CublasLtLibrary library(
      std::vector<std::string>{kAbsent, FAKE_CUBLASLT_PARTIAL, FAKE_CUBLASLT_OLD, FAKE_CUBLASLT});
  EXPECT_EQ(library.version(), "13.1.0");
}

TEST_F(Library, IsNotShutDownOnADeviceThatIsAbandoned) {
  {
    CublasLtLibrary library(std::vector<std::string>{FAKE_CUBLASLT});
    library.leave();
  }
  EXPECT_EQ(script().alive, 1);
  script().alive = 0;
}

TEST_F(Library, IsLookedForWhereTheLoaderLooksFirst) {
  const auto files = cublaslt_files();
  ASSERT_GE(files.size(), 2u);
  EXPECT_EQ(files[0], "libcublasLt.so.13");
  EXPECT_EQ(files[1], "libcublasLt.so.12");
}

}  // namespace
}  // namespace assay::measure
