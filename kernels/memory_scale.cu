// How fast can one stream be read, multiplied and written?
#include "kernels/memory_stream.hpp"

namespace assay::ASSAY_TARGET {
namespace {

struct MemoryScale {
  static constexpr int kInputs = 1;
  static constexpr bool kPattern = false;
  static constexpr double kFlop = 1;
  static constexpr const auto& kShapes = kOneInputShapes<256>;

  template <class T, class V>
  ASSAY_BODY static V element(const V* x) {
    return T(3) * x[0];
  }
  ASSAY_BODY static double expected(const double* x) { return 3 * x[0]; }
};

}  // namespace

extern constinit const Kernel memory_scale = StreamKernel<MemoryScale>::describe(
    "memory.scale", "How fast can one stream be read, multiplied and written?");

}  // namespace assay::ASSAY_TARGET
