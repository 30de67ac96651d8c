// The keys of host and devices, in the order they are written.
#include "harness/document/facts_fields.hpp"

#include <algorithm>
#include <charconv>

#include "harness/document/archive.hpp"
#include "kernels/error.hpp"

namespace assay::document {

// Not in an unnamed namespace: Writer and Reader find these by argument-dependent lookup.
void fields(auto& archive, Is<probe::HostFacts> auto& host) {
  archive.unless_empty("hostname", host.hostname);
  archive.unless_empty("operating_system", host.operating_system);
  archive.unless_empty("kernel", host.kernel);
  archive.unless_empty("machine", host.machine);
  archive("c_library", host.c_library);
  archive("container", host.container);
  archive("environment", host.environment);
}

void fields(auto& archive, Is<probe::Cache> auto& cache) {
  archive("level", cache.level);
  archive("type", cache.type);
  archive("size_bytes", cache.size_bytes);
  archive("shared_by", cache.shared_by);
  archive("instances", cache.instances);
  archive("thread_instances", cache.thread_instances);
}

void fields(auto& archive, Is<probe::NumaNode> auto& node) {
  archive("id", node.id);
  archive("memory_bytes", node.memory_bytes);
  archive("processors", node.processors);
}

void fields(auto& archive, Is<probe::CpuFacts> auto& cpu) {
  archive.derived("id", "cpu");
  archive.derived("kind", "cpu");
  archive("name", cpu.model);
  archive("vendor", cpu.vendor);
  archive("family", cpu.family);
  archive("model_number", cpu.model_number);
  archive("stepping", cpu.stepping);
  archive("architecture", cpu.architecture);
  archive("instruction_set", cpu.instruction_set);
  archive("sockets", cpu.sockets);
  archive("online_processors", cpu.online_processors);
  archive("allowed_processors", cpu.allowed_processors);
  archive("quota_processors", cpu.quota_processors);
  archive("threads", cpu.threads);
  archive("thread_processors", cpu.thread_processors);
  archive("threads_per_core", cpu.threads_per_core);
  archive("caches", cpu.caches);
  archive("numa_nodes", cpu.numa_nodes);
  archive("memory_bytes", cpu.memory_bytes);
  archive("memory_limit_bytes", cpu.memory_limit_bytes);
  archive("memory_available_bytes", cpu.memory_available_bytes);
  archive("governor", cpu.governor);
  archive("frequency_hz", cpu.frequency_hz);
  archive("minimum_frequency_hz", cpu.minimum_frequency_hz);
  archive("maximum_frequency_hz", cpu.maximum_frequency_hz);
  archive("stated_frequency_hz", cpu.stated_frequency_hz);
  archive("virtualised", cpu.virtualised);
  archive("hypervisor", cpu.hypervisor);
  archive("transparent_huge_pages", cpu.transparent_huge_pages);
}

constexpr std::string_view kCudaPrefix = "cuda:";

void fields(auto& archive, Is<probe::CudaFacts> auto& gpu) {
  archive.derived("id", std::string(kCudaPrefix) + std::to_string(gpu.index));
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
  archive("power_limit_w", gpu.power_limit_w);
  archive("default_power_limit_w", gpu.default_power_limit_w);
  archive("nvlink_links", gpu.nvlink_links);
  archive("nvlink_links_active", gpu.nvlink_links_active);
  archive("pcie_generation", gpu.pcie_generation);
  archive("pcie_maximum_generation", gpu.pcie_maximum_generation);
  archive("pcie_width", gpu.pcie_width);
  archive("pcie_maximum_width", gpu.pcie_maximum_width);
  archive.unless_empty("unusable", gpu.unusable);
}

void fields(auto& archive, Is<probe::CudaProbe> auto& cuda) {
  archive("built", cuda.built);
  archive.derived("available", std::any_of(cuda.devices.begin(), cuda.devices.end(),
                                           [](const auto& gpu) { return gpu.usable(); }));
  archive.unless_empty("reason", cuda.reason);
  archive("driver_version", cuda.driver_version);
  archive("runtime_version", cuda.runtime_version);
}

namespace {

int index_of(std::string_view cuda_id) {
  const auto digits = cuda_id.substr(kCudaPrefix.size());
  int index = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), index);
  return index;
}

}  // namespace

nlohmann::ordered_json host_to_json(const probe::HostFacts& host) {
  return Writer::convert(host);
}

void host_from_json(const nlohmann::json& json, probe::HostFacts& host) {
  Reader::convert(json, host);
}

nlohmann::ordered_json devices_to_json(const probe::Facts& facts) {
  auto devices = nlohmann::ordered_json::array({Writer::convert(facts.cpu)});
  for (const auto& gpu : facts.cuda.devices) devices.push_back(Writer::convert(gpu));
  return devices;
}

void devices_from_json(const nlohmann::json& json, probe::Facts& facts) {
  int cpus = 0;
  for (const auto& device : json) {
    if (device.at("kind") == "cpu") {
      Reader::convert(device, facts.cpu);
      ++cpus;
    } else {
      auto& gpu = facts.cuda.devices.emplace_back();
      Reader::convert(device, gpu);
      gpu.index = index_of(device.at("id").get_ref<const std::string&>());
    }
  }
  if (cpus != 1) throw Error(ErrorKind::input, "/devices: must hold exactly one cpu");
}

nlohmann::ordered_json cuda_to_json(const probe::CudaProbe& cuda) {
  return Writer::convert(cuda);
}

void cuda_from_json(const nlohmann::json& json, probe::CudaProbe& cuda) {
  Reader::convert(json, cuda);
}

}  // namespace assay::document
