// How fast can memory be read and written, one stream each way?
#include "kernels/memory_stream.hpp"

namespace assay::ASSAY_TARGET {
namespace {

struct MemoryCopy {
  static constexpr int kInputs = 1;
  static constexpr bool kPattern = false;
  static constexpr double kFlop = 0;
  static constexpr const auto& kShapes = kOneInputShapes<32>;

  template <class T, class V>
  ASSAY_BODY static V element(const V* x) {
    return x[0];
  }
  ASSAY_BODY static double expected(const double* x) { return x[0]; }
};

}  // namespace

extern constinit const Kernel memory_copy = StreamKernel<MemoryCopy>::describe(
    "memory.copy", "How fast can memory be read and written, one stream each way?");

}  // namespace assay::ASSAY_TARGET
