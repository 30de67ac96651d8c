// How the recording becomes devices.
// SPDX-License-Identifier: Apache-2.0
#include "tests/gpu_machine/machine.hpp"

#include <cuda_runtime_api.h>
#include <dlfcn.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <thread>

#include "tests/gpu_machine/stream.hpp"

namespace assay::gpu_machine {
namespace {

using nlohmann::json;

Fault read_fault(const json& fault) {
  return {.kernel = fault.at("kernel").get<std::string>(),
          .launch = fault.value("launch", std::uint64_t{1}),
          .error = fault.value("error", 0),
          .refused = fault.value("refused", 0),
          .hang = fault.value("hang", false),
          .lost = fault.value("lost", false),
          .wrong = fault.value("wrong", false)};
}

json read_recording() {
  const char* path = std::getenv("FAKE_NVML_RECORDING");
  if (path == nullptr) return json::object();
  std::ifstream file(path);
  return json::parse(file);
}

std::vector<Device*> all_devices() {
  std::vector<Device*> all;
  // Never freed: streams may run on them until the process is gone.
  for (const json& device : read_recording().value("devices", json::array())) {
    all.push_back(new Device(device));
  }
  return all;
}

/// By index or UUID; the list ends at the first entry that names no device.
std::vector<Device*> visible_devices(const std::vector<Device*>& all) {
  const char* list = std::getenv("CUDA_VISIBLE_DEVICES");
  if (list == nullptr) return all;
  std::vector<Device*> visible;
  std::istringstream entries(list);
  for (std::string entry; std::getline(entries, entry, ',');) {
    const bool is_index = !entry.empty() && entry.find_first_not_of("0123456789") == entry.npos;
    const auto found = std::find_if(all.begin(), all.end(), [&](Device* device) {
      const auto index =
          static_cast<unsigned long>(std::find(all.begin(), all.end(), device) - all.begin());
      return is_index ? std::stoul(entry) == index : device->uuid() == entry;
    });
    if (found == all.end()) break;
    visible.push_back(*found);
  }
  return visible;
}

}  // namespace

Device::Device(const json& recording)
    : facts_(recording),
      // Of a slice CUDA states the UUID of the slice, NVML that of the GPU.
      uuid_(recording.value("cuda", json::object())
                .value("uuid", recording.at("uuid").get<std::string>())),
      sm_clock_hz_(recording.at("clock_mhz").at("sm").get<double>() * 1e6) {
  const json cuda = recording.value("cuda", json::object());
  for (const json& fault : cuda.value("faults", json::array())) {
    faults_.push_back(read_fault(fault));
  }
}

std::uint64_t Device::cuda(const char* key, std::uint64_t otherwise) const {
  return facts_.value("cuda", json::object()).value(key, otherwise);
}

bool Device::reaches(int index) const {
  const json unreachable = facts_.value("cuda", json::object()).value("unreachable", json::array());
  return std::find(unreachable.begin(), unreachable.end(), json(index)) == unreachable.end();
}

void Device::fail(int error) {
  int none = cudaSuccess;
  sticky_.compare_exchange_strong(none, error);
}

void Device::lose() {
  fail(cudaErrorUnknown);
  void* nvml = dlopen("libnvidia-ml.so.1", RTLD_LAZY | RTLD_NOLOAD);
  if (nvml == nullptr) return;
  if (void* function = dlsym(nvml, "fake_nvml_lose")) {
    reinterpret_cast<void (*)(const char*)>(function)(uuid_.c_str());
  }
  dlclose(nvml);
}

bool Device::take(std::size_t bytes) {
  const std::lock_guard lock(mutex_);
  const std::uint64_t limit = cuda("allocatable_bytes", cuda("memory_bytes", 256u << 20));
  if (allocated_bytes_ + bytes > limit) return false;
  allocated_bytes_ += bytes;
  return true;
}

void Device::give_back(std::size_t bytes) {
  const std::lock_guard lock(mutex_);
  allocated_bytes_ -= bytes;
}

std::byte* Device::allocate(std::size_t bytes) {
  const std::size_t pages = (bytes + 4095) / 4096 * 4096;
  if (!take(pages)) return nullptr;
  void* memory = std::aligned_alloc(4096, pages);
  const std::lock_guard lock(mutex_);
  allocations_.emplace(memory, pages);
  return static_cast<std::byte*>(memory);
}

void Device::release(void* memory) {
  const std::lock_guard lock(mutex_);
  const auto found = allocations_.find(memory);
  if (found == allocations_.end()) return;
  allocated_bytes_ -= found->second;
  allocations_.erase(found);
  std::free(memory);
}

std::size_t Device::free_bytes() const {
  const std::lock_guard lock(mutex_);
  return cuda("memory_bytes", 256u << 20) - allocated_bytes_;
}

void Device::add(Stream* stream) {
  const std::lock_guard lock(mutex_);
  streams_.push_back(stream);
}

void Device::remove(Stream* stream) {
  const std::lock_guard lock(mutex_);
  std::erase(streams_, stream);
}

bool Device::is_idle() const {
  const std::lock_guard lock(mutex_);
  return std::all_of(streams_.begin(), streams_.end(),
                     [](const Stream* stream) { return stream->is_idle(); });
}

void Device::wait_until_idle() const {
  while (!is_idle()) std::this_thread::sleep_for(std::chrono::microseconds(50));
}

std::optional<Fault> Device::count_launch(const std::string& kernel) {
  const std::lock_guard lock(mutex_);
  const std::uint64_t launch = ++launches_[kernel];
  for (const Fault& fault : faults_) {
    const bool is_due = fault.wrong ? launch >= fault.launch : launch == fault.launch;
    if (fault.kernel == kernel && is_due) return fault;
  }
  return std::nullopt;
}

const std::vector<Device*>& devices() {
  static const auto& found = *new std::vector<Device*>(visible_devices(all_devices()));
  return found;
}

int start_status() {
  static const int status = read_recording().value("cuda_status", 0);
  return status;
}

}  // namespace assay::gpu_machine
