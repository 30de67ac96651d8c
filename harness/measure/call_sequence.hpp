// Google Benchmark calls a benchmark several times and does not say why: which call is this one?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>

namespace assay::measure {

enum class Call : std::uint8_t {
  warm_up,     ///< thrown away
  attempt,     ///< counts unless another attempt, with more iterations, follows
  repetition,  ///< counts, beside the last attempt and the repetitions before
};

/// Within the warm-up and within the attempts the iteration count only grows. It starts again at
/// one after the warm-up, and stays as it is over the repetitions: a call that does not grow begins
/// the next kind.
class CallSequence {
 public:
  explicit CallSequence(Call first) : kind_(first) {}

  Call next(std::int64_t iterations) {
    const bool grew = iterations > previous_;
    previous_ = iterations;
    if (!grew) kind_ = kind_ == Call::warm_up ? Call::attempt : Call::repetition;
    return kind_;
  }

 private:
  Call kind_;
  std::int64_t previous_ = 0;
};

}  // namespace assay::measure
