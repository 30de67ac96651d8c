// How CUDA is asked about pairs of devices.
// SPDX-License-Identifier: Apache-2.0
#include <cuda_runtime_api.h>

#include "harness/probe/cuda_peers.hpp"

namespace assay::probe {
namespace {

/// A pair that the driver has no answer for cannot be used.
bool answered_yes(cudaError_t status, int value) {
  if (status == cudaSuccess) return value != 0;
  cudaGetLastError();  // or a later, unrelated check would see it again
  return false;
}

Peer peer_of(int from, int to) {
  Peer peer{.from = from, .to = to};
  int value = 0;
  // Before the value is read: arguments of one call have no order.
  const cudaError_t reach = cudaDeviceCanAccessPeer(&value, from, to);
  peer.access = answered_yes(reach, value);
  if (!peer.access) return peer;
  const cudaError_t status =
      cudaDeviceGetP2PAttribute(&value, cudaDevP2PAttrNativeAtomicSupported, from, to);
  peer.atomics = answered_yes(status, value);
  return peer;
}

}  // namespace

std::vector<Peer> cuda_peers(const std::vector<CudaFacts>& devices) {
  std::vector<Peer> peers;
  for (const CudaFacts& from : devices) {
    for (const CudaFacts& to : devices) {
      if (from.index == to.index || !from.usable() || !to.usable()) continue;
      peers.push_back(peer_of(from.index, to.index));
    }
  }
  return peers;
}

}  // namespace assay::probe
