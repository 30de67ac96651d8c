// Which driver does a program meet that this library stands in for? The one that its environment
// describes: tests/harness/probe/fake_driver.cpp, told before the CUDA runtime asks.
// SPDX-License-Identifier: Apache-2.0
#include <cstdlib>

extern "C" void fake_driver_state(int status, int version);

namespace {

int number_in(const char* variable) {
  const char* text = std::getenv(variable);
  return text == nullptr ? 0 : std::atoi(text);
}

__attribute__((constructor)) void describe() {
  fake_driver_state(number_in("FAKE_DRIVER_STATUS"), number_in("FAKE_DRIVER_VERSION"));
}

}  // namespace
