// Does a lock hold while its owner lives, say who that is, and leave nothing behind?
#include "harness/operate/lock.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <optional>

#include "kernels/error.hpp"
#include "tests/harness/operate/fakes.hpp"

namespace assay::operate {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class Lock : public ::testing::Test {
 protected:
  Lock() {
    std::string name = (fs::temp_directory_path() / "assay_lock_XXXXXX").string();
    folder_ = mkdtemp(name.data());
  }
  ~Lock() override { fs::remove_all(folder_); }

  std::string refusal(const std::string& name = "cpu") const {
    try {
      DeviceLock lock(folder_, name);
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::unavailable);
      return error.what();
    }
    return "";
  }

  fs::path folder_;
};

TEST_F(Lock, RefusesASecondOneAndNamesTheProcess) {
  {
    const DeviceLock first(folder_, "cpu");
    EXPECT_THAT(refusal(), HasSubstr("process " + std::to_string(getpid())));
    EXPECT_THAT(refusal(), HasSubstr((folder_ / "assay-cpu.lock").string()));
    EXPECT_EQ(refusal("GPU-1"), "") << "another device";
  }
  EXPECT_EQ(refusal(), "") << "given back";
}

TEST_F(Lock, AFileThatIsLeftOverLocksNothing) {
  std::ofstream(folder_ / "assay-cpu.lock") << "1\n";
  EXPECT_EQ(refusal(), "");
}

TEST_F(Lock, IsGivenBackByAProcessThatIsKilled) {
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  const pid_t child = fork();
  if (child == 0) {
    const DeviceLock lock(folder_, "cpu");
    (void)!write(ends[1], "x", 1);
    while (true) pause();
  }
  char one = 0;
  ASSERT_EQ(read(ends[0], &one, 1), 1);
  EXPECT_THAT(refusal(), HasSubstr("process " + std::to_string(child)));
  kill(child, SIGKILL);
  waitpid(child, nullptr, 0);
  EXPECT_EQ(refusal(), "");
  close(ends[0]);
  close(ends[1]);
}

TEST_F(Lock, WhatAnotherUserMadeCanBeLocked) {
  { const DeviceLock lock(folder_, "cpu"); }
  struct stat found {};
  ASSERT_EQ(stat((folder_ / "assay-cpu.lock").c_str(), &found), 0);
  EXPECT_EQ(found.st_mode & 0777, 0666u);
}

TEST_F(Lock, WhatSomebodyPlantedDoesNoHarm) {
  std::ofstream(folder_ / "victim") << "mine";
  fs::create_symlink(folder_ / "victim", folder_ / "assay-cpu.lock");
  EXPECT_NE(refusal(), "");
  std::ifstream victim(folder_ / "victim");
  std::string text;
  victim >> text;
  EXPECT_EQ(text, "mine");
  ASSERT_EQ(mkfifo((folder_ / "assay-pipe.lock").c_str(), 0666), 0);
  EXPECT_THAT(refusal("pipe"), HasSubstr("no regular file"));
  fs::create_directory(folder_ / "assay-folder.lock");
  EXPECT_NE(refusal("folder"), "");
}

TEST_F(Lock, ANonsensePidIsNotRepeated) {
  const DeviceLock first(folder_, "cpu");
  std::ofstream(folder_ / "assay-cpu.lock") << "\x1b[31m";
  EXPECT_THAT(refusal(), HasSubstr("another process"));
}

TEST_F(Lock, AFolderThatIsNotThereIsNamed) {
  folder_ /= "missing";
  EXPECT_THAT(refusal(), HasSubstr("--lock-folder"));
  folder_ = folder_.parent_path();
}

TEST(LockedNames, GpusByUuidEachOnceAndTheCpuAsWell) {
  plan::Plan plan = fake::plan_of(4);
  probe::Facts facts;
  for (const int index : {0, 1}) {
    auto& gpu = facts.cuda.devices.emplace_back();
    gpu.index = index;
    gpu.uuid = index == 0 ? "GPU-b" : "GPU-a/..";
  }
  const plan::DeviceId zero{plan::DeviceId::Kind::cuda, 0}, one{plan::DeviceId::Kind::cuda, 1};
  plan.cases[1].device = zero;
  plan.cases[2].device = zero;
  plan.cases[2].group = {zero, one};
  plan.cases[3].device = {plan::DeviceId::Kind::cuda, 7};
  plan.cases[3].unavailable = "no such GPU";
  EXPECT_THAT(locked_names(plan, facts), ElementsAre("GPU-a___", "GPU-b", "cpu"));
}

}  // namespace
}  // namespace assay::operate
