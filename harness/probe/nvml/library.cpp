// How the library is opened, started and shut down.
// SPDX-License-Identifier: Apache-2.0
#include "harness/probe/nvml/library.hpp"

#include <dlfcn.h>
#include <fmt/format.h>

#include "harness/probe/text.hpp"

namespace assay::probe {

NvmlLibrary::NvmlLibrary(const std::string& file, Seconds deadline) : caller_(deadline) {
  handle_ = dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (handle_ == nullptr) {
    const char* error = dlerror();
    reason_ = fmt::format("the NVIDIA management library cannot be opened: {}",
                          clean_text(error ? error : "").value_or(file));
    return;
  }
  functions_ = resolve_nvml_functions([this](const char* name) { return dlsym(handle_, name); });
  start();
}

void NvmlLibrary::start() {
  if (functions_.init.call == nullptr) {
    reason_ = "the NVIDIA management library has no nvmlInit_v2: it is something else";
    return;
  }
  const auto status = caller_.result_of<int>(functions_.init.name,
                                             [call = functions_.init.call] { return call(); });
  if (!status) return;  // the caller has the reason
  if (*status == nvml_api::kSuccess) {
    started_ = true;
  } else {
    reason_ =
        fmt::format("the NVIDIA management library does not start: {}", nvml_status_text(*status));
  }
}

NvmlLibrary::~NvmlLibrary() {
  if (started_ && functions_.shutdown.call != nullptr) {
    caller_.run(functions_.shutdown.name, [call = functions_.shutdown.call] { call(); });
  }
  if (handle_ != nullptr && !caller_.hung()) dlclose(handle_);
}

std::string NvmlLibrary::reason() const {
  return caller_.hung() ? caller_.hung_reason() : reason_;
}

}  // namespace assay::probe
