// The GEMM body on a block of real threads: exact on ragged shapes, and every planted fault is
// found.
#include "kernels/gemm_portable.hpp"

#include <gtest/gtest.h>

#include <vector>

#include "kernels/machine/model.hpp"

#if defined(__SANITIZE_THREAD__)
constexpr bool kThreadSanitizer = true;
#else
constexpr bool kThreadSanitizer = false;
#endif

namespace assay::ASSAY_TARGET {
namespace {

struct Shape {
  std::uint64_t m, n, k;
};

template <class T>
class GemmCase {
 public:
  explicit GemmCase(Shape shape)
      : shape_(shape), a_(shape.m * shape.k), b_(shape.k * shape.n), c_(shape.m * shape.n) {
    for (std::uint64_t i = 0; i < a_.size(); ++i) a_[i] = random_integer<T>(1, i, 4);
    for (std::uint64_t i = 0; i < b_.size(); ++i) b_[i] = random_integer<T>(2, i, 4);
  }

  /// Wrong elements after the body ran on the model.
  template <GemmFault kFault = GemmFault::none>
  std::uint64_t wrong_elements(model::Options options) {
    Parameters parameters;
    parameters.m = shape_.m, parameters.n = shape_.n, parameters.k = shape_.k;
    GemmGrid grid = GemmGrid::of<T>(parameters, options.blocks);
    const GemmArguments<T> arguments{a_.data(), b_.data(), c_.data(), shape_.m,
                                     shape_.n,  shape_.k,  grid};
    options.shared_bytes = sizeof(GemmShared<T>) + GemmTile<T>::kMicroTiles * sizeof(MicroSums<T>);
    std::fill(c_.begin(), c_.end(), spoiled_value<T>());
    model::run(options, [&](model::BlockMachine& machine) {
      GemmBlock<model::BlockMachine, T, kFault>(machine, arguments,
                                                machine.template shared<GemmShared<T>>())
          .run();
    });
    return count_wrong();
  }

 private:
  std::uint64_t count_wrong() const {
    std::uint64_t wrong = 0;
    for (std::uint64_t i = 0; i < shape_.m; ++i) {
      for (std::uint64_t j = 0; j < shape_.n; ++j) {
        double sum = 0;
        for (std::uint64_t k = 0; k < shape_.k; ++k) {
          sum +=
              static_cast<double>(a_[i * shape_.k + k]) * static_cast<double>(b_[k * shape_.n + j]);
        }
        wrong += !(static_cast<double>(c_[i * shape_.n + j]) == sum);
      }
    }
    return wrong;
  }

  Shape shape_;
  std::vector<T> a_, b_, c_;
};

TEST(GemmPortable, IsExactOnRaggedShapes) {
  for (const Shape& shape : {Shape{1, 1, 1}, Shape{1, 100, 3}, Shape{100, 1, 257}, Shape{7, 9, 256},
                             Shape{150, 100, 300}, Shape{145, 97, 513}, Shape{6, 8, 255}}) {
    SCOPED_TRACE(::testing::Message() << shape.m << " x " << shape.n << " x " << shape.k);
    for (const int threads : {2, 3, 5}) {
      EXPECT_EQ(GemmCase<float>(shape).wrong_elements({.threads = threads}), 0u);
      EXPECT_EQ(GemmCase<double>(shape).wrong_elements({.threads = threads, .blocks = 3}), 0u);
    }
  }
}

TEST(GemmPortable, IsExactWhicheverThreadIsHeldBack) {
  for (const int slow : {0, 1}) {
    EXPECT_EQ(GemmCase<float>({40, 33, 700}).wrong_elements({.threads = 2, .slow_thread = slow}),
              0u);
  }
}

// Under ThreadSanitizer a planted race ends the process, which is its way to find it. Elsewhere the
// delay makes the result wrong.
template <GemmFault kFault>
std::uint64_t most_wrong() {
  std::uint64_t most = 0;
  for (const int slow : {0, 1}) {
    GemmCase<float> gemm({40, 33, 700});
    most = std::max(
        most, gemm.wrong_elements<kFault>(
                  {.threads = 2, .slow_thread = slow, .delay = std::chrono::milliseconds(20)}));
  }
  return most;
}

TEST(GemmPortableFault, MissingSyncAfterStagingIsFound) {
  if (kThreadSanitizer) GTEST_SKIP() << "the planted race would end this process";
  EXPECT_GT(most_wrong<GemmFault::no_sync_after_staging>(), 0u);
}

TEST(GemmPortableFault, MissingSyncBeforeStagingIsFound) {
  if (kThreadSanitizer) GTEST_SKIP() << "the planted race would end this process";
  EXPECT_GT(most_wrong<GemmFault::no_sync_before_staging>(), 0u);
}

TEST(GemmPortableFault, ShortTailIsFound) {
  EXPECT_GT(most_wrong<GemmFault::short_tail>(), 0u);
}

TEST(GemmPortableFault, RowShiftIsFound) {
  EXPECT_GT(most_wrong<GemmFault::row_shift>(), 0u);
}

}  // namespace
}  // namespace assay::ASSAY_TARGET
