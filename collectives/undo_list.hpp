// What must be undone of steps that were taken, and in which order? The last first.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <functional>
#include <utility>
#include <vector>

namespace assay {

class UndoList {
 public:
  UndoList() = default;
  ~UndoList() {
    while (!steps_.empty()) {
      const std::function<void()> step = std::move(steps_.back());
      steps_.pop_back();
      step();
    }
  }
  UndoList(const UndoList&) = delete;
  UndoList& operator=(const UndoList&) = delete;

  /// `step` must not throw.
  void add(std::function<void()> step) { steps_.push_back(std::move(step)); }
  /// What was done stays.
  void forget() { steps_.clear(); }

 private:
  std::vector<std::function<void()>> steps_;
};

}  // namespace assay
