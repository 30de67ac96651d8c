// Why there may be no GPU to measure, from the bus up: hardware, driver, device files, visibility.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "harness/judge/diagnosis/rules.hpp"
#include "harness/plan/device.hpp"

namespace assay::judge {
namespace {

using probe::PciGpu;

bool served_by(const PciGpu& gpu, std::string_view driver) {
  return gpu.driver && *gpu.driver == driver;
}

std::string remedy_for_absent(const Patient& patient) {
  const auto& around = patient.surroundings;
  const auto& gpus = around.gpus;
  if (!around.forbidden_devices.empty()) return "see device_files";
  if (gpus.empty()) return "assay run --device cpu measures the processors of this host";
  const auto any = [&](std::string_view driver) {
    return std::any_of(gpus.begin(), gpus.end(),
                       [&](const PciGpu& gpu) { return served_by(gpu, driver); });
  };
  if (any("vfio-pci")) return "the GPU is handed to a virtual machine: run in there";
  if (any("nouveau")) return "replace nouveau by NVIDIA's driver: apt-get install nvidia-driver";
  if (!any("nvidia")) {
    return "install NVIDIA's driver, such as apt-get install nvidia-driver, and load it: modprobe "
           "nvidia";
  }
  if (patient.facts.host.container) {
    return "start the container with its GPUs: docker run --gpus all, or podman run --device "
           "nvidia.com/gpu=all";
  }
  return "nvidia-smi says more; dmesg | grep -i nvrm shows what the driver met";
}

void check_device_files(const Patient& patient, Hindrances& found) {
  const auto& files = patient.surroundings.forbidden_devices;
  if (files.empty()) return;
  found.push_back({Effect::spoils, "host", "device_files",
                   fmt::format("this user may not open {}", fmt::join(files, ", ")),
                   patient.facts.host.container
                       ? "start the container with its GPUs: docker run --gpus all"
                       : "chmod a+rw /dev/nvidia*, as root, or join the group that owns them"});
}

void check_hidden(const Patient& patient, Hindrances& found) {
  const std::size_t there = patient.surroundings.gpus.size();
  const std::size_t shown = patient.facts.cuda.devices.size();
  if (shown == 0 || shown >= there) return;
  const auto& environment = patient.facts.host.environment;
  const auto visible = environment.find("CUDA_VISIBLE_DEVICES");
  found.push_back({Effect::note, "host", "hidden_gpus",
                   fmt::format("{} GPUs are on the bus and CUDA shows {}", there, shown),
                   visible != environment.end()
                       ? fmt::format("unset CUDA_VISIBLE_DEVICES, which is {}", visible->second)
                       : "where all are wanted, start the container with all, or look at dmesg for "
                         "Xid errors"});
}

}  // namespace

void examine_presence(const Patient& patient, Hindrances& found) {
  if (!patient.gpus) return;
  check_device_files(patient, found);
  check_hidden(patient, found);
  const std::string reason = plan::why_no_gpu(patient.facts);
  // Those that are there and cannot be used are named one by one.
  if (reason.empty() || !patient.facts.cuda.devices.empty()) return;
  found.push_back({Effect::spoils, "host", "no_gpu", "no GPU can be measured: " + reason,
                   remedy_for_absent(patient)});
}

}  // namespace assay::judge
