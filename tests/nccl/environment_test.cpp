// Is the environment afterwards what it was before?
#include "collectives/nccl/environment.hpp"

#include <gtest/gtest.h>

#include <cstdlib>

#include "collectives/nccl/listener.hpp"
#include "tests/nccl/loaded.hpp"

namespace assay {
namespace {

std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value != nullptr ? value : "(none)";
}

TEST(Environment, IsRestored) {
  setenv("ASSAY_TEST_A", "before", 1);
  unsetenv("ASSAY_TEST_B");
  {
    ScopedEnvironment environment;
    environment.set("ASSAY_TEST_A", "meanwhile");
    environment.set("ASSAY_TEST_A", "and again");
    environment.set("ASSAY_TEST_B", "meanwhile");
    EXPECT_EQ(variable("ASSAY_TEST_A"), "and again");
    EXPECT_EQ(variable("ASSAY_TEST_B"), "meanwhile");
  }
  EXPECT_EQ(variable("ASSAY_TEST_A"), "before");
  EXPECT_EQ(variable("ASSAY_TEST_B"), "(none)");
}

TEST(Listener, LeavesALogAloneThatTheUserAskedFor) {
  const NcclLibrary library(std::vector<std::string>{FAKE_NCCL});
  ScopedEnvironment user;
  user.set("NCCL_DEBUG", "WARN");
  const NcclListener listener(library);
  EXPECT_EQ(variable("NCCL_DEBUG"), "WARN");
  EXPECT_EQ(variable("NCCL_DEBUG_FILE"), "(none)");
  EXPECT_EQ(listener.heard(), "");
}

TEST(Listener, LeavesNothingBehind) {
  const NcclLibrary library(std::vector<std::string>{FAKE_NCCL});
  {
    const NcclListener listener(library);
    EXPECT_EQ(variable("NCCL_DEBUG"), "INFO");
    EXPECT_EQ(variable("NCCL_DEBUG_SUBSYS"), "TUNING");
  }
  for (const char* name : {"NCCL_DEBUG", "NCCL_DEBUG_SUBSYS", "NCCL_DEBUG_FILE"}) {
    EXPECT_EQ(variable(name), "(none)") << name;
  }
}

}  // namespace
}  // namespace assay
