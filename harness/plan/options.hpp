// What does the caller want planned?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>
#include <string>
#include <vector>

#include "harness/plan/case.hpp"
#include "harness/plan/tuning.hpp"

namespace assay::plan {

struct Options {
  std::vector<DeviceId> devices = {};
  Level level = Level::quick;
  std::vector<std::string> only =
      {};  ///< globs on the kernel's or the case's name; empty: everything
  std::vector<std::uint64_t> bytes = {};  ///< replaces the level's array sizes; empty: keep them
  std::uint64_t seed = 0;
  bool sweep = false;  ///< every variant of the kernels that have some, and nothing else
  Tuning tuning = {};  ///< fastest variants known; the first of each kernel where it says nothing
};

}  // namespace assay::plan
