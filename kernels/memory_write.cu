// How fast can memory be written?
#include "kernels/memory_stream.hpp"

namespace assay::ASSAY_TARGET {
namespace {

struct MemoryWrite {
  static constexpr int kInputs = 1;
  static constexpr bool kPattern = true;
  static constexpr double kFlop = 0;
  static constexpr const auto& kShapes = kWriteShapes;

  template <class T, class V>
  ASSAY_BODY static V element(const V* x) {
    return x[0];
  }
  ASSAY_BODY static double expected(const double* x) { return x[0]; }
};

}  // namespace

extern constinit const Kernel memory_write =
    StreamKernel<MemoryWrite>::describe("memory.write", "How fast can memory be written?");

}  // namespace assay::ASSAY_TARGET
