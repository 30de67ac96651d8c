// Is a comparison laid out exactly, in text and in Markdown?
// SPDX-License-Identifier: Apache-2.0
#include "harness/report/comparison_page.hpp"

#include <gtest/gtest.h>

#include "harness/report/page_markdown.hpp"
#include "harness/report/page_text.hpp"

namespace assay::report {
namespace {

using judge::ComparedCase;
using judge::Effect;
using judge::Outcome;

judge::Figure figure(double median) {
  judge::Figure figure;
  figure.median = median;
  figure.low = median * 0.99;
  figure.high = median * 1.01;
  figure.confidence = 0.95;
  figure.samples = 7;
  return figure;
}

ComparedCase pair(const std::string& parameters, const std::string& kernel) {
  ComparedCase pair;
  pair.name = kernel + "/bandwidth [" + parameters + "] cuda:0";
  pair.kernel = kernel;
  pair.device = "cuda:0";
  pair.type = DataType::fp32;
  return pair;
}

judge::Comparison sample() {
  judge::Comparison comparison;
  comparison.before = {.id = "11111111-0000-0000-0000-000000000000",
                       .started_at = *document::parse_timestamp("2026-01-31T23:59:50Z"),
                       .hostname = "node17",
                       .tool_version = "0.1.0"};
  comparison.after = comparison.before;
  comparison.after.id = "22222222-0000-0000-0000-000000000000";
  auto slower = pair("bytes=1GiB type=fp32", "memory.read");
  slower.outcome = Outcome::slower;
  slower.effect = Effect::regression;
  slower.before = figure(3e12);
  slower.after = figure(2.7e12);
  slower.ratio = judge::Ratio{.value = 0.9, .low = 0.882, .high = 0.918, .confidence = 0.9};
  slower.reason = "beyond the tolerance of 5 %; clock 10 % lower";
  auto lost = pair("m=8192 n=1024 k=1024 type=fp32", "gemm.portable");
  lost.quantity = Quantity::throughput;
  lost.outcome = Outcome::lost;
  lost.effect = Effect::not_judged;
  lost.before = figure(4e13);
  lost.reason = "ok in OLD, without a result in NEW (not planned); run it again";
  comparison.cases = {slower, lost};
  comparison.conditions = {
      {.subject = "seed", .before = "1", .after = "2"},
      {.subject = "clock", .before = "2.00 GHz", .after = "1.80 GHz", .cases = {"a", "b"}}};
  comparison.means = {{.quantity = Quantity::bandwidth, .count = 1, .ratio = 0.9}};
  comparison.effect = Effect::not_judged;
  comparison.conclusion = "2 cases: 1 slower, 1 lost.";
  return comparison;
}

TEST(ComparisonPage, IsLaidOutExactly) {
  EXPECT_EQ(to_text(comparison_page(sample())), R"(Comparison
==========
2 cases: 1 slower, 1 lost.

- OLD: run 11111111 of 2026-01-31T23:59:50Z, on node17, assay 0.1.0
- NEW: run 22222222 of 2026-01-31T23:59:50Z, on node17, assay 0.1.0

cuda:0
------
case                                old        new  ratio  interval      outcome
memory.read 1GiB fp32         3.00 TB/s  2.70 TB/s  0.900  0.882..0.918  slower
gemm.portable 8192 1024    40.0 TFLOP/s          -      -  -             lost
1024 fp32

- lost: gemm.portable 8192 1024 1024 fp32: ok in OLD, without a result in NEW
  (not planned); run it again
- slower: memory.read 1GiB fp32: beyond the tolerance of 5 %; clock 10 % lower

Geometric mean ratio: bandwidth 0.900 over 1 case

What else differs
-----------------
condition                     old       new
seed                          1         2
clock (2 cases, first shown)  2.00 GHz  1.80 GHz

A ratio above 1 is better. Changes within 1 % are the same, a loss of more than
5 % is a regression. The interval combines those of both medians; it knows
nothing of what differs from run to run.
)");
}

TEST(ComparisonPage, PaintsByEffect) {
  const std::string text = to_text(comparison_page(sample()), {.colour = Colour::always});
  EXPECT_NE(text.find("\x1b[31mslower\x1b[0m\n"), std::string::npos);
  EXPECT_NE(text.find("\x1b[33mlost\x1b[0m\n"), std::string::npos);
}

TEST(ComparisonPage, SaysWhenARunIsComparedWithItself) {
  auto comparison = sample();
  EXPECT_EQ(to_text(comparison_page(comparison)).find("the same run"), std::string::npos);
  comparison.after.id = comparison.before.id;
  EXPECT_NE(to_text(comparison_page(comparison)).find("the same run"), std::string::npos);
}

TEST(ComparisonPage, ShowsACaseWhoseNameHasAnotherForm) {
  auto comparison = sample();
  comparison.cases[0].name = "]odd| name[";
  const std::string text = to_markdown(comparison_page(comparison));
  EXPECT_NE(text.find("| \\]odd\\| name\\[ |"), std::string::npos) << text;
}

}  // namespace
}  // namespace assay::report
