// How fast can two streams be read, combined (x + 3y) and written?
#include "kernels/memory_stream.hpp"

namespace assay::ASSAY_TARGET {
namespace {

struct MemoryTriad {
  static constexpr int kInputs = 2;
  static constexpr bool kPattern = false;
  static constexpr double kFlop = 2;
  static constexpr const auto& kShapes = kTwoInputShapes;

  template <class T, class V>
  ASSAY_BODY static V element(const V* x) {
    return x[0] + T(3) * x[1];
  }
  ASSAY_BODY static double expected(const double* x) { return x[0] + 3 * x[1]; }
};

}  // namespace

extern constinit const Kernel memory_triad = StreamKernel<MemoryTriad>::describe(
    "memory.triad", "How fast can two streams be read, combined (x + 3y) and written?");

}  // namespace assay::ASSAY_TARGET
