// How can a judgement end? Three states, failing closed.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>
#include <string_view>

namespace assay::judge {

/// In rising order of what an exit code makes of them: the worst wins.
enum class State : std::uint8_t {
  pass,
  fail,             ///< exit 1
  could_not_judge,  ///< exit 3: not measured is never pass
  wrong,            ///< exit 4: a kernel computed a wrong answer
};

/// "pass", "fail", "could-not-judge", "wrong".
std::string_view to_string(State state);

State worst(State one, State other);

/// 0, 1, 3, 4.
int exit_code_of(State state);

}  // namespace assay::judge
