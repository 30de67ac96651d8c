// The knee finder on curves made up for the purpose, and the walk that makes the real ones.
#include "kernels/l2_knee.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <limits>
#include <vector>

#include "kernels/machine/data.hpp"
#include "tests/kernels/probe_bench.hpp"

namespace assay {
namespace {

using testing::cases_of;
using testing::hopper_shape;
using testing::ProbeBench;
namespace machine = ASSAY_TARGET;
using machine::kKneePoints;
constexpr double kMiB = 1048576;

double footprint(int point, double largest) {
  return largest * std::exp2((point + 1 - kKneePoints) / double{machine::kKneePerOctave});
}

double knee_of(const std::vector<double>& latency, double largest = 200 * kMiB) {
  std::vector<double> bytes(kKneePoints), smooth(kKneePoints);
  for (int point = 0; point < kKneePoints; ++point) {
    bytes[static_cast<std::size_t>(point)] = footprint(point, largest);
  }
  return machine::KneeFinder({bytes.data(), latency.data(), smooth.data()}).find();
}

std::vector<double> curve(const std::function<double(double)>& latency,
                          double largest = 200 * kMiB) {
  std::vector<double> values;
  for (int point = 0; point < kKneePoints; ++point) {
    values.push_back(latency(footprint(point, largest)));
  }
  return values;
}

// From `low` to `high` along the logarithm, between two footprints.
double ramp(double bytes, double from, double to, double low, double high) {
  const double part = std::log(bytes / from) / std::log(to / from);
  return low + (high - low) * std::min(1.0, std::max(0.0, part));
}

// A multiplicative error of at most `part`, the same in every run.
std::vector<double> noisy(std::vector<double> values, double part, std::uint32_t key) {
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double unit = machine::mix(key, i) / 4294967296.0;
    values[i] *= 1 + part * (2 * unit - 1);
  }
  return values;
}

std::function<double(double)> one_step(double capacity) {
  return [=](double bytes) { return ramp(bytes, capacity, 1.35 * capacity, 265, 650); };
}

// The shape published for an H100: 265 cycles up to 22 MiB, 475 from 33 to 50, 650 from 68 on.
std::function<double(double)> two_steps(double capacity) {
  return [=](double bytes) {
    return bytes < 0.8 * capacity ? ramp(bytes, 0.44 * capacity, 0.66 * capacity, 265, 475)
                                  : ramp(bytes, capacity, 1.35 * capacity, 475, 650);
  };
}

TEST(KneeFinder, FindsTheEndOfOnePlateau) {
  for (const double capacity : {30.0, 40.0, 50.0, 60.0, 96.0}) {
    const double found = knee_of(curve(one_step(capacity * kMiB)));
    EXPECT_NEAR(found, capacity * kMiB, 0.1 * capacity * kMiB) << capacity;
  }
}

TEST(KneeFinder, FindsTheLastOfTwoSteps) {
  for (const double capacity : {40.0, 50.0, 60.0, 80.0}) {
    const double found = knee_of(curve(two_steps(capacity * kMiB)));
    EXPECT_NEAR(found, capacity * kMiB, 0.1 * capacity * kMiB) << capacity;
  }
}

// Read off the published curve of an H100 PCIe at the footprints of ours; its L2 holds 50 MiB.
TEST(KneeFinder, FindsFiftyMebibytesInAPublishedCurve) {
  const std::vector<std::pair<double, double>> published{
      {6.2, 265.7},   {17.7, 265.5},  {19.5, 265.5},  {21.43, 267.8}, {23.57, 275.1},
      {25.93, 319.6}, {28.52, 403.2}, {31.38, 461.5}, {34.51, 475.4}, {37.97, 477.8},
      {41.76, 475.1}, {45.94, 466.8}, {50.54, 484.3}, {55.59, 563.4}, {61.15, 626.5},
      {67.27, 644.0}, {74.0, 649.2},  {122.1, 649.9}, {201.5, 650.0}};
  const auto read_off = [&](double bytes) {
    std::size_t i = 1;
    while (i + 1 < published.size() && published[i].first * kMiB < bytes) ++i;
    const auto [x, y] = published[i - 1];
    const auto [to, end] = published[i];
    return y + (end - y) * (bytes / kMiB - x) / (to - x);
  };
  EXPECT_NEAR(knee_of(curve(read_off)) / kMiB, 51.4, 0.5);
}

TEST(KneeFinder, NoiseMovesItLittle) {
  for (std::uint32_t key = 0; key < 200; ++key) {
    EXPECT_NEAR(knee_of(noisy(curve(one_step(50 * kMiB)), 0.02, key)), 52 * kMiB, 5 * kMiB) << key;
    EXPECT_NEAR(knee_of(noisy(curve(two_steps(50 * kMiB)), 0.01, key)), 52 * kMiB, 5 * kMiB) << key;
  }
}

TEST(KneeFinder, OnePointOffTheCurveDoesNotCount) {
  const auto clean = curve(two_steps(50 * kMiB));
  const double found = knee_of(clean);
  for (int point = 0; point < kKneePoints; ++point) {
    for (const double factor : {0.3, 4.0}) {
      auto values = clean;
      values[static_cast<std::size_t>(point)] *= factor;
      EXPECT_NEAR(knee_of(values), found, 7 * kMiB) << "point " << point << " x " << factor;
    }
  }
}

TEST(KneeFinder, ClaimWrongByHalfOrDoubleIsFoundOut) {
  for (const double capacity : {25.0, 50.0, 100.0}) {
    // Swept for a claim of 50 MiB.
    EXPECT_NEAR(knee_of(curve(two_steps(capacity * kMiB))), capacity * kMiB, 0.1 * capacity * kMiB)
        << capacity;
  }
}

TEST(KneeFinder, NoKneeIsNone) {
  EXPECT_EQ(knee_of(curve([](double) { return 265.0; })), 0);
  EXPECT_EQ(knee_of(noisy(curve([](double) { return 265.0; }), 0.03, 1)), 0);
  EXPECT_EQ(knee_of(curve([](double) { return 0.0; })), 0);
  EXPECT_EQ(knee_of(curve([](double bytes) { return 650 - bytes / kMiB; })), 0) << "falling";
  EXPECT_EQ(knee_of(curve(one_step(180 * kMiB))), 0) << "still rising at the end";
  const auto no_top = [](double bytes) { return ramp(bytes, 50 * kMiB, 800 * kMiB, 265, 1500); };
  EXPECT_EQ(knee_of(curve(no_top)), 0) << "rising on and on";
  const auto small = [](double bytes) { return ramp(bytes, 50 * kMiB, 60 * kMiB, 265, 295); };
  EXPECT_EQ(knee_of(curve(small)), 0) << "a tenth is no miss";
  EXPECT_EQ(knee_of(curve([](double) { return std::numeric_limits<double>::quiet_NaN(); })), 0);
}

constexpr Parameters kSmall{.bytes = 4 << 20, .seed = 5};

TEST(L2Knee, EveryWalkEndsAfterTwoLaps) {
  ProbeBench bench("l2.knee", kSmall);
  bench.enqueue();
  const Mismatch mismatch = bench.verify();
  EXPECT_EQ(mismatch.count, 0u);
  EXPECT_EQ(mismatch.checked, kKneePoints * 256u + kKneePoints + 1);
}

TEST(L2Knee, OneWalkThatEndsElsewhereIsSeen) {
  ProbeBench bench("l2.knee", kSmall);
  bench.enqueue();
  std::uint64_t* const ends = bench.words(1) + kKneePoints * 8;  // after the cycles of the timed
  for (const std::uint64_t at : {0u, 100u, kKneePoints * 256u - 1}) {
    ends[at] += 64;
    EXPECT_EQ(bench.verify().count, 1u) << at;
    ends[at] -= 64;
  }
  EXPECT_EQ(bench.verify().count, 0u);
}

TEST(L2Knee, KneeThatIsNotThatOfTheCyclesIsSeen) {
  ProbeBench bench("l2.knee", kSmall);
  bench.enqueue();
  // A clear step in the cycles, and the curve and the knee as they were.
  for (std::uint64_t i = 0; i < kKneePoints * 8; ++i) {
    bench.words(1)[i] = i < kKneePoints * 4 ? 1000000 : 9000000;
  }
  EXPECT_GT(bench.verify().count, 0u);
}

TEST(L2Knee, SweepsToFourTimesTheClaim) {
  const auto list = cases_of(testing::kernel_named("l2.knee"), hopper_shape(), Depth::quick);
  ASSERT_EQ(list.size(), 1u);
  EXPECT_EQ(list[0].bytes, 200u << 20);
  EXPECT_EQ(testing::kernel_named("l2.knee").arrays(list[0], 132).bytes[0], 200u << 20);
  DeviceShape unknown = hopper_shape();
  unknown.last_level_cache_bytes = 0;
  EXPECT_EQ(cases_of(testing::kernel_named("l2.knee"), unknown, Depth::quick)[0].bytes, 256u << 20);
}

}  // namespace
}  // namespace assay
