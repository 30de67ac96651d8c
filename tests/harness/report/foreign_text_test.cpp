// Is foreign text made harmless for CSV, XML and Prometheus, and otherwise left as it is?
#include "harness/report/foreign_text.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <string>

#include "harness/report/csv.hpp"
#include "harness/report/prometheus.hpp"
#include "harness/report/xml.hpp"

namespace assay::report {
namespace {

using namespace std::string_literals;

TEST(ForeignText, PlainTextStaysAsItIs) {
  const std::string text = "node-7 \xC3\xA9 \xE6\xB0\xB4 \xF0\x9F\x94\xA5 \"'\\|\t\r\n";
  EXPECT_EQ(foreign_text(text), text);
}

TEST(ForeignText, WhatNoFileCanCarryIsReplaced) {
  EXPECT_EQ(foreign_text("a\0b\x1B[31m\x7F"s),
            "a\xEF\xBF\xBD"
            "b\xEF\xBF\xBD[31m\xEF\xBF\xBD");
  EXPECT_EQ(foreign_text("\xFF\xC3"), "\xEF\xBF\xBD\xEF\xBF\xBD");
  EXPECT_EQ(foreign_text("\xC2\x9B\xC2\xA0"), "\xEF\xBF\xBD\xC2\xA0");
  EXPECT_EQ(foreign_text("\xEF\xBF\xBE\xEF\xBF\xBF\xEF\xBF\xBD"),
            "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");
}

TEST(ForeignText, ALineHasNoEndsWithin) {
  EXPECT_EQ(foreign_line("a\nb\r\tc"), "a b  c");
}

TEST(ForeignText, IsCutBetweenCharacters) {
  EXPECT_EQ(cut_bytes("abcdef", 6), "abcdef");
  EXPECT_EQ(cut_bytes("abcdef", 5), "ab...");
  EXPECT_EQ(cut_bytes("\xF0\x9F\x94\xA5\xF0\x9F\x94\xA5", 7), "\xF0\x9F\x94\xA5...");
  EXPECT_EQ(cut_bytes("\xF0\x9F\x94\xA5\xF0\x9F\x94\xA5", 6), "...");
  EXPECT_EQ(cut_bytes("abcdef", 2), "..");
}

TEST(Csv, QuotesWhatWouldEndACell) {
  EXPECT_EQ(csv_text("plain"), "plain");
  EXPECT_EQ(csv_text("a,b"), "\"a,b\"");
  EXPECT_EQ(csv_text("say \"x\""), "\"say \"\"x\"\"\"");
  EXPECT_EQ(csv_text("a\nb"), "\"a\nb\"");
  EXPECT_EQ(csv_text(""), "");
}

TEST(Csv, NoTextIsAFormula) {
  EXPECT_EQ(csv_text("=1+1"), "'=1+1");
  EXPECT_EQ(csv_text("+1"), "'+1");
  EXPECT_EQ(csv_text("-1"), "'-1");
  EXPECT_EQ(csv_text("@SUM(A1)"), "'@SUM(A1)");
  EXPECT_EQ(csv_text("\t=1"), "'\t=1");
  EXPECT_EQ(csv_text("\r=1"), "\"'\r=1\"");
  EXPECT_EQ(csv_text("\xEF\xBC\x9D"
                     "1"),
            "'\xEF\xBC\x9D"
            "1");
  EXPECT_EQ(csv_text("=HYPERLINK(\"x\",\"y\")"), "\"'=HYPERLINK(\"\"x\"\",\"\"y\"\")\"");
  EXPECT_EQ(csv_text("'quoted"), "''quoted");
  EXPECT_EQ(csv_text("1-2"), "1-2");
}

TEST(Csv, NumbersStayNumbers) {
  EXPECT_EQ(csv_number(-0.1), "-0.1");
  EXPECT_EQ(csv_number(66900000000000), "66900000000000");
  EXPECT_EQ(csv_number(0.1 + 0.2), "0.30000000000000004");
  EXPECT_EQ(csv_number(std::numeric_limits<double>::infinity()), "");
  EXPECT_EQ(CsvRow().text("a").number(-1.5).number({}).text("=b").line(), "a,-1.5,,'=b\n");
}

TEST(Xml, EscapesForContentAndAttributes) {
  EXPECT_EQ(xml_text("a<b>&\"c'"), "a&lt;b&gt;&amp;&quot;c'");
  EXPECT_EQ(xml_text("a\n\tb\r"), "a&#10;&#9;b&#13;");
  EXPECT_EQ(xml_text("\x01]]>"), "\xEF\xBF\xBD]]&gt;");
  EXPECT_EQ(xml_attribute("name", "\"/><x"), " name=\"&quot;/&gt;&lt;x\"");
}

TEST(Prometheus, EscapesLabels) {
  EXPECT_EQ(label_text({{"host", "a\\b\"c\nd"}, {"device", "cuda:0"}}),
            "host=\"a\\\\b\\\"c\\nd\",device=\"cuda:0\"");
  EXPECT_EQ(label_text({{"host", "\x01}\xFF"}}), "host=\"\xEF\xBF\xBD}\xEF\xBF\xBD\"");
}

TEST(Prometheus, WritesSamplesAndFamilies) {
  EXPECT_EQ(sample_line("assay_documents", "", 2), "assay_documents 2\n");
  EXPECT_EQ(sample_line("assay_x", "a=\"b\"", 6.5e14), "assay_x{a=\"b\"} 650000000000000\n");
  EXPECT_EQ(sample_line("assay_x", "a=\"b\"", 1.5e-6), "assay_x{a=\"b\"} 1.5e-06\n");
  EXPECT_EQ(family_head({"assay_x", "What it is."}),
            "# HELP assay_x What it is.\n# TYPE assay_x gauge\n");
}

}  // namespace
}  // namespace assay::report
