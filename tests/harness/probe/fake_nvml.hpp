// How does a test get a management library that answers from a recording?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <dlfcn.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>

#include "harness/probe/nvml/nvml.hpp"
#include "tests/source_folder.hpp"

namespace assay::probe {

inline constexpr const char* kFakeUuid = "GPU-4c7f1de0-93a5-4b0e-8c55-1a2b3c4d5e00";

/// One at a time. Its time stands still at 0 until at() moves it.
class FakeNvml {
 public:
  explicit FakeNvml(const std::string& recording) {
    const std::string path = recording.find('/') == std::string::npos
                                 ? source_folder() + "/tests/nvml/recordings/" + recording + ".json"
                                 : recording;
    library_ = dlopen(FAKE_NVML_LIBRARY, RTLD_NOW | RTLD_LOCAL);
    if (library_ == nullptr) throw std::runtime_error(dlerror());
    if (function<int (*)(const char*)>("fake_nvml_use")(path.c_str()) != 0) {
      throw std::runtime_error("cannot replay " + path);
    }
    at(0);
  }
  ~FakeNvml() { dlclose(library_); }
  FakeNvml(const FakeNvml&) = delete;
  FakeNvml& operator=(const FakeNvml&) = delete;

  void at(double seconds) { function<void (*)(double)>("fake_nvml_set_time")(seconds); }
  /// Since the process began.
  unsigned long calls(const char* name) {
    return function<unsigned long (*)(const char*)>("fake_nvml_calls")(name);
  }
  /// nvmlInit is in effect.
  bool started() {
    unsigned count = 0;
    return function<int (*)(unsigned*)>("nvmlDeviceGetCount_v2")(&count) == 0;
  }
  Nvml open(Seconds deadline = Seconds{600}) {
    return Nvml({.library = FAKE_NVML_LIBRARY, .deadline = deadline});
  }

 private:
  template <class Function>
  Function function(const char* name) {
    return reinterpret_cast<Function>(dlsym(library_, name));
  }
  void* library_ = nullptr;
};

/// A recording that differs from another by a merge patch, written to the tests' own folder.
inline std::string patched_recording(const std::string& name, const std::string& of,
                                     const nlohmann::json& first_device) {
  std::ifstream file(source_folder() + "/tests/nvml/recordings/" + of + ".json");
  nlohmann::json recording = nlohmann::json::parse(file);
  recording.at("devices").at(0).merge_patch(first_device);
  const std::string path = std::string(RECORDINGS) + "/" + name + ".json";
  std::ofstream(path) << recording;
  return path;
}

}  // namespace assay::probe
