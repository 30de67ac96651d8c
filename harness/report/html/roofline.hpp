// Where do the products of a GPU stand under the roof of its memory and its arithmetic?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include "harness/document/document.hpp"
#include "harness/document/roofline.hpp"
#include "harness/report/html/element.hpp"

namespace assay::report::html {

/// The chart, both axes logarithmic: the slope of the memory, the best rate of each type, a point
/// for each product.
Element roofline_figure(const document::Roofline& roofline);

/// The same in numbers, a row for each product; the document tells what its case is.
Element roofline_table(const document::Document& document, const document::Roofline& roofline);

}  // namespace assay::report::html
