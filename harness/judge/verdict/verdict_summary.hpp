// What became of all documents together?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>
#include <string>

#include "harness/judge/verdict/verdict.hpp"

namespace assay::judge {

/// Small, however many documents there are.
struct VerdictSummary {
  std::uint64_t documents = 0;
  std::uint64_t unreadable = 0;                                      ///< of them
  std::uint64_t simulated = 0;                                       ///< of them
  std::uint64_t injected = 0;                                        ///< of them
  std::uint64_t devices = 0;                                         ///< that count
  std::uint64_t pass = 0, fail = 0, could_not_judge = 0, wrong = 0;  ///< devices
  State state = State::pass;                                         ///< the worst

  void add(const DocumentVerdict& verdict);

  /// "3 documents, 24 devices: 22 pass, 1 fails, 1 could not be judged".
  std::string sentence() const;
};

/// 2 where no document could be read at all; an unreadable one among others is 3 at least. Does not
/// know that simulated documents show nothing of a device.
int exit_code(const VerdictSummary& summary);

}  // namespace assay::judge
