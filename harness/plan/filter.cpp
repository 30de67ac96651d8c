// A glob is held against the kernel's name and against the case's whole name.
// SPDX-License-Identifier: Apache-2.0
#include "harness/plan/filter.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "harness/plan/glob.hpp"
#include "kernels/error.hpp"

namespace assay::plan {

Filter::Filter(std::vector<std::string> globs)
    : globs_(std::move(globs)), matched_(globs_.size(), false) {}

namespace {

bool matches_case(const std::string& glob, const Case& one, const std::string& name) {
  return matches(glob, one.kernel->description().name) || matches(glob, name);
}

}  // namespace

bool Filter::awaits(const Case& one) const {
  const std::string name = one.name();
  for (std::size_t i = 0; i < globs_.size(); ++i) {
    if (!matched_[i] && matches_case(globs_[i], one, name)) return true;
  }
  return false;
}

bool Filter::admits(const Case& one) {
  bool admitted = globs_.empty();
  const std::string name = one.name();
  for (std::size_t i = 0; i < globs_.size(); ++i) {
    if (!matches_case(globs_[i], one, name)) continue;
    matched_[i] = true;
    admitted = true;
  }
  return admitted;
}

void Filter::require_all_matched(Level level, bool launched) const {
  const auto idle = std::find(matched_.begin(), matched_.end(), false);
  if (idle == matched_.end()) return;
  const auto index = static_cast<std::size_t>(idle - matched_.begin());
  if (launched) {
    throw Error(ErrorKind::usage,
                fmt::format("--only '{}' matches no case that the processes of a launcher share; "
                            "what one node measures alone is measured without mpirun or srun, one "
                            "process a node; 'assay run --dry-run' prints the cases of either",
                            globs_[index]));
  }
  throw Error(
      ErrorKind::usage,
      fmt::format("--only '{}' matches no case of level {}; 'assay list' prints the kernels, "
                  "'assay run --dry-run' the cases",
                  globs_[index], to_string(level)));
}

}  // namespace assay::plan
