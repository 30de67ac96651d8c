// How is the replay told what to play? Functions that the real library does not have.
// SPDX-License-Identifier: Apache-2.0
#include <cstdio>
#include <cstdlib>

#include "tests/nvml/hidden_functions.hpp"
#include "tests/nvml/replay.hpp"

using namespace assay::fake_nvml;

namespace {

int use(const char* path) {
  replay_file(path);
  try {
    if (!failure().empty()) throw std::runtime_error(failure());
    hide_functions(
        replay().recording.system.value("missing_functions", std::vector<std::string>{}));
    return kSuccess;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "fake libnvidia-ml.so.1: %s\n", error.what());
    return kUnknown;
  }
}

// Before anybody looks for a function of the library: some are to be missing.
__attribute__((constructor)) void use_environment() {
  const char* path = std::getenv("FAKE_NVML_RECORDING");
  if (path != nullptr) use(path);
}

}  // namespace

/// Replays another recording. Only while nvmlInit is not in effect; look functions up afterwards.
FAKE_NVML int fake_nvml_use(const char* path) {
  return use(path);
}

/// The time of the replay stands still at this; a negative one lets it run again, from nvmlInit.
FAKE_NVML void fake_nvml_set_time(double seconds) {
  set_time(seconds < 0 ? std::optional<double>{} : std::optional<double>{seconds});
}

FAKE_NVML double fake_nvml_time() {
  return time_s();
}

/// How often a function of the library was called.
FAKE_NVML unsigned long fake_nvml_calls(const char* function) {
  return calls(function);
}

/// The GPU of that UUID is lost from now on, whatever the recording says.
FAKE_NVML void fake_nvml_lose(const char* uuid) {
  lose(uuid);
}
