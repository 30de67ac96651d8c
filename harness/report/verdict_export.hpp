// How does a verdict leave for other tools? Document by document, in the order they were given.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>
#include <memory>
#include <string>

#include "harness/judge/verdict/verdict.hpp"
#include "harness/report/format.hpp"

namespace assay::report {

/// Whether a simulated document, which shows nothing of a device, may look like a pass.
enum class Simulated : std::uint8_t { refused, accepted };

class VerdictExport {
 public:
  virtual ~VerdictExport() = default;
  /// What can be written now. Some formats keep what they are told until the end.
  virtual std::string add(const judge::DocumentVerdict& verdict) = 0;
  /// The rest; called once, after every document.
  virtual std::string end() = 0;
};

/// Null for formats that are for people, and for JSON.
std::unique_ptr<VerdictExport> verdict_export(Format format, Simulated simulated);

/// "measured", "simulated" or "injected": the first holds no mark, and simulated outweighs.
std::string evidence_word(const judge::DocumentVerdict& verdict);

}  // namespace assay::report
