// Which metrics does a user ask to have explained, and what is published of them?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "harness/catalogue/explanation.hpp"
#include "harness/catalogue/part.hpp"
#include "kernels/kernel.hpp"

namespace assay::judge {

/// One metric. Points into the explanations and the kernel table, which must outlive it.
struct Explained {
  std::string name;    ///< "memory.copy/bandwidth"
  std::string kernel;  ///< "memory.copy"; of a metric that no kernel reports what stands before /
  std::string unit;    ///< "B/s"
  const Kernel* description = nullptr;  ///< null: no kernel reports it
  const catalogue::Explanation* explanation = nullptr;
};

/// Everything there is an explanation of, kernels in the order of the table and then the others.
std::vector<Explained> explained(const std::vector<catalogue::Explanation>& explanations,
                                 const KernelTable& kernels);

/// Those that `wanted` means: a kernel ("memory.copy"), a metric ("memory.copy/bandwidth") or a
/// glob of either. Throws Error(usage), naming the nearest ones, where it means none.
std::vector<Explained> find_explained(const std::vector<Explained>& all, std::string_view wanted);

/// What somebody stated of a part, one figure.
struct Statement {
  enum class Kind : std::uint8_t { published, per_sm_clock, typical };
  Kind kind{};
  std::string about;  ///< path of the figure, or the metric with its parameters
  catalogue::Figure figure;
  std::string conditions = {};  ///< of a typical one
};

std::string_view to_string(Statement::Kind kind);

/// What the metric is held against, what its parts are, and what healthy devices were seen to
/// reach. Empty: nobody states anything.
std::vector<Statement> statements_of(const catalogue::Part& part, std::string_view metric);

}  // namespace assay::judge
