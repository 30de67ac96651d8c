// What does the replacement library log, and where? As NCCL does: the environment says, and is read
// at the first line.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <string>

namespace assay::fake_nccl {

/// With NCCL's own beginning of a line, where the environment asks for INFO of TUNING.
void write_log(const std::string& line);

/// The next line reads the environment again.
void reset_log();

}  // namespace assay::fake_nccl
