// How the sources of facts are put together.
// SPDX-License-Identifier: Apache-2.0
#include "harness/probe/probe.hpp"

#include "harness/probe/affinity.hpp"
#include "harness/probe/cpu_facts.hpp"
#include "harness/probe/cuda_facts.hpp"
#include "harness/probe/host_facts.hpp"
#include "harness/probe/pci.hpp"
#include "harness/probe/tree.hpp"

namespace assay::probe {

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
  for (auto& gpu : facts.cuda.devices) read_pci(tree, gpu);
  return facts;
}

}  // namespace assay::probe
