// Sessions with the faults in them that somebody asked for.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <memory>
#include <vector>

#include "harness/measure/session.hpp"
#include "harness/operate/injection.hpp"
#include "harness/operate/shared_log.hpp"

namespace assay::operate {

/// `next` and `log` must outlive it; the log says which sample is next.
class InjectingSessions final : public measure::SessionFactory {
 public:
  InjectingSessions(measure::SessionFactory& next, std::vector<Injection> injections,
                    const SharedLog& log)
      : next_(next), injections_(std::move(injections)), log_(log) {}

  std::unique_ptr<measure::DeviceSession> open(plan::DeviceId device) override;
  std::unique_ptr<measure::DeviceSession> open_group(const plan::Case& planned) override;
  std::string lost(const plan::Case& planned) const override { return next_.lost(planned); }
  bool abandoned() const override { return next_.abandoned(); }

 private:
  measure::SessionFactory& next_;
  std::vector<Injection> injections_;
  const SharedLog& log_;
};

}  // namespace assay::operate
