// How does the help of all verbs look as a manual page?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <string>

#include "harness/cli/manual/help_table.hpp"

namespace assay::cli {

struct ManPageHead {
  std::string version;  ///< "0.1.0"
  std::string date;     ///< "2026-11-30"; empty: not known
};

/// assay(1), in the macros of man(7).
std::string man_page(const HelpTable& table, const ManPageHead& head);

}  // namespace assay::cli
