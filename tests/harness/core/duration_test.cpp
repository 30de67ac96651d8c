// Is a duration read as it was meant, and refused where that cannot be told?
#include "harness/core/duration.hpp"

#include <gtest/gtest.h>

#include "kernels/error.hpp"

namespace assay {
namespace {

TEST(Duration, IsANumberAndAUnit) {
  EXPECT_EQ(parse_duration("90s", "--budget"), Seconds(90));
  EXPECT_EQ(parse_duration("0.5s", "--budget"), Seconds(0.5));
  EXPECT_EQ(parse_duration("10min", "--budget"), Seconds(600));
  EXPECT_EQ(parse_duration("10m", "--budget"), Seconds(600));
  EXPECT_EQ(parse_duration("1.5h", "--budget"), Seconds(5400));
}

TEST(Duration, AnythingElseIsRefusedByName) {
  for (const char* text :
       {"", "90", "s", "90 s", "90d", "-1s", "0s", "nans", "infs", "200h", "1e999s", "1s2"}) {
    try {
      parse_duration(text, "--budget");
      FAIL() << text;
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::usage);
      EXPECT_NE(std::string(error.what()).find("--budget"), std::string::npos);
    }
  }
}

}  // namespace
}  // namespace assay
