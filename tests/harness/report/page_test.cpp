// Does a page keep what it is given, in order, and refuse ragged tables?
// SPDX-License-Identifier: Apache-2.0
#include "harness/report/page.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

namespace assay::report {
namespace {

TEST(Page, KeepsBlocksInOrder) {
  Page more;
  more.paragraph("p2");
  Page page;
  page.heading("h").section("s").paragraph("p").bullets({}).bullets({"b"}).append(more);
  ASSERT_EQ(page.blocks().size(), 5u);
  EXPECT_EQ(std::get<Heading>(page.blocks()[0]).level, HeadingLevel::page);
  EXPECT_EQ(std::get<Heading>(page.blocks()[1]).level, HeadingLevel::section);
  EXPECT_EQ(std::get<Paragraph>(page.blocks()[2]).text, "p");
  EXPECT_EQ(std::get<BulletList>(page.blocks()[3]).items, std::vector<std::string>{"b"});
  EXPECT_EQ(std::get<Paragraph>(page.blocks()[4]).text, "p2");
}

TEST(Page, RefusesRaggedTables) {
  PageTable table{.columns = {{"a"}, {"b"}}, .rows = {}, .painted_column = {}};
  EXPECT_THROW(table.row({"1"}), std::logic_error);
  table.rows.push_back({.cells = {"1", "2", "3"}});
  Page page;
  EXPECT_THROW(page.table(table), std::logic_error);
  EXPECT_THROW(page.table({}), std::logic_error);
}

}  // namespace
}  // namespace assay::report
