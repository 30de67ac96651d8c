// Which cases do several devices, or ranks on one device, share, so that sections of their own show
// them instead of the table of a device?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include "harness/document/record.hpp"

namespace assay::report {

/// A transfer between two GPUs, or between all of them at once.
bool is_between_gpus(const document::CaseRecord& record);

/// A collective over several GPUs, whoever does it.
bool is_collective_of_gpus(const document::CaseRecord& record);

/// A collective of ranks that share one device.
bool is_colocated(const document::CaseRecord& record);

/// Any of these.
bool has_own_section(const document::CaseRecord& record);

}  // namespace assay::report
