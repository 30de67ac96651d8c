// NCCL tells its version by itself; cuBLASLt is only opened, for it starts on a device alone.
// SPDX-License-Identifier: Apache-2.0
#include "harness/cli/companion_libraries.hpp"

#include <dlfcn.h>

#include <string>

#include "collectives/nccl/library.hpp"
#include "harness/measure/cublaslt/library.hpp"
#include "kernels/error.hpp"

namespace assay::cli {
namespace {

std::string why_no_nccl() {
  try {
    const NcclLibrary library(nccl_files());
    return {};
  } catch (const Error& error) {
    return error.what();
  }
}

// Stays open until the process ends, as a library with threads of its own must.
std::string why_no_cublaslt() {
  std::string reason = "it is looked for nowhere";
  for (const auto& file : measure::cublaslt_files()) {
    if (dlopen(file.c_str(), RTLD_LAZY | RTLD_LOCAL) != nullptr) return {};
    if (const char* text = dlerror()) reason = text;
  }
  return reason;
}

}  // namespace

std::vector<judge::Companion> companion_libraries() {
  return {{.name = "cuBLASLt",
           .reason = why_no_cublaslt(),
           .remedy = "install the toolkit's library of products, such as libcublas-12-9",
           .gpus = 1},
          {.name = "NCCL",
           .reason = why_no_nccl(),
           .remedy = "install libnccl2, of NVIDIA's repository",
           .gpus = 2}};
}

}  // namespace assay::cli
