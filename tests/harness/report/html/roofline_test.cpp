// Do roofs and products stand where they belong?
// SPDX-License-Identifier: Apache-2.0
#include "harness/report/html/roofline.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <string>

namespace assay::report::html {
namespace {

using document::Roofline;
using testing::HasSubstr;
using testing::Not;

Roofline h100() {
  return {.device = "cuda:0",
          .memory = {.case_name = "memory.read", .rate = 3.2e12},
          .peaks = {{DataType::bf16, "gemm.bf16", "a", 7.6e14, 237.5},
                    {DataType::bf16, "tensor.rate", "b", 9.6e14, 300},
                    {DataType::fp32, "fma.rate", "c", 6.4e13, 20}},
          .points = {{.case_name = "gemm.bf16 <b>",
                      .intensity = 2730,
                      .rate = 7.6e14,
                      .roof = 9.6e14,
                      .share = 0.79}}};
}

TEST(RooflineFigure, DrawsTheBestRoofOfEachType) {
  const auto html = to_html(roofline_figure(h100()));
  EXPECT_THAT(html, HasSubstr(">bf16 960 TFLOP/s</text>"));
  EXPECT_THAT(html, HasSubstr(">fp32 64.0 TFLOP/s</text>"));
  EXPECT_THAT(html, Not(HasSubstr("760 TFLOP/s")));
  EXPECT_THAT(html, HasSubstr("memory 3.20 TB/s, 1 products under 2 roofs"));
}

TEST(RooflineFigure, NamesEachProductAsText) {
  EXPECT_THAT(to_html(roofline_figure(h100())),
              HasSubstr("<title>gemm.bf16 &lt;b&gt;: 79.0 % of its roof</title>"));
}

TEST(RooflineFigure, NamesOfEqualRoofsDoNotTouch) {
  Roofline equal = h100();
  equal.peaks = {{DataType::bf16, "gemm.bf16", "a", 9.6e14, 300},
                 {DataType::fp16, "gemm.fp16", "b", 9.6e14, 300}};
  const auto html = to_html(roofline_figure(equal));
  const auto height_of = [&](const char* name) {
    const auto end = html.find(name);
    const auto begin = html.rfind(" y=\"", end) + 4;
    return std::stod(html.substr(begin));
  };
  const double first = height_of(">bf16"), second = height_of(">fp16");
  EXPECT_GE(second - first, 10);
}

TEST(RooflineFigure, WithoutRatesSaysSo) {
  EXPECT_THAT(to_html(roofline_figure({})), HasSubstr("no rate to draw one"));
  Roofline broken = h100();
  broken.memory.rate = std::numeric_limits<double>::quiet_NaN();
  EXPECT_THAT(to_html(roofline_figure(broken)), HasSubstr("no rate to draw one"));
  broken = h100();
  broken.points[0].rate = std::numeric_limits<double>::infinity();
  EXPECT_THAT(to_html(roofline_figure(broken)), Not(HasSubstr("circle")));
}

}  // namespace
}  // namespace assay::report::html
