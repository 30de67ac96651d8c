// Is an identity laid out exactly, and is its JSON what the schema says?
// SPDX-License-Identifier: Apache-2.0
#include "harness/report/identity_page.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <sstream>
#include <string>

#include "harness/report/identity_json.hpp"
#include "harness/report/page_markdown.hpp"
#include "harness/report/page_text.hpp"

namespace assay::report {
namespace {

judge::IdentityReport sample() {
  judge::Identity identity;
  identity.device = "cuda:0";
  identity.features = {{"SMs", "1", 78, "sm.census"}, {"memory capacity", "B", 102625181696, "m"}};
  identity.ranked = {
      {.part = "h20",
       .likelihood = 0.99996,
       .log_likelihood = -0.02,
       .fits = {{.feature = "SMs", .expected = 78},
                {.feature = "memory capacity", .expected = 102625181696}}},
      {.part = "h100-pcie",
       .likelihood = 0.00004,
       .log_likelihood = -10,
       .fits = {{.feature = "SMs", .expected = 114, .log_likelihood = -8, .disagrees = true},
                {.feature = "memory capacity", .expected = {}}}}};
  identity.candidates = {"h20"};
  identity.deciding_axis = "SMs";
  identity.deciding_cases = {"l2.knee/capacity"};
  identity.claims = {{.by = "name", .text = "NVIDIA H100 PCIe", .parts = {"h100-pcie"}},
                     {.by = "device id", .text = "FFFF", .parts = {}}};
  identity.match = judge::IdentityMatch::mismatch;
  identity.sentence = "cuda:0 is not what it says";
  return {.run_id = "11111111-0000-0000-0000-000000000000",
          .hostname = "node17",
          .devices = {identity},
          .state = judge::State::fail};
}

TEST(IdentityPage, Text) {
  EXPECT_EQ(to_text(identity_page(sample()), {}), R"(Identity
========
Run 11111111, on node17: fail.

cuda:0
------
device  identity
cuda:0  mismatch

cuda:0 is not what it says.

claim      says              stands for          agrees
name       NVIDIA H100 PCIe  h100-pcie           no
device id  FFFF              no catalogued part  -

part       likelihood  features that disagree
h20             1.000  -
h100-pcie     < 0.001  SMs

feature          measured       h20   h100-pcie
SMs                78 SMs    78 SMs   114 SMs !
memory capacity  95.6 GiB  95.6 GiB  not stated

! disagrees; * inferred, not published. Of a GEMM and of a rate without a clock
the most that the part can do is shown.

- deciding axis: SMs
- cases that would decide: l2.knee/capacity
)");
}

TEST(IdentityPage, NeverExceedsEightyColumnsAndMarksEveryLine) {
  auto report = sample();
  report.simulated_part = "h20";
  report.devices[0].claims[0].text = std::string(200, 'x');
  report.devices[0].sentence = std::string(300, 'y');
  std::istringstream lines(to_text(identity_page(report), {.line_prefix = "SIMULATED "}));
  for (std::string line; std::getline(lines, line);) {
    EXPECT_LE(line.size(), 80u) << line;
    EXPECT_TRUE(line.starts_with("SIMULATED")) << line;
  }
}

TEST(IdentityPage, OfNoDeviceSaysSo) {
  const auto text = to_text(identity_page({.run_id = "1", .hostname = "node17"}), {});
  EXPECT_NE(text.find("holds no case of any device"), std::string::npos);
  EXPECT_NE(text.find("could-not-judge"), std::string::npos);
}

TEST(IdentityJson, HoldsEveryFigureAndLeavesOutWhatIsUnknown) {
  const auto json = nlohmann::json::parse(identity_json(sample()));
  EXPECT_EQ(json.at("kind"), "identity");
  EXPECT_EQ(json.at("state"), "fail");
  EXPECT_EQ(json.at("simulated"), false);
  EXPECT_FALSE(json.contains("simulated_part"));
  const auto& device = json.at("devices").at(0);
  EXPECT_EQ(device.at("match"), "mismatch");
  EXPECT_EQ(device.at("deciding_axis").at("feature"), "SMs");
  EXPECT_EQ(device.at("features").at(1).at("measured"), 102625181696);
  EXPECT_EQ(device.at("ranked").at(1).at("fits").at(0).at("expected"), 114);
  EXPECT_FALSE(device.at("ranked").at(1).at("fits").at(1).contains("expected"));
  EXPECT_EQ(device.at("claims").at(1).at("parts").size(), 0u);
}

}  // namespace
}  // namespace assay::report
