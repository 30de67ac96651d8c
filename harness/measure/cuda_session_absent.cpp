// The GPU session of a build without CUDA: there is none.
#include <fmt/format.h>

#include "harness/measure/cuda_session.hpp"
#include "kernels/error.hpp"

namespace assay::measure {

std::unique_ptr<DeviceSession> open_cuda_session(CudaDevice& device, Watch,
                                                 std::vector<std::string>) {
  throw Error(
      ErrorKind::unavailable,
      fmt::format("opening cuda:{}: this assay was built without GPU kernels; build it with "
                  "a CUDA compiler (scripts/setup --cuda)",
                  device.index));
}

}  // namespace assay::measure
