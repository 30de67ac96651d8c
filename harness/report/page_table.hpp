// How does a table of a page become lines that never exceed a width?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstddef>
#include <string>
#include <vector>

#include "harness/report/page.hpp"

namespace assay::report {

/// The title line and those of the rows, without newlines, two spaces between columns, no space at
/// an end. Where `columns` do not suffice, columns that wrap become narrow first, down to their
/// longest word and then to eight; after them every column, the widest first. Throws
/// std::logic_error where there is not even one column for each.
std::vector<std::string> table_lines(const PageTable& table, std::size_t columns, Colour colour);

}  // namespace assay::report
