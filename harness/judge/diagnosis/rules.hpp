// Which rules make up a diagnosis? One function for each place that can be unwell.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <vector>

#include "harness/judge/diagnosis/diagnosis.hpp"

namespace assay::judge {

using Hindrances = std::vector<Hindrance>;

/// GPUs that are missing: no driver, no device files, none that can be used.
void examine_presence(const Patient& patient, Hindrances& found);
/// Each GPU by itself.
void examine_gpus(const Patient& patient, Hindrances& found);
/// What stands between GPUs: switches, IOMMU, bridges, memory that processes share.
void examine_links(const Patient& patient, Hindrances& found);
/// Load, clocks and memory of the host.
void examine_host(const Patient& patient, Hindrances& found);
/// What control groups and limits take away.
void examine_container(const Patient& patient, Hindrances& found);
/// NCCL and cuBLASLt.
void examine_companions(const Patient& patient, Hindrances& found);

/// Of what colours results of the processors alone.
Effect on_cpu(const Patient& patient);

/// The GPUs that the patient is asked about.
std::vector<const probe::CudaFacts*> asked_gpus(const Patient& patient);

}  // namespace assay::judge
