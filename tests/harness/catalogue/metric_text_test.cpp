// Does a metric survive being written and read?
// SPDX-License-Identifier: Apache-2.0
#include "harness/catalogue/metric_text.hpp"

#include <gtest/gtest.h>

#include "kernels/error.hpp"

namespace assay::catalogue {
namespace {

TEST(MetricText, IsReadBack) {
  const Metric all{.name = "a.b/rate",
                   .parameters = {.type = "fp32",
                                  .direction = "one",
                                  .engine = "sm",
                                  .algorithm = "ring",
                                  .devices = 8,
                                  .submission = "graph",
                                  .host_memory = "pageable",
                                  .bytes = 1536,
                                  .stride = 128,
                                  .layout = "row_row",
                                  .accumulation = "promoted",
                                  .sparsity = "structured",
                                  .path = "fallback",
                                  .load = "burst"}};
  EXPECT_EQ(parse_metric(to_string(all)), all);
  const Metric plain{.name = "launch.latency/latency"};
  EXPECT_EQ(parse_metric(to_string(plain)), plain);
}

TEST(MetricText, RefusesWhatWasNeverWritten) {
  for (const char* text : {"", "a/b [type=fp32", "a/b [type]", "a/b [type=]", "a/b [colour=red]",
                           "a/b [devices=x]", "a/b [devices=8x]"}) {
    EXPECT_THROW(parse_metric(text), Error) << text;
  }
}

}  // namespace
}  // namespace assay::catalogue
