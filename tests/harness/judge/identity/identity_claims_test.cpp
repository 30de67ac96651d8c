// Which parts does a name or a device id stand for?
#include "harness/judge/identity/identity_claims.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace assay::judge {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<IdentityClaim> claims(const std::string& name, const char* id = nullptr) {
  probe::CudaFacts facts;
  facts.name = name;
  if (id) facts.pci_device_id = id;
  const DeviceEvidence evidence{
      .device = "cuda:0", .facts = &facts, .measurements = {}, .unmeasured = {}, .wrong = {}};
  return claims_of(catalogue::embedded_catalogue(), evidence, std::nullopt);
}

TEST(IdentityClaims, CompareNamesWhole) {
  EXPECT_THAT(claims("NVIDIA H20").at(0).parts, ElementsAre("h20"));
  EXPECT_THAT(claims("NVIDIA H200").at(0).parts, ElementsAre("h200-sxm"));
  EXPECT_THAT(claims("NVIDIA H20-3e").at(0).parts, ElementsAre("h20-3e"));
  EXPECT_THAT(claims("NVIDIA H20 NVL16").at(0).parts, IsEmpty());
  EXPECT_THAT(claims("NVIDIA H2").at(0).parts, IsEmpty());
  EXPECT_THAT(claims("nvidia h20").at(0).parts, IsEmpty());
  EXPECT_THAT(claims(""), IsEmpty());
}

TEST(IdentityClaims, DropTheProfileOfASlice) {
  EXPECT_EQ(without_slice("NVIDIA H100 80GB HBM3 MIG 3g.40gb"), "NVIDIA H100 80GB HBM3");
  EXPECT_EQ(without_slice("NVIDIA H100 80GB HBM3 MIG 1g.10gb+me"), "NVIDIA H100 80GB HBM3");
  EXPECT_EQ(without_slice("NVIDIA H20 MIG"), "NVIDIA H20 MIG");
  EXPECT_EQ(without_slice("NVIDIA H20 MIG g.gb"), "NVIDIA H20 MIG g.gb");
  EXPECT_EQ(without_slice("NVIDIA H20 MIG xg.40gb"), "NVIDIA H20 MIG xg.40gb");
  const auto list = claims("NVIDIA H20 MIG 1g.12gb", "2329");
  EXPECT_THAT(list.at(0).parts, ElementsAre("h20"));
  EXPECT_EQ(list.at(0).text, "NVIDIA H20 MIG 1g.12gb") << "shown as stated";
  EXPECT_THAT(list.at(1).parts, ElementsAre("h20"));
}

TEST(IdentityClaims, ContradictWhereTheyNamePartsAndShareNone) {
  EXPECT_FALSE(contradiction_among(claims("NVIDIA H20", "2329")));
  EXPECT_TRUE(contradiction_among(claims("NVIDIA H20", "2330")));
  EXPECT_FALSE(contradiction_among(claims("NVIDIA H20", "FFFF")));
  EXPECT_FALSE(contradiction_among(claims("NVIDIA GH200 480GB", "2342")));
}

}  // namespace
}  // namespace assay::judge
