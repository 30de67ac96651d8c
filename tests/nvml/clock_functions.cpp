// Who locks the clock of which GPU, and who gives it back? Every process that uses this library
// adds its line to one journal, the file that FAKE_NVML_JOURNAL names.
// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <unistd.h>

#include <cstdlib>
#include <sstream>
#include <string>

#include "tests/nvml/replay.hpp"

using namespace assay::fake_nvml;

namespace {

// In one piece: others may write at the same time.
void note(const std::string& what, const Call& call, const std::string& how) {
  const char* const path = std::getenv("FAKE_NVML_JOURNAL");
  if (path == nullptr) return;
  std::ostringstream text;
  text << what << ' ' << call.value("/uuid").get<std::string>() << how << ' ' << getpid() << '\n';
  const std::string line = text.str();
  const int file = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0666);
  if (file < 0 || write(file, line.data(), line.size()) < 0) std::abort();
  close(file);
}

}  // namespace

FAKE_NVML int nvmlDeviceSetGpuLockedClocks(const Device* device, unsigned minimum,
                                           unsigned maximum) {
  const Call call(__func__, device);
  if (call.status() != kSuccess) return call.status();
  const auto& highest = call.value("/maximum_clock_mhz/graphics");
  if (minimum > maximum || (highest.is_number() && maximum > highest.get<unsigned>())) {
    return kInvalidArgument;
  }
  std::ostringstream clocks;
  clocks << ' ' << minimum << ' ' << maximum;
  note("lock", call, clocks.str());
  return kSuccess;
}

FAKE_NVML int nvmlDeviceResetGpuLockedClocks(const Device* device) {
  const Call call(__func__, device);
  if (call.status() != kSuccess) return call.status();
  note("reset", call, "");
  return kSuccess;
}
