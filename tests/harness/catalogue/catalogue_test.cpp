// Does the catalogue inside the binary hold what its files say?
#include "harness/catalogue/catalogue.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "harness/catalogue/catalogue_json.hpp"
#include "kernels/error.hpp"
#include "tests/source_folder.hpp"

namespace assay::catalogue {
namespace {

const std::filesystem::path kFolder =
    std::filesystem::path(source_folder()) / "results-schema/catalogue";

TEST(Catalogue, IsTheOneOfTheFiles) {
  const Catalogue inside = embedded_catalogue(), files = read_catalogue(kFolder);
  ASSERT_EQ(inside.parts.size(), 19u);
  ASSERT_EQ(inside.parts.size(), files.parts.size());
  ASSERT_EQ(inside.claims.size(), files.claims.size());
  for (std::size_t i = 0; i < files.parts.size(); ++i) {
    EXPECT_EQ(inside.parts[i].id, files.parts[i].id);
    EXPECT_EQ(inside.parts[i].figures.size(), files.parts[i].figures.size());
  }
}

TEST(Catalogue, EveryEmbeddedFileFollowsTheSchema) {
  for (const auto& file : embedded_files()) {
    EXPECT_EQ(schema_problems(nlohmann::json::parse(file.text)), std::vector<std::string>())
        << file.name;
  }
}

TEST(Catalogue, HoldsFiguresByPath) {
  const Catalogue catalogue = embedded_catalogue();
  const Part& h20 = catalogue.at("h20", "--expect");
  EXPECT_EQ(h20.product, "NVIDIA H20 96 GB");
  EXPECT_EQ(h20.compute_capability, "9.0");
  EXPECT_EQ(h20.memory_type, "HBM3");
  EXPECT_EQ(h20.devices.front().device, "2329");
  EXPECT_EQ(h20.value("tensor.bf16.dense"), 148e12);
  EXPECT_EQ(h20.gating("tensor.bf16.dense"), 148e12);
  EXPECT_EQ(h20.value("vector.fp32.peak"), 44e12);
  EXPECT_EQ(h20.gating("vector.fp32.peak"), std::nullopt) << "it is unverified";
  EXPECT_EQ(h20.value("clocks.maximum"), std::nullopt);
  EXPECT_EQ(h20.figure("tensor.fp16.per_sm_per_clock")->authority, Authority::inferred);
  const Typical* bf16 = h20.typical_of({.name = "gemm.bf16/throughput"});
  ASSERT_NE(bf16, nullptr);
  EXPECT_EQ(bf16->high, 142.25e12);
  EXPECT_EQ(bf16->observations.size(), 2u);
  EXPECT_EQ(h20.typical_of({.name = "collective.all_reduce/bus_bandwidth"}), nullptr)
      << "only with its parameters";
}

TEST(Catalogue, NamesThePartsWhereOneIsUnknown) {
  try {
    embedded_catalogue().at("h100", "--expect");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(std::string(error.what()).substr(0, 60),
              "--expect h100: no such part in the catalogue; give one of a1");
  }
}

std::string ids(const std::vector<const Part*>& parts) {
  std::string list;
  for (const Part* part : parts) list += part->id + ' ';
  return list;
}

TEST(Catalogue, FindsPartsByWholeNameAndByDeviceId) {
  const Catalogue catalogue = embedded_catalogue();
  EXPECT_EQ(ids(catalogue.named("NVIDIA H20")), "h20 ") << "the beginning of four other names";
  EXPECT_EQ(ids(catalogue.named("NVIDIA H200")), "h200-sxm ");
  EXPECT_EQ(ids(catalogue.named("NVIDIA H100 80GB HBM3 MIG 3g.40gb")), "h100-sxm ");
  EXPECT_EQ(ids(catalogue.named("NVIDIA H")), "");
  EXPECT_EQ(ids(catalogue.with_device_id("232C")), "h20-3e ");
  EXPECT_EQ(ids(catalogue.with_device_id("2342")), "gh200-96gb ");
  EXPECT_EQ(ids(catalogue.with_device_id("0000")), "");
}

TEST(Catalogue, ClaimsKeepTheirRanges) {
  const Catalogue catalogue = embedded_catalogue();
  for (const auto& claim : catalogue.claims) {
    if (claim.id != "h20-fp16-15-percent") continue;
    const Criterion& gemm = claim.criteria.at(1);
    EXPECT_EQ(gemm.basis, Basis::measured);
    EXPECT_EQ(gemm.numerator.metric->name, "gemm.fp16/throughput");
    EXPECT_EQ(gemm.judge(0.178), ClaimState::confirmed);
    EXPECT_EQ(gemm.judge(0.17), ClaimState::confirmed) << "a common end confirms";
    EXPECT_EQ(gemm.judge(0.1699), ClaimState::refuted);
    EXPECT_TRUE(claim.criteria.at(2).numerator.per_sm_clock);
    return;
  }
  FAIL() << "the claim is gone";
}

TEST(Claim, OneCriterionRefutesAndAllMustConfirm) {
  using enum ClaimState;
  const auto all = [](std::vector<ClaimState> states) { return together(states); };
  EXPECT_EQ(all({}), undecided);
  EXPECT_EQ(all({confirmed, confirmed}), confirmed);
  EXPECT_EQ(all({confirmed, undecided}), undecided);
  EXPECT_EQ(all({undecided, refuted, confirmed}), refuted);
}

}  // namespace
}  // namespace assay::catalogue
