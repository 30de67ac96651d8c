// What identifies a GPU, and what is read again and again while it is measured.
// SPDX-License-Identifier: Apache-2.0
#include "harness/probe/nvml/device.hpp"

#include <array>

#include "harness/probe/nvml/field.hpp"
#include "harness/probe/text.hpp"

namespace assay::probe {
namespace {

constexpr double kMega = 1e6, kMilli = 1e-3;

std::optional<double> scaled(std::optional<unsigned> value, double unit) {
  if (!value) return std::nullopt;
  return *value * unit;
}

}  // namespace

NvmlDevice::NvmlDevice(NvmlAsker asker, nvml_api::Device handle)
    : asker_(std::move(asker)), handle_(handle), gpu_(handle) {
  const auto slice = asker_.value<unsigned>(asker_.functions().is_mig_device, handle);
  if (slice.value_or(0) == 0) return;
  slice_ = true;
  gpu_ =
      asker_.value<nvml_api::Device>(asker_.functions().gpu_of_mig_device, handle).value_or(handle);
}

std::optional<std::string> NvmlDevice::text(const NvmlFunctions::Text& function,
                                            nvml_api::Device device, std::size_t bytes) const {
  using Buffer = std::array<char, nvml_api::kUuidBytes>;
  auto buffer = asker_.ask<Buffer>(function, [device, bytes](auto call, Buffer& out) {
    return call(device, out.data(), static_cast<unsigned>(bytes));
  });
  if (!buffer) return std::nullopt;
  buffer->back() = '\0';
  return clean_text(buffer->data());
}

std::optional<std::string> NvmlDevice::uuid() const {
  return text(asker_.functions().uuid, handle_, nvml_api::kUuidBytes);
}

std::optional<std::string> NvmlDevice::serial() const {
  return text(asker_.functions().serial, gpu_, nvml_api::kSerialBytes);
}

std::optional<std::string> NvmlDevice::vbios() const {
  return text(asker_.functions().vbios, gpu_, nvml_api::kVbiosBytes);
}

std::optional<nvml_api::PciInfo> NvmlDevice::pci_info() const {
  return asker_.value<nvml_api::PciInfo>(asker_.functions().pci_info, gpu_);
}

std::optional<double> NvmlDevice::sm_clock_hz() const {
  return scaled(asker_.value<unsigned>(asker_.functions().clock, gpu_, nvml_api::kClockSm), kMega);
}

std::optional<double> NvmlDevice::memory_clock_hz() const {
  return scaled(asker_.value<unsigned>(asker_.functions().clock, gpu_, nvml_api::kClockMemory),
                kMega);
}

std::optional<double> NvmlDevice::power_w() const {
  // nvmlDeviceGetPowerUsage averages over a second on Hopper: too slow to join to a sample.
  if (const auto now = field(nvml_api::kFieldPowerInstant, 0)) return *now * kMilli;
  return scaled(asker_.value<unsigned>(asker_.functions().power, gpu_), kMilli);
}

std::optional<double> NvmlDevice::temperature_c() const {
  const auto& functions = asker_.functions();
  if (const auto degrees =
          asker_.value<unsigned>(functions.temperature, gpu_, nvml_api::kTemperatureGpu)) {
    return static_cast<int>(*degrees);
  }
  const auto reading = asker_.ask<nvml_api::Temperature>(
      functions.temperature_struct, [gpu = gpu_](auto call, auto& out) {
        out = {
            .version = nvml_api::kTemperatureV1, .sensor = nvml_api::kTemperatureGpu, .celsius = 0};
        return call(gpu, &out);
      });
  if (!reading) return std::nullopt;
  return reading->celsius;
}

std::optional<std::uint64_t> NvmlDevice::clock_event_bits() const {
  return asker_.value<unsigned long long>(asker_.functions().clock_event_reasons, gpu_);
}

std::optional<double> NvmlDevice::total_energy_j() const {
  const auto millijoules = asker_.value<unsigned long long>(asker_.functions().energy, gpu_);
  if (!millijoules) return std::nullopt;
  return static_cast<double>(*millijoules) * kMilli;
}

std::optional<double> NvmlDevice::field(unsigned field, unsigned scope) const {
  const auto values = read_fields<1>(asker_, gpu_, {{{field, scope}}});
  if (!values) return std::nullopt;
  const nvml_api::FieldValue& value = values->front();
  if (value.status == nvml_api::kSuccess) return number_of(value);
  return asker_.fail(nvml_status(value.status), asker_.functions().field_values.name, value.status);
}

}  // namespace assay::probe
