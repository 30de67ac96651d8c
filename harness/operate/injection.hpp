// Which faults did somebody ask for, to see what is made of them?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "harness/plan/case.hpp"

namespace assay::operate {

enum class Fault : std::uint8_t {
  hang,   ///< does not end, and does not listen
  crash,  ///< is killed by a signal of its own
  wrong,  ///< computes a wrong answer
  slow,   ///< reaches a share of its rate
  nan,    ///< the clock gives no number
};

struct Injection {
  Fault fault{};
  std::string cases;         ///< glob on the kernel's or the case's name, as of --only
  std::uint64_t sample = 1;  ///< of hang and crash: in this one of the samples that count
  double share = 1;          ///< of slow
  std::string text;          ///< as it was given

  bool strikes(const plan::Case& planned) const;
};

/// "hang@CASE,crash@CASE:3,slow@CASE:0.8"; none where there is no list. Throws Error(usage).
std::vector<Injection> parse_injections(const std::optional<std::string>& list);

/// Throws Error(usage) naming the first that strikes no case of the plan: nobody must believe that
/// an alarm was tested where it was not.
void require_all_strike(const std::vector<Injection>& injections, const plan::Plan& plan);

}  // namespace assay::operate
