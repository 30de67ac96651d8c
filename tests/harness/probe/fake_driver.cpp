// How does the CUDA runtime meet a driver that this machine does not have? Until it asks for a
// device, this library is one: it states a version, and starts or fails as it was told.
// SPDX-License-Identifier: Apache-2.0
#include <cstring>

#define FAKE_DRIVER_API extern "C" __attribute__((visibility("default")))

namespace {

int start_status = 0;
int supported_version = 0;

constexpr int kInvalidValue = 1;
constexpr int kNotSupported = 801;

int other_function() {
  return start_status == 0 ? kNotSupported : start_status;
}

}  // namespace

/// What cuInit answers, and the CUDA version that the driver supports. Call it before the runtime.
FAKE_DRIVER_API void fake_driver_state(int status, int version) {
  start_status = status;
  supported_version = version;
}

FAKE_DRIVER_API int cuInit(unsigned) {
  return start_status;
}

FAKE_DRIVER_API int cuDriverGetVersion(int* version) {
  *version = supported_version;
  return 0;
}

FAKE_DRIVER_API int cuGetExportTable(const void**, const void*) {
  return kInvalidValue;
}

FAKE_DRIVER_API int cuGetProcAddress_v2(const char* name, void** function, int, unsigned long long,
                                        int* found) {
  if (std::strcmp(name, "cuInit") == 0) {
    *function = reinterpret_cast<void*>(&cuInit);
  } else if (std::strcmp(name, "cuDriverGetVersion") == 0) {
    *function = reinterpret_cast<void*>(&cuDriverGetVersion);
  } else if (std::strncmp(name, "cuGetProcAddress", 16) == 0) {
    *function = reinterpret_cast<void*>(&cuGetProcAddress_v2);
  } else {
    *function = reinterpret_cast<void*>(&other_function);
  }
  if (found != nullptr) *found = 0;
  return 0;
}
