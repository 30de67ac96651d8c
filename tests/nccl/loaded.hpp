// What does a test say to the replacement library at that path?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <dlfcn.h>

#include <stdexcept>
#include <string>

#include "tests/nccl/fake_library.hpp"

namespace assay::fake_nccl {

/// Of the library that whoever opens that path gets.
inline Script& script_of(const std::string& file) {
  void* const library = dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
  if (library == nullptr) throw std::runtime_error(dlerror());
  void* const function = dlsym(library, "fake_nccl_script");
  if (function == nullptr) throw std::runtime_error(file + " is not the replacement library");
  return *reinterpret_cast<Script* (*)()>(function)();
}

}  // namespace assay::fake_nccl
