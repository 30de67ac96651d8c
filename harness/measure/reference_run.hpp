// How does a library do beside the kernel, sample by sample, without being able to spoil its case?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "harness/measure/result.hpp"
#include "harness/measure/session.hpp"

namespace assay::measure {

/// The library of one case. Nothing here throws: whatever goes wrong with it is said in the result,
/// and the kernel goes on alone.
class ReferenceRun {
 public:
  /// Opens the library, where the session has one for the case that is set up and the plan wants
  /// it, and chooses: the default is what the library names first, the best the fastest median of a
  /// few samples. Both outputs are checked.
  void open(DeviceSession& session, const plan::Case& planned);

  /// Something is timed beside the kernel.
  bool is_open() const { return session_ != nullptr; }

  /// New samples begin, `count` more at least; `keep` those taken until now or forget them.
  enum class Before : std::uint8_t { keep, forget };
  void begin(Before before, std::size_t count);

  /// Takes `ours` and one sample of each algorithm right beside it: ours, default, best, and the
  /// next time the other way round, so that neither always follows the other.
  template <typename Ours>
  void beside(Ours ours);

  /// After the last sample.
  void check_after();

  /// Empty where there is no library for the case. `ours` are the samples of the kernel, one for
  /// each call of beside() since the samples began.
  std::optional<ReferenceResult> finish(std::span<const double> ours);

 private:
  struct Timed {
    std::size_t algorithm = 0;
    std::vector<double> samples = {};
  };
  void choose();
  std::vector<std::size_t> fastest(std::span<const std::string> names);
  void check(std::size_t algorithm);
  void compare();
  double time(std::size_t algorithm);
  void take(Timed& timed);
  ReferenceTiming timing(const Timed& timed, std::span<const double> ours) const;
  void attempt(const std::function<void()>& step);
  void lose(std::string why);

  ReferenceSession* session_ = nullptr;  ///< null: there is none, or it is lost
  std::optional<ReferenceResult> result_;
  std::vector<std::string> names_;
  Timed default_;
  std::optional<Timed> best_;  ///< empty: the default is
  std::vector<Timed> others_;  ///< shown beside them, where the library wants all to be
  std::size_t turns_ = 0;
};

template <typename Ours>
void ReferenceRun::beside(Ours ours) {
  const bool ours_first = turns_++ % 2 == 0;
  if (ours_first) {
    ours();
    take(default_);
  }
  if (best_) take(*best_);
  for (Timed& timed : others_) take(timed);
  if (!ours_first) {
    take(default_);
    ours();
  }
}

}  // namespace assay::measure
