// How does text leave the program? Results go to standard output; everything else to standard
// error.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstddef>
#include <string_view>

namespace assay::cli {

/// Writes all of it to standard output. A reader that went away (`assay list | head -1`) is no
/// error. Throws Error(usage) where the output cannot be written, such as on a full disk.
void print(std::string_view text);

/// One line on standard error, "assay: ..."; line breaks inside become spaces.
void complain(std::string_view message);

/// Text for people on standard error, as it is.
void print_error(std::string_view text);

bool output_is_terminal();
bool errors_are_a_terminal();

/// Of the terminal behind standard error; 80 where that is unknown.
std::size_t terminal_columns();
/// 24 where that is unknown.
std::size_t terminal_rows();

}  // namespace assay::cli
