// The entry points of the runtime that shared memory takes; those of the driver are found here by
// name.
#include "tests/collectives/peer_machine_fake.hpp"

#include <cuda_runtime_api.h>

#include <cstring>

#include "tests/collectives/peer_driver_fake.hpp"

namespace assay {

PeerMachine& peer_machine() {
  static PeerMachine machine;
  return machine;
}

std::size_t PeerMachine::live() const {
  std::size_t bound = 0;
  for (const auto& [handle, what] : handles) bound += what.bound.size();
  return memory.size() + handles.size() + reserved.size() + mapped.size() + bound;
}

std::size_t PeerMachine::enabled() const {
  std::size_t pairs = 0;
  for (const FakeGpu& gpu : gpus) pairs += gpu.reaches.size();
  return pairs;
}

int begin_fake_call(const std::string& name, const std::string& on) {
  PeerMachine& m = peer_machine();
  m.log.push_back(on.empty() ? name : name + " " + on);
  const bool by_count = ++m.calls == m.fail_call;
  if (by_count) m.failed = name;
  return by_count || name == m.fail_name ? m.fail_with : 0;
}

void break_rule(const std::string& rule) {
  peer_machine().broken.push_back(rule);
}

}  // namespace assay

using namespace assay;

namespace {

cudaError_t leave_error(int status) {
  if (status != 0) peer_machine().last_error = status;
  return static_cast<cudaError_t>(status);
}
cudaError_t begin(const char* name, const std::string& on = {}) {
  return leave_error(begin_fake_call(name, on));
}
FakeGpu& current_gpu() {
  return peer_machine().gpus.at(static_cast<std::size_t>(peer_machine().current));
}

}  // namespace

extern "C" {

cudaError_t cudaGetDevice(int* device) {
  const cudaError_t status = begin("cudaGetDevice");
  if (status == cudaSuccess) *device = peer_machine().current;
  return status;
}
cudaError_t cudaSetDevice(int device) {
  const cudaError_t status = begin("cudaSetDevice");
  if (status == cudaSuccess) peer_machine().current = device;
  return status;
}
cudaError_t cudaDeviceSynchronize() {
  return begin("cudaDeviceSynchronize", std::to_string(peer_machine().current));
}
cudaError_t cudaGetLastError() {
  const int error = peer_machine().last_error;
  peer_machine().last_error = 0;
  return static_cast<cudaError_t>(error);
}
const char* cudaGetErrorName(cudaError_t) {
  return "name";
}
const char* cudaGetErrorString(cudaError_t) {
  return "text";
}

cudaError_t cudaDeviceCanAccessPeer(int* can, int from, int to) {
  *can = peer_machine().gpus.at(static_cast<std::size_t>(from)).unreachable != to;
  return begin("cudaDeviceCanAccessPeer");
}
cudaError_t cudaDeviceEnablePeerAccess(int to, unsigned) {
  const cudaError_t status =
      begin("enable", std::to_string(peer_machine().current) + " to " + std::to_string(to));
  if (status != cudaSuccess) return status;
  return current_gpu().reaches.insert(to).second ? cudaSuccess
                                                 : leave_error(cudaErrorPeerAccessAlreadyEnabled);
}
cudaError_t cudaDeviceDisablePeerAccess(int to) {
  const cudaError_t status =
      begin("disable", std::to_string(peer_machine().current) + " to " + std::to_string(to));
  if (current_gpu().reaches.erase(to) == 0) break_rule("peer access disabled that there was not");
  return status;
}

cudaError_t cudaMalloc(void** memory, std::size_t) {
  const int device = peer_machine().current;
  const cudaError_t status = begin("malloc", std::to_string(device));
  if (status != cudaSuccess) return status;
  const std::uint64_t address = peer_machine().next++ << 32;
  peer_machine().memory[address] = device;
  *memory = reinterpret_cast<void*>(address);
  return cudaSuccess;
}
cudaError_t cudaFree(void* memory) {
  if (memory == nullptr) return begin("open", std::to_string(peer_machine().current));
  const auto found = peer_machine().memory.find(reinterpret_cast<std::uint64_t>(memory));
  if (found == peer_machine().memory.end()) {
    break_rule("memory freed that there was not");
    return begin("free");
  }
  const std::string on = std::to_string(found->second);
  peer_machine().memory.erase(found);
  return begin("free", on);
}

cudaError_t cudaGetDriverEntryPointByVersion(const char* name, void** function, unsigned version,
                                             unsigned long long,
                                             cudaDriverEntryPointQueryResult* found) {
  const cudaError_t status = begin("find");
  if (status != cudaSuccess) return status;
  // As the driver: one that is older than what is asked for refuses the question.
  if (static_cast<int>(version) > peer_machine().driver_version) {
    return leave_error(cudaErrorInvalidValue);
  }
  const bool lacks = peer_machine().missing.count(name) != 0;
  *function = lacks ? nullptr : fake_driver_function(name);
  *found = *function == nullptr ? cudaDriverEntryPointSymbolNotFound : cudaDriverEntryPointSuccess;
  return cudaSuccess;
}
}
