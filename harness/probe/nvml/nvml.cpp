// What is asked of the library as a whole.
// SPDX-License-Identifier: Apache-2.0
#include "harness/probe/nvml/nvml.hpp"

#include <array>

#include "harness/probe/text.hpp"

namespace assay::probe {
namespace {

template <std::size_t Bytes>
std::string text_of(std::array<char, Bytes> buffer) {
  buffer.back() = '\0';
  return buffer.data();
}

std::optional<std::string> system_text(const NvmlAsker& asker,
                                       const NvmlFunctions::SystemText& function) {
  using Buffer = std::array<char, nvml_api::kVersionBytes>;
  const auto text = asker.ask<Buffer>(function, [](auto call, Buffer& out) {
    return call(out.data(), static_cast<unsigned>(out.size()));
  });
  if (!text) return std::nullopt;
  return clean_text(text_of(*text));
}

std::optional<NvmlDevice> find(const NvmlAsker& asker, const NvmlFunctions::Find& function,
                               const std::string& name) {
  const auto handle = asker.ask<nvml_api::Device>(
      function, [name](auto call, auto& out) { return call(name.c_str(), &out); });
  if (!handle) return std::nullopt;
  return NvmlDevice(asker, *handle);
}

}  // namespace

Nvml::Nvml(const NvmlOptions& options)
    : library_(std::make_shared<NvmlLibrary>(options.library, options.deadline)),
      asker_(library_) {}

bool Nvml::usable() const {
  return library_->usable();
}

std::string Nvml::reason() const {
  return library_->reason();
}

std::optional<std::string> Nvml::library_version() const {
  return system_text(asker_, asker_.functions().library_version);
}

std::optional<std::string> Nvml::driver_version() const {
  return system_text(asker_, asker_.functions().driver_version);
}

std::optional<std::uint32_t> Nvml::device_count() const {
  return asker_.value<unsigned>(asker_.functions().device_count);
}

std::optional<std::string> Nvml::confidential_compute() const {
  const auto state =
      asker_.value<nvml_api::ConfidentialCompute>(asker_.functions().confidential_compute);
  if (!state) return std::nullopt;
  if (state->feature == 0) return "off";
  return state->development_tools == 0 ? "on" : "development";
}

std::optional<std::string> Nvml::process_name(std::uint64_t pid) const {
  using Buffer = std::array<char, nvml_api::kProcessNameBytes>;
  const auto text =
      asker_.ask<Buffer>(asker_.functions().process_name, [pid](auto call, Buffer& out) {
        return call(static_cast<unsigned>(pid), out.data(), static_cast<unsigned>(out.size()));
      });
  if (!text) return std::nullopt;
  const std::string path = text_of(*text);
  return clean_text(path.substr(path.find_last_of('/') + 1));
}

std::vector<std::string> Nvml::missing_functions() const {
  return asker_.functions().missing;
}

std::optional<NvmlDevice> Nvml::find_by_uuid(const std::string& uuid) const {
  auto found = probe::find(asker_, asker_.functions().handle_by_uuid, uuid);
  if (!found && uuid.starts_with("GPU-")) {
    found = probe::find(asker_, asker_.functions().handle_by_uuid, "MIG-" + uuid.substr(4));
  }
  return found;
}

std::optional<NvmlDevice> Nvml::find_by_pci_bus_id(const std::string& bus_id) const {
  return probe::find(asker_, asker_.functions().handle_by_pci_bus_id, bus_id);
}

std::optional<NvmlDevice> Nvml::find(const std::string& uuid, const std::string& bus_id) const {
  if (auto found = find_by_uuid(uuid)) return found;
  return bus_id.empty() ? std::nullopt : find_by_pci_bus_id(bus_id);
}

}  // namespace assay::probe
