// The claims of a driver, from the catalogue.
#include "harness/simulate/facts.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cmath>

#include "harness/simulate/kin.hpp"
#include "harness/simulate/noise.hpp"
#include "harness/simulate/performance.hpp"

namespace assay::simulate {
namespace {

std::optional<std::uint32_t> whole(std::optional<double> value) {
  if (!value) return std::nullopt;
  return static_cast<std::uint32_t>(*value);
}

std::string uuid(std::uint64_t seed, std::uint32_t index) {
  const std::uint64_t high = random_bits(seed, "uuid", 2 * index),
                      low = random_bits(seed, "uuid", 2 * index + 1);
  return fmt::format("GPU-{:08x}-{:04x}-{:04x}-{:04x}-{:012x}", high >> 32, (high >> 16) & 0xffff,
                     high & 0xffff, low >> 48, low & 0xffffffffffff);
}

void set_compute_capability(probe::CudaFacts& gpu, const catalogue::Catalogue& catalogue,
                            const catalogue::Part& part) {
  std::string_view text = part.compute_capability;
  for (const auto& other : catalogue.parts) {
    if (text.empty() && other.architecture == part.architecture) text = other.compute_capability;
  }
  const auto dot = text.find('.');
  if (dot == text.npos) return;
  std::from_chars(text.data(), text.data() + dot, gpu.compute_major);
  std::from_chars(text.data() + dot + 1, text.data() + text.size(), gpu.compute_minor);
}

void set_links(probe::CudaFacts& gpu, const catalogue::Part& part) {
  gpu.nvlink_links = whole(part.value("nvlink.links"));
  gpu.nvlink_links_active = gpu.nvlink_links;
  gpu.pcie_generation = gpu.pcie_maximum_generation = whole(part.value("pcie.generation"));
  gpu.pcie_width = gpu.pcie_maximum_width = whole(part.value("pcie.width"));
}

// As the driver names a slice: "... MIG 3g.40gb", sevenths of the SMs and GB of memory.
std::string slice_name(const MigSlice& slice, double multiprocessors, double memory_bytes) {
  const double sevenths = std::round(7 * slice.multiprocessors / multiprocessors);
  return fmt::format(" MIG {:.0f}g.{:.0f}gb", std::max(1.0, sevenths),
                     std::round(memory_bytes / 0x1p30));
}

// A driver always states SMs and memory: where nobody published them, those of the part's kin.
void set_size(probe::CudaFacts& gpu, const catalogue::Catalogue& catalogue, const Options& options,
              const catalogue::Part& part) {
  Options claimed{.simulation = {.part = part.id}, .mig = options.mig};
  const Device device(catalogue, claimed);
  const double slice = options.mig ? options.mig->memory_fraction : 1;
  gpu.multiprocessors = whole(device.multiprocessors()).value_or(0);
  gpu.memory_bytes = static_cast<std::uint64_t>(device.capacity_bytes().value_or(0));
  gpu.memory_free_bytes = gpu.memory_bytes;
  gpu.l2_bytes = static_cast<std::uint64_t>(part.value("memory.l2").value_or(0) * slice);
  gpu.default_power_limit_w = device.power_limit_w();
  gpu.power_limit_w =
      options.simulation.power_cap_w ? options.simulation.power_cap_w : gpu.default_power_limit_w;
  gpu.mig = options.mig.has_value();
  if (options.mig) {
    gpu.name += slice_name(*options.mig, Kin(catalogue, part).multiprocessors().value_or(1),
                           static_cast<double>(gpu.memory_bytes));
  }
}

// Each of the links, where several devices use them.
void set_each_link(probe::CudaFacts& gpu, const catalogue::Part& part) {
  const auto together = part.value("nvlink.rate_per_direction");
  const auto count = gpu.nvlink_links.value_or(0);
  if (count == 0) return;
  gpu.nvlinks.emplace();
  for (std::uint32_t link = 0; link < count; ++link) {
    probe::NvLink made{.link = link, .active = true};
    made.version = whole(part.value("nvlink.version"));
    if (together) made.rate = *together / count;
    gpu.nvlinks->push_back(std::move(made));
  }
}

// What the driver states of each pair.
std::vector<probe::Peer> peers_of(std::uint32_t gpus) {
  std::vector<probe::Peer> peers;
  for (std::uint32_t from = 0; from < gpus; ++from) {
    for (std::uint32_t to = 0; to < gpus; ++to) {
      if (from == to) continue;
      peers.push_back({.from = static_cast<int>(from),
                       .to = static_cast<int>(to),
                       .access = true,
                       .atomics = true,
                       .link = "nvlink"});
    }
  }
  return peers;
}

probe::CudaFacts gpu_facts(const catalogue::Catalogue& catalogue, const Options& options,
                           std::uint32_t index) {
  const auto& simulation = options.simulation;
  const catalogue::Part& part =
      catalogue.at(simulation.present_as.value_or(simulation.part), "--present-as");
  probe::CudaFacts gpu;
  gpu.index = static_cast<int>(index);
  gpu.uuid = uuid(options.seed, index);
  gpu.name = part.product;
  gpu.pci_bus_id = fmt::format("00000000:{:02X}:00.0", index + 1);
  if (!part.devices.empty()) {
    const auto& presented = part.devices.front();
    gpu.name = presented.name;
    gpu.pci_device_id = presented.device;
    if (!presented.subsystems.empty()) gpu.pci_subsystem_id = presented.subsystems.front();
  }
  set_compute_capability(gpu, catalogue, part);
  gpu.maximum_clock_hz = part.value("clocks.maximum");
  gpu.memory_clock_hz = part.value("memory.clock");
  gpu.memory_bus_bits = whole(part.value("memory.bus_width"));
  gpu.ecc = true;
  set_size(gpu, catalogue, options, part);
  set_links(gpu, part);
  if (simulation.gpu_count() > 1) set_each_link(gpu, part);
  return gpu;
}

}  // namespace

probe::Facts simulated_facts(const catalogue::Catalogue& catalogue, const Options& options) {
  require_possible(catalogue, options.simulation);
  probe::Facts facts;
  facts.host = {.hostname = "simulated",
                .operating_system = "simulated",
                .kernel = "simulated",
                .machine = "simulated",
                .c_library = {},
                .container = {},
                .environment = {}};
  facts.cpu.model = "simulated";
  facts.cpu.architecture = "simulated";
  facts.cpu.instruction_set = "baseline";
  facts.cpu.online_processors = facts.cpu.threads = 1;
  facts.cpu.allowed_processors = facts.cpu.thread_processors = {0};
  facts.cuda.built = true;
  const std::uint32_t gpus = options.simulation.gpu_count();
  for (std::uint32_t index = 0; index < gpus; ++index) {
    facts.cuda.devices.push_back(gpu_facts(catalogue, options, index));
  }
  if (has_links(catalogue.at(options.simulation.part, "--simulate"))) {
    facts.cuda.peers = peers_of(gpus);
  }
  return facts;
}

}  // namespace assay::simulate
