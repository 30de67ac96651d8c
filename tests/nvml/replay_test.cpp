// Does the replacement library answer as the recordings say it must?
// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <future>
#include <string>
#include <utility>

#include "tests/nvml/abi.hpp"
#include "tests/nvml/fake_library.hpp"
#include "tests/source_folder.hpp"

namespace assay::fake_nvml {
namespace {

using Handle = const void*;

struct Replayed : FakeLibrary {
  explicit Replayed(const std::string& name)
      : FakeLibrary(FAKE_NVML, source_folder() + "/tests/nvml/recordings/" + name + ".json") {
    EXPECT_EQ(call("nvmlInit_v2"), kSuccess);
    stand_at(0);
  }
  ~Replayed() { call("nvmlShutdown"); }

  Handle device(unsigned index = 0) const {
    Handle handle = nullptr;
    EXPECT_EQ(call("nvmlDeviceGetHandleByIndex_v2", index, &handle), kSuccess);
    return handle;
  }
  template <class Number>
  Number number(const char* name) const {
    Number value{};
    EXPECT_EQ(call(name, device(), &value), kSuccess) << name;
    return value;
  }
};

TEST(Replay, NothingIsAnsweredBeforeTheLibraryIsInitialised) {
  const Replayed library("healthy_h100");
  const Handle device = library.device();
  unsigned milliwatts = 7;
  EXPECT_EQ(library.call("nvmlShutdown"), kSuccess);
  EXPECT_EQ(library.call("nvmlDeviceGetPowerUsage", device, &milliwatts), kUninitialised);
  EXPECT_EQ(milliwatts, 7u);
  EXPECT_EQ(library.call("nvmlInit_v2"), kSuccess);
}

TEST(Replay, StaticFacts) {
  const Replayed library("healthy_h100");
  std::array<char, 96> text{};
  EXPECT_EQ(library.call("nvmlDeviceGetUUID", library.device(), text.data(), 96u), kSuccess);
  EXPECT_STREQ(text.data(), "GPU-4c7f1de0-93a5-4b0e-8c55-1a2b3c4d5e00");
  EXPECT_EQ(library.call("nvmlDeviceGetUUID", library.device(), text.data(), 40u),
            kInsufficientSize);
  const auto pci = library.number<PciInfo>("nvmlDeviceGetPciInfo_v3");
  EXPECT_STREQ(pci.bus_id, "00000000:1B:00.0");
  EXPECT_STREQ(pci.bus_id_legacy, "0000:1B:00.0");
  EXPECT_EQ(pci.device_id, 0x233010DEu);
  MemoryV2 memory{};
  EXPECT_EQ(library.call("nvmlDeviceGetMemoryInfo_v2", library.device(), &memory),
            kVersionMismatch);
  memory.version = struct_version<MemoryV2>(2);
  EXPECT_EQ(library.call("nvmlDeviceGetMemoryInfo_v2", library.device(), &memory), kSuccess);
  EXPECT_EQ(memory.total, 81559ull << 20);
  EXPECT_EQ(memory.total, memory.used + memory.reserved + memory.free);
}

TEST(Replay, DevicesAreFoundByUuidAndByEitherFormOfTheirBusId) {
  const Replayed library("eight_devices");
  unsigned count = 0;
  EXPECT_EQ(library.call("nvmlDeviceGetCount_v2", &count), kSuccess);
  EXPECT_EQ(count, 8u);
  Handle found = nullptr;
  for (const char* bus_id : {"00000000:9D:00.0", "0000:9d:00.0"}) {
    EXPECT_EQ(library.call("nvmlDeviceGetHandleByPciBusId_v2", bus_id, &found), kSuccess);
    EXPECT_EQ(found, library.device(4));
  }
  EXPECT_EQ(
      library.call("nvmlDeviceGetHandleByUUID", "GPU-4c7f1de0-93a5-4b0e-8c55-1a2b3c4d5e07", &found),
      kSuccess);
  EXPECT_EQ(found, library.device(7));
  EXPECT_EQ(library.call("nvmlDeviceGetHandleByUUID", "GPU-0", &found), kNotFound);
  EXPECT_EQ(library.call("nvmlDeviceGetHandleByIndex_v2", 8u, &found), kInvalidArgument);
}

TEST(Replay, ClocksAreLockedWithinWhatTheDeviceHas) {
  const Replayed library("healthy_h100");
  EXPECT_EQ(library.call("nvmlDeviceSetGpuLockedClocks", library.device(), 1410u, 1410u), kSuccess);
  EXPECT_EQ(library.call("nvmlDeviceSetGpuLockedClocks", library.device(), 1410u, 1400u),
            kInvalidArgument);
  EXPECT_EQ(library.call("nvmlDeviceSetGpuLockedClocks", library.device(), 1981u, 1981u),
            kInvalidArgument);
  EXPECT_EQ(library.call("nvmlDeviceResetGpuLockedClocks", library.device()), kSuccess);
}

TEST(Replay, LevelsHoldFromTheirPointOn) {
  const Replayed library("power_capped");
  unsigned megahertz = 0;
  unsigned long long reasons = 0;
  const auto look = [&](double time_s) {
    library.stand_at(time_s);
    library.call("nvmlDeviceGetClockInfo", library.device(), 1u, &megahertz);
    library.call("nvmlDeviceGetCurrentClocksEventReasons", library.device(), &reasons);
    return std::pair(megahertz, reasons);
  };
  EXPECT_EQ(look(0.24), std::pair(1980u, 0ull));
  EXPECT_EQ(look(0.25), std::pair(1755u, 4ull));
  EXPECT_EQ(look(0.99), std::pair(1545u, 4ull));
  EXPECT_EQ(look(99), std::pair(1560u, 4ull));
}

// 640 W up to 0.25 s, then 698 W: capped from then on.
TEST(Replay, CountersRiseWithWhatTheyCount) {
  const Replayed library("power_capped");
  const auto begin = library.number<unsigned long long>("nvmlDeviceGetTotalEnergyConsumption");
  library.stand_at(0.5);
  const auto end = library.number<unsigned long long>("nvmlDeviceGetTotalEnergyConsumption");
  EXPECT_EQ(end - begin, 160'000u + 174'500u);
  Violation violation{};
  EXPECT_EQ(library.call("nvmlDeviceGetViolationStatus", library.device(), 0u, &violation),
            kSuccess);
  EXPECT_EQ(violation.violation_nanoseconds, 250'000'000u);
  FieldValue fields[3] = {};
  fields[0].field = 74;   // power violations in ns
  fields[1].field = 186;  // instant power in mW
  fields[2].field = 9999;
  EXPECT_EQ(library.call("nvmlDeviceGetFieldValues", library.device(), 3, &fields[0]), kSuccess);
  EXPECT_EQ(fields[0].value.unsigned_long_long, 250'000'000u);
  EXPECT_EQ(fields[1].value.unsigned_int, 701'500u);
  EXPECT_EQ(fields[2].status, kInvalidArgument);
}

TEST(Replay, ErrorsOfTheStormAreCounted) {
  const Replayed library("ecc_storm");
  library.stand_at(1.5);
  unsigned long long corrected = 0, uncorrected = 0;
  library.call("nvmlDeviceGetTotalEccErrors", library.device(), 0u, 0u, &corrected);
  library.call("nvmlDeviceGetTotalEccErrors", library.device(), 1u, 0u, &uncorrected);
  EXPECT_EQ(corrected, 6300u);
  EXPECT_EQ(uncorrected, 1u);
  unsigned rows[4] = {};
  library.call("nvmlDeviceGetRemappedRows", library.device(), &rows[0], &rows[1], &rows[2],
               &rows[3]);
  EXPECT_THAT(rows, testing::ElementsAre(1, 0, 1, 0));
}

TEST(Replay, LostDeviceAnswersNothing) {
  const Replayed library("lost_mid_run");
  const Handle device = library.device();
  unsigned value = 0;
  library.stand_at(0.99);
  EXPECT_EQ(library.call("nvmlDeviceGetPowerUsage", device, &value), kSuccess);
  library.stand_at(1);
  EXPECT_EQ(library.call("nvmlDeviceGetPowerUsage", device, &value), kGpuIsLost);
  Handle again = nullptr;
  EXPECT_EQ(library.call("nvmlDeviceGetHandleByIndex_v2", 0u, &again), kGpuIsLost);
}

TEST(Replay, HungCallDoesNotReturnAndOthersDo) {
  const Replayed library("hung_call");
  const Handle device = library.device();
  unsigned value = 0;
  library.stand_at(0.4);
  EXPECT_EQ(library.call("nvmlDeviceGetPowerUsage", device, &value), kSuccess);
  library.stand_at(0.5);
  static unsigned never = 0;  // the thread outlives this test
  auto* const ask = library.function<int(Handle, unsigned*)>("nvmlDeviceGetPowerUsage");
  std::packaged_task<int()> hanging([ask, device] { return ask(device, &never); });
  auto answer = hanging.get_future();
  std::thread(std::move(hanging)).detach();
  while (library.calls("nvmlDeviceGetPowerUsage") < 2) std::this_thread::yield();
  EXPECT_EQ(answer.wait_for(std::chrono::milliseconds(50)), std::future_status::timeout);
  EXPECT_EQ(library.call("nvmlDeviceGetClockInfo", device, 1u, &value), kSuccess);
  // Its thread still runs in the library: it must stay where it is.
  dlopen(FAKE_NVML, RTLD_NOW | RTLD_NODELETE);
}

TEST(Replay, MissingFunctionsAreNotFoundAndOldNamesAre) {
  {
    const Replayed library("renamed_functions");
    EXPECT_FALSE(library.has("nvmlDeviceGetCurrentClocksEventReasons"));
    EXPECT_TRUE(library.has("nvmlDeviceGetCurrentClocksThrottleReasons"));
  }
  const Replayed library("missing_functions");
  EXPECT_FALSE(library.has("nvmlDeviceGetCurrentClocksThrottleReasons"));
  EXPECT_FALSE(library.has("nvmlDeviceGetFieldValues"));
  EXPECT_TRUE(library.has("nvmlDeviceGetComputeRunningProcesses_v3"));
}

TEST(Replay, WhatTheDriverDoesNotTellIsNotSupported) {
  const Replayed library("old_driver");
  std::array<char, 30> serial{};
  unsigned long long number = 0;
  EXPECT_EQ(library.call("nvmlDeviceGetSerial", library.device(), serial.data(), 30u),
            kNotSupported);
  EXPECT_EQ(library.call("nvmlDeviceGetTotalEnergyConsumption", library.device(), &number),
            kNotSupported);
  EXPECT_EQ(library.call("nvmlDeviceGetTotalEccErrors", library.device(), 0u, 0u, &number),
            kNotSupported);
}

TEST(Replay, ProcessesAreCountedBeforeTheyAreListed) {
  const Replayed library("busy");
  unsigned count = 0;
  ProcessV2 list[2] = {};
  const char* name = "nvmlDeviceGetComputeRunningProcesses_v3";
  EXPECT_EQ(library.call(name, library.device(), &count, &list[0]), kInsufficientSize);
  EXPECT_EQ(count, 1u);
  count = 2;
  EXPECT_EQ(library.call(name, library.device(), &count, &list[0]), kSuccess);
  EXPECT_EQ(count, 1u);
  EXPECT_EQ(list[0].pid, 41372u);
  EXPECT_EQ(list[0].used_memory, 30210ull << 20);
}

TEST(Replay, SlicesAnswerForThemselves) {
  const Replayed library("mig_on");
  unsigned current = 0, pending = 0, is_slice = 0;
  EXPECT_EQ(library.call("nvmlDeviceGetMigMode", library.device(), &current, &pending), kSuccess);
  EXPECT_EQ(current, 1u);
  Handle slice = nullptr;
  Handle parent = nullptr;
  EXPECT_EQ(
      library.call("nvmlDeviceGetHandleByUUID", "MIG-0b0d3e7c-5a43-5c1e-9d5f-3a7b1c2d3e4f", &slice),
      kSuccess);
  EXPECT_EQ(library.call("nvmlDeviceIsMigDeviceHandle", slice, &is_slice), kSuccess);
  EXPECT_EQ(is_slice, 1u);
  EXPECT_EQ(library.call("nvmlDeviceGetDeviceHandleFromMigDeviceHandle", slice, &parent), kSuccess);
  EXPECT_EQ(parent, library.device());
  EXPECT_EQ(library.call("nvmlDeviceGetPowerUsage", slice, &current), kNotSupported);
}

}  // namespace
}  // namespace assay::fake_nvml
