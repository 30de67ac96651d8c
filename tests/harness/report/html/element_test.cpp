// Can foreign text become anything but text?
// SPDX-License-Identifier: Apache-2.0
#include "harness/report/html/element.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <stdexcept>

namespace assay::report::html {
namespace {

TEST(Element, EscapesTextAndValues) {
  const auto made = Element("p").set("title", "\"'<>&").text("<script>alert('1')</script> & \"");
  EXPECT_EQ(to_html(made),
            "<p title=\"&quot;'&lt;&gt;&amp;\">&lt;script&gt;alert('1')&lt;/script&gt; &amp; "
            "&quot;</p>");
}

TEST(Element, ReplacesWhatControlsAReader) {
  EXPECT_EQ(escaped("a\x1b[31mb\nc\u202e"), "a?[31mb?c?");
  EXPECT_EQ(escaped("\xff"), "?");
}

TEST(Element, BreaksLinesOnlyWhereThereIsNoText) {
  auto list = Element("ul");
  list.add(Element("li").text("a").add(Element("b").text("c"))).add(Element("li"));
  EXPECT_EQ(to_html(list), "<ul>\n<li>a<b>c</b></li>\n<li></li>\n</ul>");
}

TEST(Element, ClosesNoElementThatHasNoEnd) {
  EXPECT_EQ(to_html(Element("meta").set("charset", "utf-8")), "<meta charset=\"utf-8\">");
}

TEST(Element, WritesWhatIsOurOwnAsItIs) {
  EXPECT_EQ(to_html(Element("style").verbatim("a > b { color: red }")),
            "<style>a > b { color: red }</style>");
}

TEST(Element, ShortensNumbers) {
  EXPECT_EQ(number(12), "12");
  EXPECT_EQ(number(12.346), "12.35");
  EXPECT_EQ(number(-0.001), "0");
  EXPECT_EQ(number(100), "100");
  EXPECT_EQ(number(0.5), "0.5");
}

TEST(Element, RefusesAPlaceThatIsNone) {
  EXPECT_THROW(number(std::numeric_limits<double>::quiet_NaN()), std::logic_error);
  EXPECT_THROW(Element("line").set("x1", std::numeric_limits<double>::infinity()),
               std::logic_error);
}

}  // namespace
}  // namespace assay::report::html
