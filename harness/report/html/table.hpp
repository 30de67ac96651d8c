// How do headings, lists, tables and whole pages without charts look in HTML?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <string_view>
#include <vector>

#include "harness/report/html/element.hpp"
#include "harness/report/mark.hpp"
#include "harness/report/page.hpp"

namespace assay::report::html {

/// Scrolls in a box of its own where it is wider than its place. The first column names the rows.
Element table_element(std::string_view caption, const PageTable& table);

/// A list of lines; nothing where there are none.
std::vector<Element> list_element(const std::vector<std::string>& items);

/// What is in the page below its heading, which is left to the caller; sections have headings of
/// `level` with the mark, and tables are named by the heading above them.
std::vector<Element> elements_of(const Page& page, int level, const Mark& mark);

/// h1 to h6.
Element heading(int level, std::string_view text);

/// A heading of a part of the page, with the mark in it.
Element marked_heading(int level, std::string_view text, const Mark& mark);

/// A box that scrolls, for what may be wider than a phone: reachable with the keyboard.
Element scroll_box(std::string_view name, Element content);

}  // namespace assay::report::html
