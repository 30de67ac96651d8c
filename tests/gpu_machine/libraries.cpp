// Which libraries does the machine have? Those that a test names in LD_LIBRARY_PATH, and none of a
// CUDA toolkit that happens to be installed where the tests run.
// SPDX-License-Identifier: Apache-2.0
#include <dlfcn.h>

#include <string_view>

/// The C library's, for everything in this program.
extern "C" void* dlopen(const char* file, int mode) noexcept {
  using Open = void*(const char*, int);
  static auto* const open = reinterpret_cast<Open*>(dlsym(RTLD_NEXT, "dlopen"));
  const bool of_a_toolkit =
      file != nullptr && std::string_view(file).starts_with("/usr/local/cuda/");
  return open(of_a_toolkit ? "/no/toolkit/is/installed" : file, mode);
}
