// Is a moment written and read in one form only, and a run's id a random UUID?
#include "harness/document/timestamp.hpp"

#include <gtest/gtest.h>

#include <regex>
#include <set>

#include "harness/document/uuid.hpp"

namespace assay::document {
namespace {

TEST(Timestamp, WritesUtcSeconds) {
  EXPECT_EQ(to_string(Timestamp(std::chrono::seconds(0))), "1970-01-01T00:00:00Z");
  EXPECT_EQ(to_string(Timestamp(std::chrono::seconds(951868799))), "2000-02-29T23:59:59Z");
}

TEST(Timestamp, ReadsBackWhatItWrote) {
  for (const auto* text :
       {"2026-01-31T23:59:50Z", "2024-02-29T00:00:00Z", "1970-01-01T00:00:00Z"}) {
    const auto moment = parse_timestamp(text);
    ASSERT_TRUE(moment) << text;
    EXPECT_EQ(to_string(*moment), text);
  }
  EXPECT_EQ(parse_timestamp(to_string(now()))->time_since_epoch().count() > 1'700'000'000, true);
}

TEST(Timestamp, RefusesOtherForms) {
  for (const auto* text :
       {"", "2026-01-31", "2026-01-31 23:59:50Z", "2026-01-31T23:59:50", "2026-01-31T23:59:50+01",
        "2026-02-30T00:00:00Z", "2026-00-10T00:00:00Z", "2026-01-01T24:00:00Z",
        "2026-01-01T00:60:00Z", "2026-01-01T00:00:60Z", "2026-01-01T00:00:-1Z",
        "20a6-01-01T00:00:00Z", "2026-01-31T23:59:50ZZ"}) {
    EXPECT_FALSE(parse_timestamp(text)) << text;
  }
}

TEST(Uuid, IsRandomVersionFour) {
  const std::regex form("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
  std::set<std::string> drawn;
  for (int i = 0; i < 100; ++i) {
    const auto id = random_uuid();
    EXPECT_TRUE(std::regex_match(id, form)) << id;
    EXPECT_TRUE(drawn.insert(id).second) << id;
  }
}

}  // namespace
}  // namespace assay::document
