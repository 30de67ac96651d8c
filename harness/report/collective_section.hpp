// How fast do several GPUs work out one sum, by our kernels and by the library beside them?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstddef>
#include <string>

#include "harness/document/document.hpp"

namespace assay::report {

/// For every way that all-reduce was asked for: a table of our algorithms by size, and one of the
/// library timed beside the best of them; then what the library did by itself. Times of small
/// vectors, bus bandwidths of others. Empty where nothing was measured. At most `columns` wide.
std::string collective_section(const document::Document& document, std::size_t columns);

}  // namespace assay::report
