// Which device is in use: one at a time.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>
#include <memory>
#include <vector>

#include "harness/measure/session.hpp"

namespace assay::measure {

/// The session of the device in use: one at a time, so that the threads of the CPU's do not wait on
/// the processors that drive a GPU.
class OpenSession {
 public:
  explicit OpenSession(SessionFactory& factory) : factory_(factory) {}

  DeviceSession& of(const plan::Case& planned) {
    if (session_ && is_open_for(planned)) return *session_;
    session_.reset();
    session_ = planned.is_shared() ? factory_.open_group(planned) : factory_.open(planned.device);
    device_ = planned.device;
    group_ = planned.group;
    nodes_ = planned.parameters.nodes;
    return *session_;
  }
  void close() { session_.reset(); }

 private:
  bool is_open_for(const plan::Case& planned) const {
    return device_ == planned.device && group_ == planned.group &&
           nodes_ == planned.parameters.nodes;
  }

  SessionFactory& factory_;
  plan::DeviceId device_;
  std::vector<plan::DeviceId> group_;
  std::uint32_t nodes_ = 0;
  std::unique_ptr<DeviceSession> session_;
};

}  // namespace assay::measure
