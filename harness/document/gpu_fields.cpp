// The keys of a GPU, and of what was found when looking for them, in the order they are written.
#include "harness/document/gpu_fields.hpp"

#include <algorithm>

#include "harness/document/archive.hpp"
#include "harness/document/device_name.hpp"

namespace assay::document {

// Not in an unnamed namespace: Writer and Reader find these by argument-dependent lookup.
void fields(auto& archive, Is<probe::NvLink> auto& link) {
  archive("link", link.link);
  archive("active", link.active);
  archive("version", link.version);
  archive("rate", link.rate);
  archive("remote_kind", link.remote_kind);
  archive("remote_pci_bus", link.remote_pci_bus);
}

void fields(auto& archive, Is<probe::GpuProcess> auto& process) {
  archive("pid", process.pid);
  archive("memory_bytes", process.memory_bytes);
}

void fields(auto& archive, Is<probe::Warning> auto& warning) {
  archive("kind", warning.kind);
  archive("text", warning.text);
}

// What the management library alone knows.
void managed_fields(auto& archive, Is<probe::CudaFacts> auto& gpu) {
  archive("serial", gpu.serial);
  archive("vbios", gpu.vbios);
  archive("clock_hz", gpu.clock_hz);
  archive("memory_clock_now_hz", gpu.memory_clock_now_hz);
  archive("application_clock_hz", gpu.application_clock_hz);
  archive("application_memory_clock_hz", gpu.application_memory_clock_hz);
  archive("memory_total_bytes", gpu.memory_total_bytes);
  archive("memory_used_bytes", gpu.memory_used_bytes);
  archive("minimum_power_limit_w", gpu.minimum_power_limit_w);
  archive("maximum_power_limit_w", gpu.maximum_power_limit_w);
  archive("temperature_c", gpu.temperature_c);
  archive("persistence", gpu.persistence);
  archive("mps", gpu.mps);
  archive("display", gpu.display);
  archive("compute_mode", gpu.compute_mode);
  archive("numa_node", gpu.numa_node);
  archive("confidential_compute", gpu.confidential_compute);
  archive("row_remap_pending", gpu.row_remap_pending);
  archive("row_remap_failure", gpu.row_remap_failure);
  archive("nvlinks", gpu.nvlinks);
  archive("processes", gpu.processes);
  archive.unless_empty("not_supported", gpu.not_supported);
  archive.unless_empty("warnings", gpu.warnings);
}

void fields(auto& archive, Is<probe::CudaFacts> auto& gpu) {
  archive.derived("id", cuda_id(gpu.index));
  archive.derived("kind", "cuda");
  // Of an unusable GPU some of these are not known.
  archive.unless_empty("name", gpu.name);
  archive.unless_empty("uuid", gpu.uuid);
  archive.unless_empty("pci_bus_id", gpu.pci_bus_id);
  if (archive.present("compute_major", gpu.compute_major != 0)) {
    archive("compute_major", gpu.compute_major);
    archive("compute_minor", gpu.compute_minor);
  }
  archive.unless_zero("multiprocessors", gpu.multiprocessors);
  archive.unless_zero("memory_bytes", gpu.memory_bytes);
  archive.unless_zero("memory_free_bytes", gpu.memory_free_bytes);
  archive.unless_zero("l2_bytes", gpu.l2_bytes);
  archive("maximum_clock_hz", gpu.maximum_clock_hz);
  archive("memory_clock_hz", gpu.memory_clock_hz);
  archive("memory_bus_bits", gpu.memory_bus_bits);
  archive("ecc", gpu.ecc);
  archive("pci_device_id", gpu.pci_device_id);
  archive("pci_subsystem_id", gpu.pci_subsystem_id);
  archive("mig", gpu.mig);
  archive("multicast", gpu.multicast);
  archive("power_limit_w", gpu.power_limit_w);
  archive("default_power_limit_w", gpu.default_power_limit_w);
  archive("nvlink_links", gpu.nvlink_links);
  archive("nvlink_links_active", gpu.nvlink_links_active);
  archive("pcie_generation", gpu.pcie_generation);
  archive("pcie_maximum_generation", gpu.pcie_maximum_generation);
  archive("pcie_width", gpu.pcie_width);
  archive("pcie_maximum_width", gpu.pcie_maximum_width);
  managed_fields(archive, gpu);
  archive.unless_empty("unusable", gpu.unusable);
}

void fields(auto& archive, Is<probe::Peer> auto& peer) {
  archive.derived("from", cuda_id(peer.from));
  archive.derived("to", cuda_id(peer.to));
  archive("access", peer.access);
  archive("atomics", peer.atomics);
  archive("link", peer.link);
}

void fields(auto& archive, Is<probe::NvmlFacts> auto& nvml) {
  archive("loaded", nvml.loaded);
  archive.unless_empty("reason", nvml.reason);
  archive("version", nvml.version);
  archive("driver_version", nvml.driver_version);
  archive.unless_empty("missing_functions", nvml.missing_functions);
  archive("devices", nvml.devices);
}

void fields(auto& archive, Is<probe::CudaProbe> auto& cuda) {
  archive("built", cuda.built);
  archive.derived("available", std::any_of(cuda.devices.begin(), cuda.devices.end(),
                                           [](const auto& gpu) { return gpu.usable(); }));
  archive.unless_empty("reason", cuda.reason);
  archive("driver_version", cuda.driver_version);
  archive("runtime_version", cuda.runtime_version);
  archive.unless_empty("peers", cuda.peers);
  if (archive.present("nvml", cuda.nvml.loaded || !cuda.nvml.reason.empty())) {
    archive("nvml", cuda.nvml);
  }
}

namespace {

int index_of(json::Value cuda_id) {
  return cuda_index(cuda_id.text());
}

}  // namespace

nlohmann::ordered_json gpu_to_json(const probe::CudaFacts& gpu) {
  return Writer::convert(gpu);
}

void gpu_from_json(json::Value json, probe::CudaFacts& gpu) {
  Reader::convert(json, gpu);
  gpu.index = index_of(json.at("id"));
}

nlohmann::ordered_json cuda_to_json(const probe::CudaProbe& cuda) {
  return Writer::convert(cuda);
}

void cuda_from_json(json::Value json, probe::CudaProbe& cuda) {
  Reader::convert(json, cuda);
  auto read = cuda.peers.begin();
  if (read == cuda.peers.end()) return;
  for (const auto peer : json.at("peers").elements()) {
    read->from = index_of(peer.at("from"));
    read->to = index_of(peer.at("to"));
    ++read;
  }
}

}  // namespace assay::document
