// How the sources of facts are put together.
// SPDX-License-Identifier: Apache-2.0
#include "harness/probe/probe.hpp"

#include <unistd.h>

#include "harness/probe/affinity.hpp"
#include "harness/probe/cpu_facts.hpp"
#include "harness/probe/cuda_facts.hpp"
#include "harness/probe/cuda_reason.hpp"
#include "harness/probe/host_facts.hpp"
#include "harness/probe/nvml_facts.hpp"
#include "harness/probe/pci.hpp"
#include "harness/probe/tree.hpp"
#include "harness/probe/warnings.hpp"

namespace assay::probe {
namespace {

// Before any context: its memory would count as in use.
void complete(const ProbeOptions& options, const Tree& tree, CudaProbe& cuda) {
  if (!cuda.built) return;
  for (auto& gpu : cuda.devices) read_pci(tree, gpu);
  read_nvml(Nvml(options.nvml), static_cast<std::uint64_t>(getpid()), cuda);
  if (options.contexts == Contexts::where_needed) read_free_memory(cuda);
  for (auto& gpu : cuda.devices) gpu.warnings = warnings_of(gpu);
  if (cuda.reason.empty()) cuda.reason = no_usable_device_reason(cuda.devices);
  cuda.reason = with_gpus_of_nvml(cuda.reason, cuda.nvml.devices, cuda.devices.size());
}

}  // namespace

Facts probe_facts(const ProbeOptions& options) {
  const Tree tree(options.root);
  const Environment environment =
      options.environment ? *options.environment : process_environment();
  const auto visible_devices = environment.find("CUDA_VISIBLE_DEVICES");
  Facts facts{
      .host = probe_host(tree, environment),
      .cpu = probe_cpu({.tree = tree,
                        .affinity = options.affinity ? *options.affinity : process_affinity(),
                        .features = options.features ? *options.features : processor_features()}),
      .cuda = probe_cuda(options.root, visible_devices == environment.end()
                                           ? std::nullopt
                                           : std::optional<std::string>(visible_devices->second)),
  };
  complete(options, tree, facts.cuda);
  return facts;
}

}  // namespace assay::probe
