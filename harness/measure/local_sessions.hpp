// The devices of this machine, as the probe found them.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include "harness/measure/cpu_session.hpp"
#include "harness/measure/session.hpp"
#include "harness/probe/facts.hpp"

namespace assay::measure {

class LocalSessions final : public SessionFactory {
 public:
  explicit LocalSessions(const probe::Facts& facts);
  std::unique_ptr<DeviceSession> open(plan::DeviceId device) override;

 private:
  CpuSettings cpu_;
};

}  // namespace assay::measure
