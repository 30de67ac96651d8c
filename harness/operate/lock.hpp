// Does another run measure the same device right now?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <filesystem>
#include <string>
#include <vector>

#include "harness/operate/descriptor.hpp"
#include "harness/plan/case.hpp"
#include "harness/probe/facts.hpp"

namespace assay::operate {

/// Where runs find each other: the first of /run/lock and /tmp in which everybody may write.
std::filesystem::path usual_lock_folder();

/// Held while this lives, and given back by the system however the process ends: a file that is
/// left over locks nothing.
class DeviceLock {
 public:
  /// Of `folder`/assay-NAME.lock. Throws Error(unavailable) that names the process which holds it,
  /// and where the file cannot be locked at all.
  DeviceLock(const std::filesystem::path& folder, const std::string& name);

 private:
  Descriptor file_;
};

/// Names of what a plan measures: "cpu", and GPUs by UUID, so that numbers that
/// CUDA_VISIBLE_DEVICES turned around do not matter. Sorted: two runs never hold what the other
/// waits for.
std::vector<std::string> locked_names(const plan::Plan& plan, const probe::Facts& facts);

/// All of them.
std::vector<DeviceLock> lock_devices(const std::filesystem::path& folder,
                                     const std::vector<std::string>& names);

}  // namespace assay::operate
