// Is a page of text exact, within its width, prefixed everywhere and coloured only on demand?
// SPDX-License-Identifier: Apache-2.0
#include "harness/report/page_text.hpp"

#include <gtest/gtest.h>

#include <sstream>
#include <stdexcept>

namespace assay::report {
namespace {

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

PageTable verdicts() {
  PageTable table{
      .columns = {{"metric"}, {"value", Align::right}, {"reason", Align::left, 80, Overflow::wrap}},
      .rows = {},
      .painted_column = {}};
  table.row({"memory.read", "3.35", "clock 10 % low"}, Paint::red);
  table.row({"é", "12", ""}, Paint::yellow);
  return table;
}

Page sample() {
  Page page;
  page.heading("Verdict").paragraph("One two three four five.").section("Why");
  page.bullets({"first item here", "b"}).table(verdicts());
  return page;
}

TEST(PageText, IsLaidOutExactly) {
  EXPECT_EQ(to_text(sample()),
            "Verdict\n"
            "=======\n"
            "One two three four five.\n"
            "\n"
            "Why\n"
            "---\n"
            "- first item here\n"
            "- b\n"
            "\n"
            "metric       value  reason\n"
            "memory.read   3.35  clock 10 % low\n"
            "é               12\n");
}

TEST(PageText, StaysNarrowBehindAPrefixOnEveryLine) {
  EXPECT_EQ(to_text(sample(), {.width = 34, .line_prefix = "SIMULATED "}),
            "SIMULATED Verdict\n"
            "SIMULATED =======\n"
            "SIMULATED One two three four five.\n"
            "SIMULATED\n"
            "SIMULATED Why\n"
            "SIMULATED ---\n"
            "SIMULATED - first item here\n"
            "SIMULATED - b\n"
            "SIMULATED\n"
            "SIMULATED metric     value  reason\n"
            "SIMULATED memory...   3.35  clock\n"
            "SIMULATED                   10 %\n"
            "SIMULATED                   low\n"
            "SIMULATED é             12\n");
}

TEST(PageText, PaintsOneColumnOnDemand) {
  PageTable table{.columns = {{"status"}, {"reason", Align::left, 80, Overflow::wrap}},
                  .rows = {},
                  .painted_column = 0};
  table.row({"fail", "a b"}, Paint::red).row({"ok", "c"});
  Page page;
  page.table(table);
  EXPECT_EQ(to_text(page), "status  reason\nfail    a b\nok      c\n");
  EXPECT_EQ(to_text(page, {.colour = Colour::always}),
            "status  reason\n\x1b[31mfail\x1b[0m    a b\nok      c\n");
  table.painted_column.reset();
  table.rows[0].paint = Paint::yellow;
  Page last;
  last.table(table);
  EXPECT_EQ(to_text(last, {.colour = Colour::always, .width = 10}),
            "s...  reas\n"
            "      on\n"
            "fail  \x1b[33ma b\x1b[0m\n"
            "ok    c\n");
}

TEST(PageText, AnEmptyTableIsItsTitles) {
  Page page;
  page.table({.columns = {{"a"}, {"b"}}, .rows = {}, .painted_column = {}});
  EXPECT_EQ(to_text(page), "a  b\n");
  EXPECT_EQ(to_text(Page()), "");
}

TEST(PageText, CutsColumnsAtTheirMaximum) {
  PageTable table{
      .columns = {{"name", Align::left, 6}, {"n", Align::right}}, .rows = {}, .painted_column = {}};
  table.row({"äbcdefgh", "1"}).row({"漢字", "22"});
  Page page;
  page.table(table);
  EXPECT_EQ(to_text(page), "name     n\näbc...   1\n漢字      22\n");
}

TEST(PageText, DefusesControlCharactersEverywhere) {
  Page page;
  page.heading("a\x1b[31m").paragraph("b\nc").bullets({"d\te"});
  page.table({.columns = {{"f\r"}}, .rows = {{.cells = {"g\xC2\x9Bh"}}}, .painted_column = {}});
  EXPECT_EQ(to_text(page, {.line_prefix = "X\a "}),
            "X? a?[31m\nX? ======\nX? b?c\nX?\nX? - d?e\nX?\nX? f?\nX? g?h\n");
}

TEST(PageText, NeverExceedsTheWidthWhateverIsInIt) {
  PageTable table{.columns = {{"fixed"},
                              {"wrapped", Align::left, 80, Overflow::wrap},
                              {"right", Align::right, 80, Overflow::wrap},
                              {"status"}},
                  .rows = {},
                  .painted_column = {}};
  table.row({std::string(100, 'x'), std::string(200, 'y'), "some words and averyveryverylongone",
             "could-not-judge"},
            Paint::red);
  table.row({"ü", "", "漢字仮名交じり文 漢字仮名交じり文", ""});
  Page page;
  page.heading(std::string(90, 'h')).paragraph(std::string(300, 'p') + " end");
  page.bullets({std::string(120, 'b'), ""}).paragraph("").table(table);
  for (std::size_t columns = 20; columns <= 100; ++columns) {
    for (const auto& line :
         lines_of(to_text(page, {.width = columns, .line_prefix = "SIMULATED "}))) {
      EXPECT_LE(width(line), columns) << line;
      EXPECT_TRUE(line.starts_with("SIMULATED")) << line;
      EXPECT_NE(line.back(), ' ') << line;
    }
  }
}

TEST(PageText, RefusesAWidthWithoutRoom) {
  Page page;
  EXPECT_THROW(to_text(page, {.width = 12, .line_prefix = "SIMULATED "}), std::logic_error);
  page.table({.columns = std::vector<PageColumn>(30), .rows = {}, .painted_column = {}});
  EXPECT_THROW(to_text(page), std::logic_error);
}

}  // namespace
}  // namespace assay::report
