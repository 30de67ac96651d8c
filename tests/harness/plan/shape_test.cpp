// Is a shape read as it was written, and anything else refused?
#include "harness/plan/shape.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "kernels/error.hpp"

namespace assay::plan {
namespace {

TEST(Shape, IsReadAndSpelled) {
  EXPECT_EQ(parse_shape("4096x8192x64", "--shape"), (Shape{4096, 8192, 64}));
  EXPECT_EQ(parse_shape("1x1x1048576", "--shape"), (Shape{1, 1, 1048576}));
  EXPECT_EQ(to_string(Shape{4096, 8192, 64}), "4096x8192x64");
}

TEST(Shape, AnythingElseIsRefused) {
  for (const char* text :
       {"", "4096", "4096x4096", "4096x4096x", "4096x4096x4096x1", "x4096x4096", "0x1x1", "-1x1x1",
        "4096X4096X4096", "1048577x1x1", "99999999999999999999x1x1", "4096x4096x4096 ", "axbxc",
        "1.5x1x1", "0x10x0x10x0x10"}) {
    try {
      parse_shape(text, "--shape");
      ADD_FAILURE() << text;
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::usage);
      EXPECT_THAT(error.what(), ::testing::HasSubstr(std::string("--shape ") + text + ":"));
    }
  }
}

TEST(Shape, IsScaledToWholeTiles) {
  EXPECT_EQ(scaled({8192, 4096, 1000}, 0.5), (Shape{4096, 2048, 384}));
  EXPECT_EQ(scaled({200, 100, 1}, 0.5), (Shape{100, 50, 1}));
}

}  // namespace
}  // namespace assay::plan
