// Found or formed.
// SPDX-License-Identifier: Apache-2.0
#include "harness/measure/nccl/connections.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include "kernels/error.hpp"

namespace assay::measure {
namespace {

/// A case without a deadline gets one that no healthy machine comes near.
std::chrono::nanoseconds patience_of(Seconds deadline) {
  constexpr Seconds kLongest = std::chrono::hours(1);
  if (deadline <= Seconds{}) deadline = kLongest;
  return std::chrono::duration_cast<std::chrono::nanoseconds>(std::min(deadline, kLongest));
}

}  // namespace

NcclConnections::NcclConnections(GroupCalls calls, std::span<const std::string> files, World world)
    : calls_(std::move(calls)), library_(files), world_(std::move(world)) {}

std::shared_ptr<NcclCommunicators> NcclConnections::of(const Group& group, Algorithm algorithm,
                                                       Seconds deadline) {
  if (abandoned_) throw Error(ErrorKind::unavailable, "NCCL's devices are abandoned");
  const std::vector<int> devices(group.device, group.device + group.ranks);
  std::erase_if(connections_,
                [](const Connection& connection) { return !connection.communicators->usable(); });
  for (const Connection& connection : connections_) {
    if (connection.devices != devices || connection.algorithm != algorithm) continue;
    connection.communicators->set_patience(patience_of(deadline));
    return connection.communicators;
  }
  NcclGroup wanted{.devices = devices,
                   .select = calls_.select,
                   .algorithm = algorithm,
                   .patience = patience_of(deadline)};
  if (world_) wanted.world = world_(library_);
  connections_.push_back(
      {devices, algorithm, std::make_shared<NcclCommunicators>(library_, std::move(wanted))});
  return connections_.back().communicators;
}

void NcclConnections::listen() {
  stop_listening();
  if (!listener_) listener_.emplace(library_);
  heard_before_ = listener_->heard().size();
}

void NcclConnections::keep_listening() {
  if (listener_) listener_->restore_environment();
}

std::string NcclConnections::heard() const {
  return listener_ ? listener_->heard().substr(heard_before_) : std::string();
}

void NcclConnections::stop_listening() {
  keep_listening();
  // Who cannot be told to log elsewhere later is told once.
  if (library_.functions().reset_debug_init != nullptr) listener_.reset();
}

void NcclConnections::abandon() {
  abandoned_ = true;
  for (const Connection& connection : connections_) connection.communicators->abandon();
}

}  // namespace assay::measure
