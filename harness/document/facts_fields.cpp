// The keys of host and CPU, in the order they are written.
#include "harness/document/facts_fields.hpp"

#include "harness/document/archive.hpp"
#include "harness/document/gpu_fields.hpp"
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

void fields(auto& archive, Is<probe::WorldRank> auto& rank) {
  archive("rank", rank.rank);
  archive("host", rank.host);
  archive.unless_empty("devices", rank.devices);
  archive("mpi_version", rank.mpi_version);
  archive("nccl_version", rank.nccl_version);
}

nlohmann::ordered_json world_to_json(const std::vector<probe::WorldRank>& world) {
  return Writer::convert(world);
}

void world_from_json(json::Value json, std::vector<probe::WorldRank>& world) {
  Reader::convert(json, world);
}

nlohmann::ordered_json host_to_json(const probe::HostFacts& host) {
  return Writer::convert(host);
}

void host_from_json(json::Value json, probe::HostFacts& host) {
  Reader::convert(json, host);
}

nlohmann::ordered_json devices_to_json(const probe::Facts& facts) {
  auto devices = nlohmann::ordered_json::array({Writer::convert(facts.cpu)});
  for (const auto& gpu : facts.cuda.devices) devices.push_back(gpu_to_json(gpu));
  return devices;
}

void devices_from_json(json::Value json, probe::Facts& facts) {
  int cpus = 0;
  for (const auto device : json.elements()) {
    if (device.at("kind").is("cpu")) {
      Reader::convert(device, facts.cpu);
      ++cpus;
    } else {
      gpu_from_json(device, facts.cuda.devices.emplace_back());
    }
  }
  if (cpus != 1) throw Error(ErrorKind::input, "/devices: must hold exactly one cpu");
}

}  // namespace assay::document
