// Is a page of Markdown exact, marked everywhere, and free of markup that a string smuggled in?
// SPDX-License-Identifier: Apache-2.0
#include "harness/report/page_markdown.hpp"

#include <gtest/gtest.h>

namespace assay::report {
namespace {

Page sample() {
  PageTable table{
      .columns = {{"metric"}, {"value", Align::right}}, .rows = {}, .painted_column = {}};
  table.row({"memory.read", "3.35"}, Paint::red).row({"", "x"});
  Page page;
  page.heading("Verdict").paragraph("A sentence.").section("Why").bullets({"one", "two"});
  page.table(table);
  return page;
}

std::string paragraph(const std::string& text) {
  Page page;
  page.paragraph(text);
  return to_markdown(page);
}

TEST(PageMarkdown, IsLaidOutExactly) {
  EXPECT_EQ(to_markdown(sample()),
            "# Verdict\n"
            "\n"
            "A sentence.\n"
            "\n"
            "## Why\n"
            "\n"
            "- one\n"
            "- two\n"
            "\n"
            "| metric | value |\n"
            "| --- | ---: |\n"
            "| memory.read | 3.35 |\n"
            "| | x |\n");
}

TEST(PageMarkdown, CarriesTheMarkEverywhere) {
  EXPECT_EQ(to_markdown(sample(), {.mark = "SIMULATED"}),
            "# **SIMULATED** Verdict\n"
            "\n"
            "**SIMULATED** A sentence.\n"
            "\n"
            "## **SIMULATED** Why\n"
            "\n"
            "- **SIMULATED** one\n"
            "- **SIMULATED** two\n"
            "\n"
            "| **SIMULATED** | metric | value |\n"
            "| --- | --- | ---: |\n"
            "| **SIMULATED** | memory.read | 3.35 |\n"
            "| **SIMULATED** | | x |\n");
}

TEST(PageMarkdown, EscapesWhatWouldBeInterpreted) {
  EXPECT_EQ(paragraph("a|b *c* _d_ `e` ~f~ [g](h) # \\"),
            "a\\|b \\*c\\* \\_d\\_ \\`e\\` \\~f\\~ \\[g\\](h) \\# \\\\\n");
  EXPECT_EQ(paragraph("<script>&amp;$x$"), "&lt;script&gt;&amp;amp;&#36;x&#36;\n");
  EXPECT_EQ(paragraph("a\nb\x1b"), "a?b?\n");
}

TEST(PageMarkdown, EscapesWhatWouldBeginABlock) {
  EXPECT_EQ(paragraph("- no list"), "\\- no list\n");
  EXPECT_EQ(paragraph("+ no list"), "\\+ no list\n");
  EXPECT_EQ(paragraph("12. no list"), "12\\. no list\n");
  EXPECT_EQ(paragraph("3) no list"), "3\\) no list\n");
  EXPECT_EQ(paragraph("# no heading"), "\\# no heading\n");
  EXPECT_EQ(paragraph("---"), "\\---\n");
  EXPECT_EQ(paragraph("    no code"), "no code\n");
  EXPECT_EQ(paragraph("3.35 TB/s"), "3.35 TB/s\n");
  EXPECT_EQ(paragraph("128"), "128\n");
  EXPECT_EQ(paragraph("a - b + c 1. d"), "a - b + c 1. d\n");
}

TEST(PageMarkdown, ACellStaysOneCell) {
  Page page;
  page.table({.columns = {{"a|b"}, {"c"}},
              .rows = {{.cells = {"x | y\nz\\", "- 1"}}},
              .painted_column = {}});
  EXPECT_EQ(to_markdown(page), "| a\\|b | c |\n| --- | --- |\n| x \\| y?z\\\\ | - 1 |\n");
}

TEST(PageMarkdown, OfAnEmptyTableIsItsTitles) {
  Page page;
  page.table({.columns = {{"a"}}, .rows = {}, .painted_column = {}});
  EXPECT_EQ(to_markdown(page), "| a |\n| --- |\n");
  EXPECT_EQ(to_markdown(Page()), "");
}

}  // namespace
}  // namespace assay::report
