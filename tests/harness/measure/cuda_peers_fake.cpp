// What the fake runtime says and does about the memory of other devices.
#include "tests/harness/measure/cuda_runtime_fake.hpp"

using namespace assay::measure;

extern "C" {

cudaError_t cudaGetDevice(int* device) {
  *device = fake_cuda().current;
  return begin_fake_call("cudaGetDevice");
}
/// Of nothing that is queued: who maps memory waits before anything is.
cudaError_t cudaDeviceSynchronize() {
  return begin_fake_call("cudaDeviceSynchronize");
}
/// A driver that cannot map memory for several devices; tests/collectives has one that can.
cudaError_t cudaGetDriverEntryPointByVersion(const char*, void** function, unsigned,
                                             unsigned long long,
                                             cudaDriverEntryPointQueryResult* found) {
  *function = nullptr;
  *found = cudaDriverEntryPointSymbolNotFound;
  return begin_fake_call("cudaGetDriverEntryPoint");
}
cudaError_t cudaDeviceCanAccessPeer(int* can, int from, int to) {
  *can = fake_cuda().devices.at(static_cast<std::size_t>(from)).unreachable != to;
  return begin_fake_call("cudaDeviceCanAccessPeer");
}
cudaError_t cudaDeviceDisablePeerAccess(int other) {
  fake_cuda().device().reaches.erase(other);
  return begin_fake_call("cudaDeviceDisablePeerAccess");
}
cudaError_t cudaDeviceEnablePeerAccess(int other, unsigned) {
  FakeDevice& device = fake_cuda().device();
  const cudaError_t status = begin_fake_call("cudaDeviceEnablePeerAccess");
  if (status != cudaSuccess) return status;
  if (device.unreachable == other) return fake_cuda().last_error = cudaErrorPeerAccessUnsupported;
  if (device.reaches.insert(other).second) return cudaSuccess;
  return fake_cuda().last_error = cudaErrorPeerAccessAlreadyEnabled;
}

}  // extern "C"
