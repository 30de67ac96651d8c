// Does a guardian give back every clock that it locked, and no other, whatever happens?
#include "harness/operate/clock_guardian.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <future>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "harness/operate/message.hpp"
#include "kernels/error.hpp"
#include "tests/harness/probe/fake_nvml.hpp"

namespace assay::operate {
namespace {

using nlohmann::json;
using probe::FakeNvml;
using probe::patched_recording;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr Seconds kLong{60};
// The first two of the recording "eight_devices".
constexpr const char* kFirst = probe::kFakeUuid;
constexpr const char* kSecond = "GPU-4c7f1de0-93a5-4b0e-8c55-1a2b3c4d5e01";

class Guardian : public ::testing::Test {
 protected:
  Guardian() : Guardian(Channel::pair()) { setenv("FAKE_NVML_JOURNAL", journal_.c_str(), 1); }
  ~Guardian() override {
    unsetenv("FAKE_NVML_JOURNAL");
    std::filesystem::remove(journal_);
  }

  /// Goes on until it is told to end. True: a call hung.
  std::future<bool> start(std::vector<std::string> uuids, std::optional<std::uint32_t> mhz = 1410,
                          Seconds deadline = kLong) {
    ClockOrder order{.gpus = {}, .mhz = mhz};
    for (const auto& uuid : uuids) {
      order.gpus.push_back({.device = "cuda:" + uuid.substr(uuid.size() - 1),
                            .uuid = uuid,
                            .pci_bus_id = "0000:FF:00.0"});
    }
    return std::async(std::launch::async, [this, order, deadline] {
      return guard_clocks(theirs_, order, {.library = FAKE_NVML_LIBRARY, .deadline = deadline});
    });
  }

  json answer() {
    auto message = ours_->wait(kLong);
    return message ? *message : json::object();
  }
  void release() { ours_->send(release_clocks_message(), kLong); }

  /// Without the process, which is this one.
  std::vector<std::string> journal() const {
    std::ifstream file(journal_);
    std::vector<std::string> lines;
    for (std::string line; std::getline(file, line);) {
      lines.push_back(line.substr(0, line.rfind(' ')));
    }
    return lines;
  }

  static std::string locked(const std::string& uuid, const std::string& mhz = "1410") {
    return "lock " + uuid + " " + mhz + " " + mhz;
  }
  static std::string reset(const std::string& uuid) { return "reset " + uuid; }

  // Each test is a process of its own, and they run at the same time.
  const std::string journal_ =
      std::string(RECORDINGS) + "/clock_journal_" + std::to_string(getpid());
  std::optional<Channel> ours_;

 private:
  explicit Guardian(std::pair<Descriptor, Descriptor> ends)
      : ours_(Channel(std::move(ends.first))), theirs_(std::move(ends.second)) {}

  Channel theirs_;
};

TEST_F(Guardian, LocksAnswersAndRestoresWhenTold) {
  FakeNvml fake("eight_devices");
  auto guardian = start({kFirst, kSecond});
  const auto clocks = locked_clocks_of(answer());
  EXPECT_EQ(to_string(clocks), "cuda:0 1410 MHz, cuda:1 1410 MHz");
  EXPECT_THAT(journal(), ElementsAre(locked(kFirst), locked(kSecond)));
  release();
  EXPECT_EQ(word_of(answer()), kClocksRestored);
  EXPECT_FALSE(guardian.get());
  EXPECT_THAT(journal(),
              ElementsAre(locked(kFirst), locked(kSecond), reset(kFirst), reset(kSecond)));
  EXPECT_FALSE(fake.started());
}

TEST_F(Guardian, RestoresWhereTheSupervisorIsGone) {
  FakeNvml fake("healthy_h100");
  auto guardian = start({kFirst});
  EXPECT_EQ(word_of(answer()), kClocksLocked);
  ours_.reset();
  EXPECT_FALSE(guardian.get());
  EXPECT_THAT(journal(), ElementsAre(locked(kFirst), reset(kFirst)));
}

TEST_F(Guardian, RestoresWhereTheSupervisorWasGoneBefore) {
  FakeNvml fake("healthy_h100");
  ours_.reset();
  EXPECT_FALSE(start({kFirst}).get());
  EXPECT_THAT(journal(), ElementsAre(locked(kFirst), reset(kFirst)));
}

TEST_F(Guardian, WithoutANumberItIsWhatTheGpuSustains) {
  FakeNvml fake("healthy_h100");
  auto guardian = start({kFirst}, std::nullopt);
  EXPECT_EQ(locked_clocks_of(answer()).at(0).mhz, 1980u);
  release();
  EXPECT_EQ(word_of(answer()), kClocksRestored);
  guardian.get();
  EXPECT_THAT(journal(), ElementsAre(locked(kFirst, "1980"), reset(kFirst)));
}

TEST_F(Guardian, ARefusalRestoresTheOthersAndNothingElse) {
  FakeNvml fake(patched_recording("lock_refused", "eight_devices",
                                  {{"errors", {{"nvmlDeviceSetGpuLockedClocks", 4}}}}));
  auto guardian = start({kSecond, kFirst});
  const json told = answer();
  ASSERT_EQ(word_of(told), "failed");
  EXPECT_EQ(failure_of(told).kind(), ErrorKind::unavailable);
  for (const char* word : {"cuda:0", kFirst, "1410 MHz", "no permission", "as root", "-lgc"}) {
    EXPECT_THAT(failure_of(told).what(), HasSubstr(word));
  }
  guardian.get();
  EXPECT_THAT(journal(), ElementsAre(locked(kSecond), reset(kSecond)));
}

TEST_F(Guardian, AClockThatThereIsNotIsRefused) {
  FakeNvml fake("healthy_h100");
  auto guardian = start({kFirst}, 5000);
  EXPECT_THAT(failure_of(answer()).what(), HasSubstr("SUPPORTED_CLOCKS"));
  guardian.get();
  EXPECT_THAT(journal(), IsEmpty());
}

TEST_F(Guardian, AGpuThatNvmlDoesNotKnowIsRefused) {
  FakeNvml fake("healthy_h100");
  auto guardian = start({"GPU-00000000-0000-0000-0000-000000000009"});
  EXPECT_THAT(failure_of(answer()).what(), HasSubstr("not found"));
  guardian.get();
}

TEST_F(Guardian, WhatStaysLockedIsToldAndTheOthersAreRestored) {
  FakeNvml fake(patched_recording("reset_refused", "eight_devices",
                                  {{"errors", {{"nvmlDeviceResetGpuLockedClocks", 15}}}}));
  auto guardian = start({kFirst, kSecond});
  EXPECT_EQ(word_of(answer()), kClocksLocked);
  release();
  const json told = answer();
  ASSERT_EQ(word_of(told), "failed");
  for (const char* word : {kFirst, "stays locked", "the GPU is lost", "nvidia-smi -rgc"}) {
    EXPECT_THAT(failure_of(told).what(), HasSubstr(word));
  }
  guardian.get();
  EXPECT_THAT(journal(), ElementsAre(locked(kFirst), locked(kSecond), reset(kSecond)));
}

TEST_F(Guardian, WhatStaysLockedIsThrownWhereNobodyIsThereToBeTold) {
  FakeNvml fake(patched_recording("reset_refused_alone", "healthy_h100",
                                  {{"errors", {{"nvmlDeviceResetGpuLockedClocks", 15}}}}));
  auto guardian = start({kFirst});
  EXPECT_EQ(word_of(answer()), kClocksLocked);
  ours_.reset();
  EXPECT_THROW(guardian.get(), Error);
}

// Last: the library stays as it hangs, for the rest of this process.
TEST_F(Guardian, ZzACallThatHangsCostsNoOtherGpu) {
  FakeNvml fake(
      patched_recording("hung_reset", "eight_devices",
                        {{"hang", {{"function", "nvmlDeviceResetGpuLockedClocks"}, {"at_s", 0}}}}));
  auto guardian = start({kFirst, kSecond}, 1410, Seconds(2));
  EXPECT_EQ(word_of(answer()), kClocksLocked);
  release();
  EXPECT_THAT(failure_of(answer()).what(), HasSubstr("did not return within 2 s"));
  EXPECT_TRUE(guardian.get());
  EXPECT_THAT(journal(), ElementsAre(locked(kFirst), locked(kSecond), reset(kSecond)));
}

}  // namespace
}  // namespace assay::operate
