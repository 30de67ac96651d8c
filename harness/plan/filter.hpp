// Which cases did the command line choose with --only?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <string>
#include <vector>

#include "harness/plan/case.hpp"

namespace assay::plan {

/// Remembers which globs matched: one that matches nothing is a mistake, whatever the others do.
class Filter {
 public:
  /// No globs admit everything.
  explicit Filter(std::vector<std::string> globs);

  bool admits(const Case& one);

  /// Whether one that has admitted nothing so far would admit it.
  bool awaits(const Case& one) const;

  /// Throws Error(usage) naming the first glob that admitted nothing. `launched`: only cases of all
  /// processes of a launcher were there to be admitted.
  void require_all_matched(Level level, bool launched = false) const;

 private:
  std::vector<std::string> globs_;
  std::vector<bool> matched_;
};

}  // namespace assay::plan
