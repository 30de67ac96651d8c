// Which device is in use: one at a time.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <memory>

#include "harness/measure/session.hpp"

namespace assay::measure {

/// The session of the device in use: one at a time, so that the threads of the CPU's do not wait on
/// the processors that drive a GPU.
class OpenSession {
 public:
  explicit OpenSession(SessionFactory& factory) : factory_(factory) {}

  DeviceSession& of(plan::DeviceId device) {
    if (session_ && device_ == device) return *session_;
    session_.reset();
    session_ = factory_.open(device);
    device_ = device;
    return *session_;
  }
  void close() { session_.reset(); }

 private:
  SessionFactory& factory_;
  plan::DeviceId device_;
  std::unique_ptr<DeviceSession> session_;
};

}  // namespace assay::measure
