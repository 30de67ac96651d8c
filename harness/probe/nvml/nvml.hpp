// What does NVIDIA's management library say of the host, and how is a GPU found in it?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "harness/core/seconds.hpp"
#include "harness/probe/nvml/device.hpp"
#include "harness/probe/nvml/library.hpp"
#include "harness/probe/nvml/status.hpp"

namespace assay::probe {

struct NvmlOptions {
  std::string library = "libnvidia-ml.so.1";  ///< a name for the loader, or a path
  Seconds deadline{5};                        ///< of one call
};

/// The library, opened and started. Opening never throws: without a library, and after a call that
/// hung, everything is absent and reason() says why. Every call is bounded by the deadline. Copies,
/// and the devices found, share one library; it is shut down with the last of them.
class Nvml {
 public:
  explicit Nvml(const NvmlOptions& options = {});

  /// It was opened and started, and no call of it hung since.
  bool usable() const;
  /// Why not; empty while usable().
  std::string reason() const;

  std::optional<std::string> library_version() const;
  std::optional<std::string> driver_version() const;
  std::optional<std::uint32_t> device_count() const;
  /// "off", "on" or "development".
  std::optional<std::string> confidential_compute() const;
  /// The program of a process, without its folder; absent for one of another namespace.
  std::optional<std::string> process_name(std::uint64_t pid) const;
  std::vector<std::string> missing_functions() const;

  /// By what CUDA states: "GPU-..." or "MIG-...". A slice is also found under "GPU-" and its own
  /// UUID, which is how CUDA writes it.
  std::optional<NvmlDevice> find_by_uuid(const std::string& uuid) const;
  std::optional<NvmlDevice> find_by_pci_bus_id(const std::string& bus_id) const;
  /// First by UUID, then by bus id.
  std::optional<NvmlDevice> find(const std::string& uuid, const std::string& bus_id) const;

  /// Several calls for one change of threads (two context switches): for who reads every 10 ms.
  /// The work runs on the library's own thread and must own what it touches: capture devices by
  /// value, return the readings. Absent if a call of it hung.
  template <class Result>
  std::optional<Result> together(std::function<Result()> work) const {
    if (!usable()) return std::nullopt;
    return library_->caller().result_of<Result>("together", std::move(work));
  }

  /// Of the calls of this object; its devices keep their own.
  const NvmlFailure& last_failure() const { return asker_.last_failure(); }

 private:
  std::shared_ptr<NvmlLibrary> library_;
  NvmlAsker asker_;
};

}  // namespace assay::probe
