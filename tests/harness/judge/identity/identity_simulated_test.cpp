// Does what `assay run --simulate` makes identify as the part it simulates, whatever it presents?
#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "harness/judge/identity/identity.hpp"
#include "tests/harness/simulate/simulated_document.hpp"

namespace assay::judge {
namespace {

using simulate::Options;

// Differ in nothing that the catalogue holds and a healthy device shows; see the table test.
const std::map<std::string, std::set<std::string>> kAlike{
    {"a100-pcie-80gb", {"a100-sxm-80gb"}},     {"a100-sxm-80gb", {"a100-pcie-80gb"}},
    {"gh200-144gb", {"h200-nvl", "h200-sxm"}}, {"h200-nvl", {"gh200-144gb", "h200-sxm"}},
    {"h200-sxm", {"gh200-144gb", "h200-nvl"}},
};

struct Condition {
  const char* name;
  Options options;
};

std::vector<Condition> conditions() {
  const auto with = [](auto change) {
    Options options{.links = true};
    options.simulation.noise = 0.02;
    change(options);
    return options;
  };
  return {
      {"healthy", with([](auto&) {})},
      {"clocks_at_60_percent", with([](auto& o) { o.simulation.clock_ratio = 0.6; })},
      {"power_capped", with([](auto& o) { o.simulation.power_cap_w = 200; })},
      {"hot", with([](auto& o) { o.simulation.clock_ratio = 0.8, o.thermal = true; })},
      {"without_telemetry", with([](auto& o) { o.telemetry = false; })},
      {"slow_memory", with([](auto& o) {
         o.faults = {{.cases = "memory.[rwcsat]*/bandwidth*", .factor = 0.85}};
       })},
      {"slow_tensor_cores", with([](auto& o) { o.faults = {{.cases = "gemm.*", .factor = 0.6}}; })},
      {"disabled_multiprocessors",
       with([](auto& o) { o.simulation.disabled_multiprocessors = 4; })},
  };
}

class EverySimulatedPart : public testing::TestWithParam<Condition> {};

TEST_P(EverySimulatedPart, MatchesItsOwnClaimAndNoOther) {
  const auto catalogue = catalogue::embedded_catalogue();
  for (const auto& truth : catalogue.parts) {
    for (const auto& claim : catalogue.parts) {
      auto options = GetParam().options;
      options.simulation.part = truth.id;
      options.simulation.present_as = claim.id;
      options.seed = 7;
      // Neither SMs nor clocks of a B300 are published, so there is nothing to disable or to lower.
      if (truth.id == "b300") options.simulation.disabled_multiprocessors = 0;
      const auto found = kAlike.find(truth.id);
      const bool alike =
          truth.id == claim.id || (found != kAlike.end() && found->second.contains(claim.id));
      const auto document = simulate::simulated_document(catalogue, options);
      const auto identity = identify(catalogue, evidence_of(document).at(0));
      EXPECT_EQ(to_string(identity.match), alike ? "match" : "mismatch")
          << truth.id << " as " << claim.id << ": " << identity.sentence;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Identity, EverySimulatedPart, testing::ValuesIn(conditions()),
                         [](const auto& condition) { return std::string(condition.param.name); });

TEST(SimulatedSlice, IsASliceOfItsPart) {
  const auto catalogue = catalogue::embedded_catalogue();
  for (const char* part : {"a100-sxm-80gb", "h100-sxm", "h200-sxm", "h20", "b200"}) {
    Options options;
    options.simulation.part = part;
    options.mig = simulate::MigSlice{.multiprocessors = static_cast<std::uint32_t>(
                                         *catalogue.at(part, "").gating("sm_count") * 3 / 7),
                                     .memory_fraction = 0.5};
    const auto document = simulate::simulated_document(catalogue, options);
    const auto identity = identify(catalogue, evidence_of(document).at(0));
    EXPECT_EQ(identity.match, IdentityMatch::match) << identity.sentence;
    EXPECT_TRUE(identity.ranked.front().as_slice) << identity.sentence;
  }
}

}  // namespace
}  // namespace assay::judge
