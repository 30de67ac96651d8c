// With which exit code does the program end where an error ends it?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include "kernels/error.hpp"

namespace assay::cli {

constexpr int exit_code_of(ErrorKind kind) {
  return kind == ErrorKind::unavailable ? 3 : 2;
}

}  // namespace assay::cli
