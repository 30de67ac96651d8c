// The answer of a binary that was built without CUDA.
// SPDX-License-Identifier: Apache-2.0
#include <filesystem>
#include <string>
#include <system_error>

#include "harness/probe/cuda_facts.hpp"
#include "harness/probe/tree.hpp"

namespace assay::probe {
namespace {

bool is_nvidia_gpu(const Tree& tree, const std::string& device) {
  constexpr std::string_view kDisplayClass = "0x03";
  return tree.line(device + "/vendor") == "0x10de" &&
         tree.line(device + "/class").value_or("").starts_with(kDisplayClass);
}

bool has_nvidia_gpu(const std::filesystem::path& root) {
  const Tree tree(root);
  if (tree.exists("dev/nvidiactl")) return true;
  const std::string devices = "sys/bus/pci/devices";
  std::error_code failed;
  for (const auto& entry : std::filesystem::directory_iterator(root / devices, failed)) {
    if (is_nvidia_gpu(tree, devices + "/" + entry.path().filename().string())) return true;
  }
  return false;
}

}  // namespace

CudaProbe probe_cuda(const std::filesystem::path& root, const std::optional<std::string>&) {
  CudaProbe probe;
  probe.reason =
      has_nvidia_gpu(root)
          ? "this build has no GPU kernels; scripts/setup --cuda fetches a compiler for them"
          : "this machine has no NVIDIA device";
  return probe;
}

void read_free_memory(CudaProbe&) {}

}  // namespace assay::probe
