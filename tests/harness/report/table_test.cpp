// Are tables aligned, cut and coloured only on demand?
#include "harness/report/table.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

namespace assay::report {
namespace {

TEST(Table, AlignsAndLeavesNoTrailingSpace) {
  Table table({{"kernel"}, {"median", Align::right}, {"status"}});
  table.add_row({"memory.read", "45.2", "ok"});
  table.add_row({"x", "103", ""});
  EXPECT_EQ(table.to_string(),
            "kernel       median  status\n"
            "memory.read    45.2  ok\n"
            "x               103\n");
}

TEST(Table, CutsLongCellsAndDefusesControlCharacters) {
  Table table({{"name", Align::left, 6}});
  table.add_row({"abcdefgh"});
  table.add_row({"a\tb"});
  EXPECT_EQ(table.to_string(), "name\nabc...\na?b\n");
}

TEST(Table, PaintsTheLastCellOnlyWhereColourIsWanted) {
  Table table({{"a"}, {"status"}});
  table.add_row({"1", "wrong"}, Paint::red);
  EXPECT_EQ(table.to_string(Colour::never), "a  status\n1  wrong\n");
  EXPECT_EQ(table.to_string(Colour::always), "a  status\n1  \x1b[31mwrong\x1b[0m\n");
}

TEST(Table, RefusesRaggedRows) {
  Table table({{"a"}, {"b"}});
  EXPECT_THROW(table.add_row({"1"}), std::logic_error);
}

}  // namespace
}  // namespace assay::report
