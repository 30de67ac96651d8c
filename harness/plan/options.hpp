// What does the caller want planned?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "harness/plan/case.hpp"
#include "harness/plan/shape.hpp"
#include "harness/plan/tuning.hpp"

namespace assay::plan {

/// What a sweep searches for, and measures alone: the fastest of a kernel's variants on a device,
/// or the sizes at which a matrix product reaches the highest rate.
enum class Sweep { none, variants, shapes };

/// The processes of a launcher, and the hosts they run on.
struct WorldShape {
  std::uint32_t ranks = 0, nodes = 0;  ///< 0: no launcher
  std::uint32_t gpus = 0;              ///< of all ranks
  std::string unavailable = {};        ///< not empty: they do not work together, and why
  std::string no_nccl = {};            ///< not empty: their GPUs do not, and why
};

struct Options {
  std::vector<DeviceId> devices = {};
  Level level = Level::quick;
  std::vector<std::string> only =
      {};  ///< globs on the kernel's or the case's name; empty: everything
  std::vector<std::uint64_t> bytes = {};  ///< replaces the level's array sizes; empty: keep them
  std::vector<Shape> shapes = {};         ///< replaces the level's m, n and k; empty: keep them
  /// Replaces the level's time of every case that is sampled for a time; empty: keep it.
  std::optional<Seconds> minimum_time = {};
  std::uint64_t seed = 0;
  Sweep sweep = Sweep::none;
  /// Libraries beside the kernels; empty: in all but sweeps.
  std::optional<bool> with_reference = {};
  /// Of several ranks: cases that all of them share are planned, and no others.
  WorldShape world = {};
  Tuning tuning = {};  ///< fastest variants known; else what the kernel would choose
};

}  // namespace assay::plan
