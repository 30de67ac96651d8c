// The tensor-core GEMMs on a real GPU: every shape of every type, layout, way to sum and path that
// the part takes is right on sizes with tails of every kind, repeats itself bit for bit, and names
// the SM of a block that does not.
#include <gtest/gtest.h>

#include <array>
#include <string>
#include <vector>

#include "tests/gpu/gpu_device.hpp"
#include "tests/kernels/kernel_cases.hpp"

namespace assay {
namespace {

using testing::GpuDevice;

constexpr std::array kLayouts{Layout::row_column, Layout::row_row, Layout::column_column,
                              Layout::column_row};
constexpr std::array kAccumulations{Accumulation::none, Accumulation::fast, Accumulation::promoted};
constexpr std::array kPaths{Path::native, Path::fallback};

struct Size {
  std::uint64_t m, n, k;
};
// Less than a tile, tails every way, more tiles than SMs, a long sum. Aligned for every layout.
constexpr std::array kSizes{Size{16, 16, 16}, Size{144, 272, 80}, Size{2064, 2320, 208},
                            Size{400, 528, 4112}};

class GemmGpuTest : public ::testing::TestWithParam<int> {
 protected:
  void SetUp() override {
    if (const std::string reason = testing::no_gpu(); !reason.empty()) GTEST_SKIP() << reason;
    device_ = std::make_unique<GpuDevice>();
    kernel_ = kernel_table().entries[GetParam()].for_target(Target::gpu);
    if (runs().empty()) GTEST_SKIP() << "this GPU has no such type";
  }

  bool takes(const Parameters& p) const {
    char why[kMaxReason] = "";
    kernel_->refuse(p, device_->shape(), why);
    return why[0] == '\0';
  }
  DataType type() const {
    for (const DataType type : testing::kEveryType) {
      if (kernel_->types == only(type)) return type;
    }
    return {};
  }

  /// Everything but the size.
  std::vector<Parameters> runs() const {
    std::vector<Parameters> list;
    for (const Path path : kPaths) {
      for (const Layout layout : kLayouts) {
        for (const Accumulation accumulation : kAccumulations) {
          for (int v = 0; v < kernel_->variant_count; ++v) {
            Parameters p{.type = type(), .m = 16, .n = 16, .k = 16};
            p.layout = layout;
            p.accumulation = accumulation;
            p.path = path;
            p.variant = kernel_->variants[v];
            p.seed = testing::kSeed;
            if (takes(p)) list.push_back(p);
          }
        }
      }
    }
    return list;
  }

  void expect_right(const Parameters& p) {
    device_->allocate(*kernel_, p);
    device_->prepare(*kernel_, p);
    EXPECT_EQ(device_->verify(*kernel_, p).count, p.m * p.n) << "prepared passes for computed";
    device_->enqueue(*kernel_, p, 2);
    const Mismatch mismatch = device_->verify(*kernel_, p);
    EXPECT_EQ(mismatch.count, 0u) << "element " << mismatch.index << " is " << mismatch.actual
                                  << ", not " << mismatch.expected;
    device_->enqueue(*kernel_, p, 3);
    EXPECT_EQ(device_->verify_repeat(*kernel_, p).count, 0u);
    EXPECT_TRUE(device_->guards_whole());
  }

  std::unique_ptr<GpuDevice> device_;
  const Kernel* kernel_ = nullptr;
};

TEST_P(GemmGpuTest, EveryShapeIsRightOnEverySize) {
  for (Parameters p : runs()) {
    for (const Size& size : kSizes) {
      p.m = size.m, p.n = size.n, p.k = size.k;
      for (const Inputs inputs : {Inputs::exact, Inputs::timed}) {
        p.inputs = inputs;
        SCOPED_TRACE(::testing::Message()
                     << kernel_->instruction(p, device_->shape().compute_capability) << " " << p.m
                     << "x" << p.n << "x" << p.k << ", tile " << p.variant.tile_rows << "x"
                     << p.variant.tile_columns << ", cluster " << p.variant.cluster << ", stages "
                     << p.variant.stages << ", layout " << static_cast<int>(p.layout)
                     << ", accumulation " << static_cast<int>(p.accumulation) << ", inputs "
                     << static_cast<int>(inputs));
        expect_right(p);
        if (HasFailure()) return;  // the first tells more than the hundred that follow
      }
    }
  }
}

TEST_P(GemmGpuTest, ChangedBitIsFoundAndItsSmNamed) {
  for (Parameters p : runs()) {
    p.m = 400, p.n = 528, p.k = 80;
    device_->allocate(*kernel_, p);
    device_->prepare(*kernel_, p);
    device_->enqueue(*kernel_, p, 1);
    ASSERT_EQ(device_->verify(*kernel_, p).count, 0u);
    device_->flip(2, device_->bytes(2) - 1);
    const Mismatch mismatch = device_->verify_repeat(*kernel_, p);
    EXPECT_GT(mismatch.count, 0u);
    EXPECT_EQ(mismatch.index / p.n, (p.m - 1) / p.variant.tile_rows * p.variant.tile_rows);
    EXPECT_GT(mismatch.processor_plus_one, 0u);
  }
}

std::vector<int> gemm_rows() {
  std::vector<int> rows;
  for (int row = 0; row < kernel_table().count; ++row) {
    if (kernel_table().entries[row].description().exact_inputs) rows.push_back(row);
  }
  return rows;
}

INSTANTIATE_TEST_SUITE_P(Every, GemmGpuTest, ::testing::ValuesIn(gemm_rows()),
                         [](const ::testing::TestParamInfo<int>& test) {
                           std::string name = kernel_table().entries[test.param].description().name;
                           name[name.find('.')] = '_';
                           return name;
                         });

}  // namespace
}  // namespace assay
