// The GPU session of a build without CUDA: there is none.
#include <fmt/format.h>

#include "harness/measure/cuda_group_session.hpp"
#include "harness/measure/cuda_session.hpp"
#include "kernels/error.hpp"

namespace assay::measure {
namespace {

[[noreturn]] void refuse(int index) {
  throw Error(
      ErrorKind::unavailable,
      fmt::format("opening cuda:{}: this assay was built without GPU kernels; build it with "
                  "a CUDA compiler (scripts/setup --cuda)",
                  index));
}

}  // namespace

std::unique_ptr<DeviceSession> open_cuda_session(CudaDevice& device, Watch,
                                                 std::vector<std::string>) {
  refuse(device.index);
}

std::unique_ptr<DeviceSession> open_cuda_group_session(std::vector<CudaDevice*> devices, Watch,
                                                       std::vector<std::string>,
                                                       std::optional<GroupWorld>) {
  refuse(devices.front()->index);
}

}  // namespace assay::measure
