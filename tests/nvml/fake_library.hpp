// How does a test load the replacement library and tell it what to replay?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <dlfcn.h>

#include <stdexcept>
#include <string>

namespace assay::fake_nvml {

/// The library at `file`, replaying the recording of that name. One at a time in a process.
class FakeLibrary {
 public:
  FakeLibrary(const std::string& file, const std::string& recording)
      : handle_(dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL)) {
    if (handle_ == nullptr) throw std::runtime_error(dlerror());
    if (function<int(const char*)>("fake_nvml_use")(recording.c_str()) != 0) {
      throw std::runtime_error(recording + " cannot be replayed");
    }
  }
  ~FakeLibrary() {
    run_time();
    dlclose(handle_);
  }
  FakeLibrary(const FakeLibrary&) = delete;
  FakeLibrary& operator=(const FakeLibrary&) = delete;

  bool has(const char* name) const { return dlsym(handle_, name) != nullptr; }
  template <class Signature>
  Signature* function(const char* name) const {
    void* found = dlsym(handle_, name);
    if (found == nullptr) throw std::runtime_error(std::string("no function ") + name);
    return reinterpret_cast<Signature*>(found);
  }
  /// Calls one whose parameters are what is given; casts none of them.
  template <class... Arguments>
  int call(const char* name, Arguments... arguments) const {
    return function<int(Arguments...)>(name)(arguments...);
  }

  void stand_at(double time_s) const { function<void(double)>("fake_nvml_set_time")(time_s); }
  void run_time() const { stand_at(-1); }
  unsigned long calls(const char* name) const {
    return function<unsigned long(const char*)>("fake_nvml_calls")(name);
  }

 private:
  void* handle_;
};

}  // namespace assay::fake_nvml
