// Several GPUs without a GPU: what the runtime and the driver do about memory that devices share,
// linked instead of the real ones. Fails where it is told to, and says who broke which rule.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace assay {

struct FakeGpu {
  bool maps = true, multicasts = true;
  std::set<int> reaches = {};           ///< devices that peer access is enabled to
  int unreachable = -1;                 ///< device that there is no way to
  std::uint64_t granularity = 1 << 21;  ///< of mapped memory
};

/// Memory of a device, or a multicast object.
struct FakeHandle {
  int device = -1;  ///< -1: an object
  std::uint64_t bytes = 0;
  std::size_t team = 0;  ///< of an object
  std::set<int> added = {};
  std::map<int, std::uint64_t> bound = {};  ///< device to handle
};

struct FakeMapping {
  std::uint64_t handle = 0, bytes = 0;
  std::set<int> users = {};
};

struct PeerMachine {
  std::vector<FakeGpu> gpus = std::vector<FakeGpu>(2);
  int driver_version = 13000;
  std::set<std::string> missing = {};  ///< functions of the driver
  std::uint64_t multicast_minimum = 1 << 21, multicast_recommended = 1 << 29;

  int fail_call = 0;  ///< the n-th call fails, counted from 1; 0: none
  int fail_with = 0;
  std::string fail_name = {};  ///< every call of that name fails

  int current = 0, last_error = 0, calls = 0;
  std::vector<std::string> log = {};     ///< calls, in order
  std::vector<std::string> broken = {};  ///< rules
  std::string failed = {};               ///< the call that fail_call was
  std::uint64_t next = 1;
  std::map<std::uint64_t, int> memory = {};  ///< address to device
  std::map<std::uint64_t, FakeHandle> handles = {};
  std::map<std::uint64_t, std::uint64_t> reserved = {};  ///< address to size
  std::map<std::uint64_t, FakeMapping> mapped = {};

  /// What somebody must still give back.
  std::size_t live() const;
  std::size_t enabled() const;  ///< ordered pairs with peer access
};

/// The one machine; reassign it to start anew.
PeerMachine& peer_machine();

/// The first devices of the machine.
inline std::vector<int> first(int count) {
  std::vector<int> devices;
  for (int i = 0; i < count; ++i) devices.push_back(i);
  return devices;
}

}  // namespace assay
