// How is a function of the management library called so that failure is an absent value?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "harness/core/seconds.hpp"
#include "harness/probe/nvml/bounded_caller.hpp"
#include "harness/probe/nvml/functions.hpp"
#include "harness/probe/nvml/status.hpp"

namespace assay::probe {

/// The library itself: open, started, shut down at the end. One that hangs is left as it is, for
/// its own threads may still run in it.
class NvmlLibrary {
 public:
  NvmlLibrary(const std::string& file, Seconds deadline);
  ~NvmlLibrary();
  NvmlLibrary(const NvmlLibrary&) = delete;
  NvmlLibrary& operator=(const NvmlLibrary&) = delete;

  bool usable() const { return started_ && !caller_.hung(); }
  std::string reason() const;
  const NvmlFunctions& functions() const { return functions_; }
  BoundedCaller& caller() { return caller_; }

 private:
  void start();

  BoundedCaller caller_;
  NvmlFunctions functions_;
  std::string reason_;
  void* handle_ = nullptr;
  bool started_ = false;
};

/// Calls functions and remembers the last failure. For one thread at a time; copies are cheap.
class NvmlAsker {
 public:
  explicit NvmlAsker(std::shared_ptr<NvmlLibrary> library) : library_(std::move(library)) {}

  const NvmlFunctions& functions() const { return library_->functions(); }
  const NvmlFailure& last_failure() const { return last_failure_; }

  /// `fill` makes the call, writes to its argument and returns the status. It runs on another
  /// thread and must own what it touches.
  template <class Out, class... Arguments, class Fill>
  std::optional<Out> ask(const NvmlFunction<Arguments...>& function, Fill fill) const {
    if (!library_->usable()) return fail(NvmlStatus::hung, function.name, 0);
    if (function.call == nullptr) return fail(NvmlStatus::missing_function, function.name, 0);
    using Answer = std::pair<int, Out>;
    auto answer = library_->caller().result_of<Answer>(
        function.name, [fill = std::move(fill), call = function.call]() {
          Answer made{0, Out{}};
          made.first = fill(call, made.second);
          return made;
        });
    if (!answer) return fail(NvmlStatus::hung, function.name, 0);
    if (answer->first == nvml_api::kSuccess) return std::move(answer->second);
    return fail(nvml_status(answer->first), function.name, answer->first);
  }

  /// A function whose last argument is where it writes its one value.
  template <class Out, class... Arguments, class... Leading>
  std::optional<Out> value(const NvmlFunction<Arguments...>& function, Leading... leading) const {
    return ask<Out>(function, [leading...](auto call, Out& out) { return call(leading..., &out); });
  }

  /// A failure that is not a status, such as a field whose own status is one.
  std::nullopt_t fail(NvmlStatus status, const char* function, int code) const {
    last_failure_ = {.status = status, .function = function, .code = code};
    return std::nullopt;
  }

 private:
  std::shared_ptr<NvmlLibrary> library_;
  mutable NvmlFailure last_failure_;
};

}  // namespace assay::probe
