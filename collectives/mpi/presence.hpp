// Which processes of the launcher have not even begun? MPI cannot say: it waits for them.
//
// Slurm and Open MPI keep a board by PMIx, where each process leaves a word before it begins MPI.
// Compiled into the module, for PMIx is the site's as MPI is.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <string>

namespace assay {

/// Nothing is known where the launcher has no PMIx, or the module was built without it.
class Presence {
 public:
  /// Leaves the word. Waits for nobody.
  void announce();
  /// After MPI has begun: comes back when all processes are here. Slurm 22.05 lets some go on
  /// before others have come, which then find nobody to receive what they are sent; one fence that
  /// gathers data it does keep.
  void meet();
  /// Before MPI ends: PMIx counts who has joined, and a process that left while it still counts as
  /// there has failed for its launcher.
  void withdraw();
  /// How many were launched; 0: not known.
  int launched() const;
  /// Takes a second or two where it has not.
  bool has_begun(int rank) const;
  /// Where the launcher has put it; empty: not known.
  std::string host(int rank) const;

 private:
  std::string job_;  ///< its name on the board; empty: there is none
  bool has_joined_ = false;
};

}  // namespace assay
