// How is a verdict a set of tests? A suite for each device and one for the run; a case for each
// metric that is judged and for everything that is missing.
//
// The suite of a device is green where the device passes, and nowhere else.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstddef>
#include <string>

#include "harness/report/verdict_export.hpp"

namespace assay::report {

class VerdictJunit : public VerdictExport {
 public:
  explicit VerdictJunit(Simulated simulated) : simulated_(simulated) {}
  std::string add(const judge::DocumentVerdict& verdict) override;
  std::string end() override;

 private:
  std::string head_once();

  Simulated simulated_;
  bool begun_ = false;
  std::size_t suites_ = 0;
};

}  // namespace assay::report
