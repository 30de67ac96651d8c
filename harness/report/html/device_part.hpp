// What was found out about one device?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include "harness/document/document.hpp"
#include "harness/judge/verdict/verdict.hpp"
#include "harness/report/html/element.hpp"
#include "harness/report/mark.hpp"

namespace assay::report::html {

struct DeviceLayout {
  int level = 2;     ///< of its heading
  bool open = true;  ///< unfolded when the page is opened
  Mark mark = {};
};

/// Its verdict, metrics, coverage, identity, roofline and curves, to be folded and unfolded.
Element device_part(const judge::DeviceVerdict& device, const document::Document& document,
                    const DeviceLayout& layout);

}  // namespace assay::report::html
