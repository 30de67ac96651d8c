// Takes memory that several devices reach, by the way that was asked for.
// SPDX-License-Identifier: Apache-2.0
#include "collectives/peer_memory.hpp"

#include <cuda_runtime_api.h>
#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "collectives/mapped_memory.cuh"
#include "collectives/memory_driver.cuh"
#include "collectives/memory_map.cuh"
#include "collectives/on_device.cuh"
#include "collectives/undo_list.hpp"
#include "kernels/error.hpp"
#include "kernels/kernel.hpp"

namespace assay {
namespace {

void refuse_group(std::span<const int> devices, std::uint64_t bytes) {
  const auto refuse = [&](std::string_view why) {
    throw Error(ErrorKind::usage,
                fmt::format("taking memory that {} devices reach: {}", devices.size(), why));
  };
  if (devices.empty() || devices.size() > static_cast<std::size_t>(kMaxRanks)) {
    refuse(fmt::format("a group has 1 to {}", kMaxRanks));
  }
  if (bytes == 0) refuse("0 B were asked for; give --bytes");
  for (std::size_t i = 0; i < devices.size(); ++i) {
    if (std::count(devices.begin(), devices.end(), devices[i]) == 1) continue;
    refuse(fmt::format("cuda:{} is among them twice", devices[i]));
  }
}

/// f(from, to) of every ordered pair.
template <class F>
void each_pair(std::span<const int> devices, F f) {
  for (const int from : devices) {
    for (const int to : devices) {
      if (from != to) f(from, to);
    }
  }
}

std::string reaching(int from, int to) {
  return fmt::format("reaching the memory of cuda:{} from cuda:{}", to, from);
}

void check_reach(int from, int to) {
  int can = 0;
  check_memory(cudaDeviceCanAccessPeer(&can, from, to),
               fmt::format("asking whether cuda:{} reaches the memory of cuda:{}", from, to));
  if (can == 0) check_memory(cudaErrorPeerAccessUnsupported, reaching(from, to));
}

}  // namespace

class PeerMemory::State {
 public:
  State(std::span<const int> devices, std::uint64_t bytes, PeerWay way);

  std::byte* data(int rank) const {
    return mapped_ ? mapped_->data(rank) : data_[static_cast<std::size_t>(rank)];
  }
  std::uint64_t bytes() const { return mapped_ ? mapped_->bytes() : bytes_; }
  PeerWay way() const { return mapped_ ? PeerWay::mapped : PeerWay::plain; }
  std::byte* multicast() const { return mapped_ ? mapped_->multicast() : nullptr; }
  const std::string& why_no_multicast() const {
    return mapped_ ? mapped_->why_no_multicast() : why_no_multicast_;
  }
  void leave() {
    wait_.forget();
    undo_.forget();
    if (mapped_) mapped_->leave();
  }

 private:
  void open_contexts() const;
  void map_or_say_why(PeerWay way);
  void take_plain();
  void wait() const;
  void enable(int from, int to);
  void take(int device);

  std::vector<int> devices_;
  std::uint64_t bytes_;
  MemoryDriver driver_;
  UndoList undo_;
  std::vector<std::byte*> data_;
  std::string why_no_multicast_;
  std::optional<MappedMemory> mapped_;
  UndoList wait_;  ///< goes first: what is unmapped while it is used ends the context
};

PeerMemory::State::State(std::span<const int> devices, std::uint64_t bytes, PeerWay way)
    : devices_(devices.begin(), devices.end()), bytes_(bytes) {
  refuse_group(devices, bytes);
  each_pair(devices, check_reach);
  if (way == PeerWay::plain)
    why_no_multicast_ = "it takes memory that is mapped, and plain memory was asked for";
  else
    map_or_say_why(way);
  if (!mapped_) take_plain();
  wait_.add([this] { wait(); });
}

void PeerMemory::State::map_or_say_why(PeerWay way) {
  open_contexts();
  driver_ = MemoryDriver::find();
  why_no_multicast_ = why_no_mapping(driver_, devices_);
  if (why_no_multicast_.empty()) {
    mapped_.emplace(driver_, devices_, bytes_);
  } else if (way == PeerWay::mapped) {
    throw Error(ErrorKind::unavailable,
                fmt::format("mapping memory for {}: {}", names_of(devices_), why_no_multicast_));
  }
}

void PeerMemory::State::take_plain() {
  each_pair(devices_, [this](int from, int to) { enable(from, to); });
  for (const int device : devices_) take(device);
}

void PeerMemory::State::wait() const {
  for (const int device : devices_) {
    const OnDevice on(device);
    if (on.status() == cudaSuccess) cudaDeviceSynchronize();
  }
}

/// The driver's functions find none but those that the runtime has opened, which before CUDA 12 it
/// does not where a device is only selected.
void PeerMemory::State::open_contexts() const {
  for (const int device : devices_) {
    const OnDevice on(device);
    check_memory(on.status(), fmt::format("opening cuda:{}", device));
    check_memory(cudaFree(nullptr), fmt::format("opening cuda:{}", device));
  }
}

void PeerMemory::State::enable(int from, int to) {
  const OnDevice on(from);
  check_memory(on.status(), fmt::format("opening cuda:{}", from));
  const cudaError_t status = cudaDeviceEnablePeerAccess(to, 0);
  if (status == cudaErrorPeerAccessAlreadyEnabled) return;
  check_memory(status, reaching(from, to));
  undo_.add([=] {
    const OnDevice back_on(from);
    if (back_on.status() == cudaSuccess) cudaDeviceDisablePeerAccess(to);
  });
}

void PeerMemory::State::take(int device) {
  const OnDevice on(device);
  check_memory(on.status(), fmt::format("opening cuda:{}", device));
  void* memory = nullptr;
  check_memory(cudaMalloc(&memory, bytes_),
               fmt::format("taking {} B of memory of cuda:{}", bytes_, device));
  undo_.add([=] {
    const OnDevice back_on(device);
    cudaFree(memory);
  });
  data_.push_back(static_cast<std::byte*>(memory));
}

PeerMemory::PeerMemory(std::span<const int> devices, std::uint64_t bytes_per_device, PeerWay way)
    : state_(std::make_unique<State>(devices, bytes_per_device, way)) {}
PeerMemory::~PeerMemory() = default;
PeerMemory::PeerMemory(PeerMemory&&) noexcept = default;
PeerMemory& PeerMemory::operator=(PeerMemory&&) noexcept = default;

std::byte* PeerMemory::data(int rank) const {
  return state_->data(rank);
}
std::uint64_t PeerMemory::bytes() const {
  return state_->bytes();
}
PeerWay PeerMemory::way() const {
  return state_->way();
}
std::byte* PeerMemory::multicast() const {
  return state_->multicast();
}
const std::string& PeerMemory::why_no_multicast() const {
  return state_->why_no_multicast();
}
void PeerMemory::leave() {
  state_->leave();
}

}  // namespace assay
