// Do ratios turn around with their sides, and how are they written?
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "harness/judge/gap/gap.hpp"
#include "harness/judge/gap/gap_explanation.hpp"
#include "harness/judge/gap/gap_sides.hpp"

namespace assay::judge {
namespace {

// Every pair of parts of the real catalogue, both ways round.
TEST(Gap, SwappedSidesInvertEveryRatio) {
  const auto catalogue = catalogue::embedded_catalogue();
  for (const auto& one : catalogue.parts) {
    for (const auto& other : catalogue.parts) {
      const Gap there = gap(side_of(one), side_of(other), {}, GapRows::all);
      const Gap back = gap(side_of(other), side_of(one), {}, GapRows::all);
      ASSERT_EQ(there.rows.size(), back.rows.size());
      for (std::size_t i = 0; i < there.rows.size(); ++i) {
        const auto &a = there.rows[i], &b = back.rows[i];
        ASSERT_EQ(a.key, b.key);
        EXPECT_EQ(a.agreement, b.agreement) << one.id << ' ' << other.id << ' ' << a.name;
        ASSERT_EQ(a.published.has_value(), b.published.has_value());
        ASSERT_EQ(a.measured.has_value(), b.measured.has_value());
        if (a.published) {
          EXPECT_DOUBLE_EQ(a.published->value, 1 / b.published->value);
        }
        if (!a.measured) continue;
        EXPECT_DOUBLE_EQ(a.measured->value, 1 / b.measured->value);
        EXPECT_DOUBLE_EQ(a.measured->low, 1 / b.measured->high);
      }
    }
  }
}

TEST(RatioText, HasThreeDigits) {
  EXPECT_EQ(ratio_text(0.14958), "0.150");
  EXPECT_EQ(ratio_text(1), "1.00");
  EXPECT_EQ(ratio_text(0.014945), "0.0149");
  EXPECT_EQ(ratio_text(37), "37.0");
  EXPECT_EQ(ratio_text(132), "132");
  EXPECT_EQ(ratio_text(12345), "12345");
}

}  // namespace
}  // namespace assay::judge
