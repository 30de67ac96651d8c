// Are devices named, refused and declared unusable as documented?
#include "harness/plan/device.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "kernels/error.hpp"
#include "tests/harness/plan/fakes.hpp"

namespace assay::plan {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr DeviceId kCpu{DeviceId::Kind::cpu, 0};
constexpr DeviceId cuda(int index) {
  return {DeviceId::Kind::cuda, index};
}

TEST(ParseDevice, ReadsKindAndIndex) {
  const auto facts = fake::gpu_host();
  EXPECT_EQ(parse_device("cpu", facts), kCpu);
  EXPECT_EQ(parse_device("cuda:1", facts), cuda(1));
  EXPECT_EQ(to_string(cuda(1)), "cuda:1");
}

TEST(ParseDevice, AnyGpuIsKnownInKindWhereThereIsNone) {
  EXPECT_EQ(parse_device("cuda:3", fake::cpu_host()), cuda(3));
}

TEST(ParseDevice, RefusesUnknownOnesNamingTheKnown) {
  for (const char* text :
       {"", "gpu", "cuda", "cuda:", "cuda:-1", "cuda:x", "cuda:0x", "CPU", "cuda:2"}) {
    try {
      parse_device(text, fake::gpu_host());
      FAIL() << text << " was accepted";
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::usage);
      EXPECT_THAT(error.what(), HasSubstr("cpu, cuda:0, cuda:1"));
      EXPECT_THAT(error.what(), HasSubstr("assay probe"));
    }
  }
}

TEST(ParseDevices, KeepsOrderAndDropsRepeats) {
  EXPECT_THAT(parse_devices("cuda:1,cpu,cuda:1", fake::gpu_host()), ElementsAre(cuda(1), kCpu));
  EXPECT_THROW(parse_devices("cpu,", fake::gpu_host()), Error);
  EXPECT_THROW(parse_devices("", fake::gpu_host()), Error);
}

TEST(UsableGpus, LeavesOutWhatTheBinaryCannotRunOn) {
  const auto facts = fake::gpu_host();
  EXPECT_THAT(usable_gpus(facts), ElementsAre(cuda(0)));
  EXPECT_EQ(why_no_gpu(facts), "");
  EXPECT_EQ(why_unusable(cuda(0), facts), "");
  EXPECT_EQ(why_unusable(cuda(1), facts), "compute capability 7.0 is too old");
}

TEST(UsableGpus, NoneWithoutADriverAndTheReasonIsTheProbes) {
  EXPECT_THAT(usable_gpus(fake::cpu_host()), IsEmpty());
  EXPECT_EQ(why_no_gpu(fake::cpu_host()), "no NVIDIA driver is installed");
}

TEST(UsableGpus, NoneWhereEveryOneIsUnusable) {
  auto facts = fake::gpu_host();
  facts.cuda.devices[0].unusable = "in prohibited compute mode";
  facts.cuda.reason = "no GPU can be used";
  EXPECT_THAT(usable_gpus(facts), IsEmpty());
  EXPECT_EQ(why_no_gpu(facts), "no GPU can be used");
  EXPECT_EQ(why_unusable(cuda(0), facts), "in prohibited compute mode");
}

TEST(Traits, OfACpuComeFromItsThreadsCachesAndMemory) {
  const auto traits = traits_of(kCpu, fake::cpu_host());
  EXPECT_EQ(traits.target, Target::cpu_avx512);
  EXPECT_EQ(traits.processors, 2u);
  EXPECT_EQ(traits.cache_bytes, std::uint64_t{260} << 20);
  EXPECT_EQ(traits.memory_available_bytes, std::uint64_t{23} << 30);
  EXPECT_EQ(traits.unavailable, "");
}

TEST(Traits, OfAGpuThatIsNotThereAreUnknown) {
  const auto traits = traits_of(cuda(0), fake::cpu_host());
  EXPECT_EQ(traits.target, Target::gpu);
  EXPECT_EQ(traits.processors, 0u);
  EXPECT_FALSE(traits.memory_available_bytes);
  EXPECT_EQ(traits.unavailable, "no NVIDIA driver is installed");
}

}  // namespace
}  // namespace assay::plan
