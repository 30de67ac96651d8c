// How much of a report is wanted?
#pragma once
// SPDX-License-Identifier: Apache-2.0

namespace assay::report {

enum class Depth {
  brief,  ///< the table, and what it needs to be read
  full,
};

}  // namespace assay::report
