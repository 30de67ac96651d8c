// A test that says something to the replacement library, and leaves nothing alive in it.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <gtest/gtest.h>

#include <chrono>
#include <cstdlib>
#include <string>
#include <vector>

#include "collectives/nccl/communicators.hpp"
#include "kernels/error.hpp"
#include "tests/nccl/loaded.hpp"

namespace assay::fake_nccl {

class WithScript : public testing::Test {
 protected:
  WithScript() {
    script() = {};
    for (const char* name : {"NCCL_ALGO", "NCCL_DEBUG", "NCCL_DEBUG_FILE", "NCCL_DEBUG_SUBSYS"}) {
      unsetenv(name);
    }
  }
  ~WithScript() override {
    EXPECT_EQ(script().alive, leaves_alive_);
    script() = {};
  }
  static Script& script() { return script_of(FAKE_NCCL); }

  static NcclGroup four(Algorithm algorithm = Algorithm::none) {
    return {.devices = {0, 1, 2, 3},
            .select = [](int) {},
            .algorithm = algorithm,
            .patience = std::chrono::milliseconds(50)};
  }

  int leaves_alive_ = 0;
};

/// What it says when it fails.
template <class Function>
std::string failure_of(Function function) {
  try {
    function();
  } catch (const Error& error) {
    return error.what();
  }
  return "it did not fail";
}

}  // namespace assay::fake_nccl
