// Is a run refused where others use a GPU that it would measure, and nowhere else?
// SPDX-License-Identifier: Apache-2.0
#include "harness/cli/busy_gpus.hpp"

#include <gtest/gtest.h>

#include "kernels/error.hpp"

namespace assay::cli {
namespace {

constexpr std::uint64_t kGibibyte = std::uint64_t{1} << 30;

probe::CudaFacts gpu(int index, bool busy) {
  probe::CudaFacts made;
  made.index = index;
  made.processes.emplace();
  if (busy) {
    made.processes = {{.pid = 4711, .memory_bytes = 12 * kGibibyte}};
    made.warnings = {{probe::WarningKind::foreign_process, "in use"}};
  } else {
    made.warnings = {{probe::WarningKind::display, "a display"}};
  }
  return made;
}

probe::Facts facts(const std::vector<bool>& busy) {
  probe::Facts made;
  for (std::size_t i = 0; i < busy.size(); ++i) {
    made.cuda.devices.push_back(gpu(static_cast<int>(i), busy[i]));
  }
  return made;
}

plan::Plan plan_for(const std::vector<plan::DeviceId>& devices) {
  plan::Plan made;
  for (const auto device : devices) {
    made.cases.emplace_back();
    made.cases.back().device = device;
  }
  return made;
}

plan::DeviceId cuda(int index) {
  return {plan::DeviceId::Kind::cuda, index};
}

std::string refusal(const std::vector<bool>& busy, const std::vector<plan::DeviceId>& devices) {
  try {
    refuse_busy_gpus(facts(busy), plan_for(devices));
    return {};
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::unavailable);
    return error.what();
  }
}

TEST(BusyGpus, idle_ones_are_measured) {
  EXPECT_EQ(refusal({false, false}, {cuda(0), cuda(1)}), "");
}

TEST(BusyGpus, a_busy_one_is_refused_by_name_pid_and_memory) {
  EXPECT_EQ(refusal({false, true}, {cuda(0), cuda(1)}),
            "in use by others: cuda:1 (pid 4711 holds 12GiB); end them, choose another --device, "
            "or measure all the same with --allow-busy");
}

TEST(BusyGpus, all_of_them_are_named) {
  EXPECT_EQ(refusal({true, true}, {cuda(1), cuda(0), cuda(1)}),
            "in use by others: cuda:0 (pid 4711 holds 12GiB), cuda:1 (pid 4711 holds 12GiB); end "
            "them, choose another --device, or measure all the same with --allow-busy");
}

TEST(BusyGpus, one_that_is_not_measured_does_not_matter) {
  EXPECT_EQ(refusal({true, false}, {cuda(1), {}}), "");
}

}  // namespace
}  // namespace assay::cli
