// Is every unit of gaps and claims written as people read it?
// SPDX-License-Identifier: Apache-2.0
#include "harness/report/gap_page_value.hpp"

#include <gtest/gtest.h>

namespace assay::report {
namespace {

struct Row {
  double value;
  const char *unit, *expected;
};
const Row kRows[] = {
    {989.4e12, "FLOP/s", "989 TFLOP/s"},
    {3.35e12, "B/s", "3.35 TB/s"},
    {132, "1", "132"},
    {0.14958, "1", "0.150"},
    {2, "1", "2.00"},
    {62914560, "B", "60MiB"},
    {4096, "FLOP", "4096 FLOP"},
    {37, "FLOP/B", "37 FLOP/B"},
    {700, "W", "700 W"},
    {2.619e9, "Hz", "2.62 GHz"},
    {5120, "bit", "5120 bit"},
    {85520809984, "B", "79.6GiB"},
};

TEST(ValueText, WritesEachUnit) {
  for (const auto& row : kRows) EXPECT_EQ(value_text(row.value, row.unit), row.expected);
}

}  // namespace
}  // namespace assay::report
