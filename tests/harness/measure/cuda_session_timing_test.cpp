// What is timed, in which order, cold or warm, launch by launch or as a graph? On a virtual clock
// the times are exact.
#include <gmock/gmock.h>

#include <algorithm>
#include <set>

#include "tests/harness/measure/cuda_session_fixture.hpp"

namespace assay::measure {
namespace {

using testing::ElementsAre;

class CudaTiming : public OnFakeCuda {
 protected:
  /// What the device did for one sample.
  std::vector<std::string> work_of_sample() {
    fake_cuda().done.clear();
    session().time_sample();
    return fake_cuda().done;
  }
  double nanoseconds_of_sample() { return std::round(session().time_sample().count() * 1e9); }
};

TEST_F(CudaTiming, HoldsThenStartsThenLaunchesThenStops) {
  session().set_up(write_case({}, 2));
  fake_cuda().log.clear();
  EXPECT_THAT(work_of_sample(), ElementsAre("hold", "event", "kernel", "kernel", "event"));
  EXPECT_THAT(fake_cuda().log,
              ElementsAre("launch", "cudaEventRecord", "launch", "launch", "cudaEventRecord",
                          "cudaEventQuery", "cudaEventQuery", "cudaEventElapsedTime"));
}

TEST_F(CudaTiming, EvictsBeforeTheHoldAndOutsideTheEvents) {
  session().set_up(write_case({.cache = Cache::cold}, 1));
  EXPECT_THAT(work_of_sample(), ElementsAre("evict", "hold", "event", "kernel", "event"));
  session().set_up(write_case({.cache = Cache::warm}, 1));
  EXPECT_THAT(work_of_sample(), ElementsAre("hold", "event", "kernel", "event"));
}

TEST_F(CudaTiming, AHeldSampleHoldsNoTimeOfTheHost) {
  // The host takes 2 us a launch: unheld, launches of 500 ns would be timed as 2 us each.
  for (const std::uint64_t nanoseconds : {500u, 5'000u, 50'000u, 50'000'000u}) {
    session().set_up(write_case({.k = nanoseconds}, 8));
    EXPECT_EQ(nanoseconds_of_sample(), 8.0 * static_cast<double>(nanoseconds));
    session().set_up(write_case({.k = nanoseconds, .cache = Cache::cold}, 1));
    EXPECT_EQ(nanoseconds_of_sample(), static_cast<double>(nanoseconds));
  }
}

TEST_F(CudaTiming, AGraphIsCapturedOnceAndReplayedHeld) {
  session().set_up(write_case({.k = 500, .submission = Submission::graph}, 1000));
  EXPECT_EQ(session().verify().count, 1u) << "capturing runs nothing";
  EXPECT_THAT(work_of_sample(), ElementsAre("hold", "event", "graph", "event"));
  EXPECT_EQ(nanoseconds_of_sample(), 500.0 * 1000);
  EXPECT_EQ(session().verify().count, 0u);
  EXPECT_EQ(fake_cuda().count("cudaGraphInstantiate"), 1);
  EXPECT_EQ(fake_cuda().plans.size(), 0u);
}

TEST_F(CudaTiming, TheGraphOfTheCaseBeforeIsGone) {
  session().set_up(write_case({.submission = Submission::graph}));
  session().set_up(write_case({}, 1));
  EXPECT_EQ(fake_cuda().graphs.size(), 0u);
  EXPECT_THAT(work_of_sample(), ElementsAre("hold", "event", "kernel", "event"));
}

TEST_F(CudaTiming, MoreLaunchesThanAQueueTakesAreNotHeld) {
  session().set_up(write_case({}, 1200));
  const auto work = work_of_sample();
  EXPECT_EQ(work.front(), "event");
  EXPECT_EQ(work.size(), 1202u);
}

TEST_F(CudaTiming, PageableMemoryIsNotHeld) {
  session().set_up(write_case({.host_memory = HostMemory::pageable}, 1));
  EXPECT_THAT(work_of_sample(), ElementsAre("event", "kernel", "event"));
  session().set_up(write_case({.host_memory = HostMemory::pinned}, 1));
  EXPECT_THAT(work_of_sample(), ElementsAre("hold", "event", "kernel", "event"));
}

// A kernel that waits for the stream while it is held: what the contract forbids.
void fill_the_queue(const Launch& launch, const Arrays& arrays, const Parameters& parameters,
                    std::uint64_t iterations) {
  const std::uint64_t launches = launch.ticks == nullptr ? 1 : iterations * kQueueDepth;
  TestKernel::enqueue(launch, arrays, parameters, launches);
}

TEST_F(CudaTiming, AHoldThatExpiresCostsTheSampleNotTheRun) {
  Kernel greedy = kWrite;
  greedy.program.enqueue = fill_the_queue;
  const KernelEntry entry{.on = {&greedy, nullptr, nullptr, &greedy}};
  plan::Case planned = write_case({}, 2);
  planned.kernel = &entry;
  session().set_up(planned);
  const auto work = work_of_sample();
  EXPECT_EQ(std::count(work.begin(), work.end(), "hold"), 2) << "twice tried";
  EXPECT_EQ(std::count(work.begin(), work.end(), "kernel"), 3 * 2 * 1000) << "then without";
  EXPECT_EQ(nanoseconds_of_sample(), 2000 * 3000.0 + kLaunchNanoseconds)
      << "the device waits for the first launch: longer, never shorter";
}

class Rotation : public CudaTiming {
 protected:
  /// Outputs the launches of a sample wrote, in order.
  std::vector<const void*> outputs_of_sample(const plan::Case& planned) {
    written().clear();
    session().set_up(planned);
    written().clear();
    session().time_sample();
    return written();
  }
  static std::vector<const void*>& written() {
    static std::vector<const void*> outputs;
    return outputs;
  }
  static void enqueue(const Launch& launch, const Arrays& arrays, const Parameters& parameters,
                      std::uint64_t iterations) {
    for (std::uint64_t i = 0; i < iterations; ++i) {
      FakeWork work = TestKernel::work(launch, arrays, parameters);
      work.effect = [effect = work.effect, arrays] {
        written().push_back(arrays.data[0]);
        effect();
      };
      fake_launch(launch.queue, work);
    }
  }
  plan::Case rotating(Parameters parameters, std::uint64_t iterations) {
    kernel_.program.enqueue = enqueue;
    plan::Case planned = write_case(parameters, iterations);
    planned.kernel = &entry_;
    return planned;
  }

 private:
  Kernel kernel_ = kWrite;
  KernelEntry entry_{.on = {&kernel_, nullptr, nullptr, &kernel_}};
};

TEST_F(Rotation, ColdLaunchesTakeArraysInTurnUntilTheyHaveLeftTheCache) {
  for (const auto submission : {Submission::none, Submission::graph}) {
    const auto outputs = outputs_of_sample(
        rotating({.bytes = 32 << 10, .cache = Cache::cold, .submission = submission}, 20));
    ASSERT_EQ(outputs.size(), 20u);
    EXPECT_EQ(std::set(outputs.begin(), outputs.end()).size(), 9u) << "4 x 64 KiB and one more";
    for (std::size_t i = 9; i < outputs.size(); ++i) EXPECT_EQ(outputs[i], outputs[i - 9]);
    EXPECT_EQ(session().verify().checked, 9u);
    EXPECT_EQ(session().verify().count, 0u);
    session().spoil();
    EXPECT_EQ(session().verify().count, 9u);
  }
}

TEST_F(Rotation, OfNoMoreCopiesThanLaunches) {
  const auto outputs = outputs_of_sample(rotating({.bytes = 4096, .cache = Cache::cold}, 3));
  EXPECT_EQ(std::set(outputs.begin(), outputs.end()).size(), 3u);
  EXPECT_EQ(session().verify().checked, 3u);
}

TEST_F(Rotation, OnlyWhereTheCaseIsCold) {
  const auto outputs = outputs_of_sample(rotating({.bytes = 4096, .cache = Cache::warm}, 3));
  EXPECT_EQ(std::set(outputs.begin(), outputs.end()).size(), 1u);
}

}  // namespace
}  // namespace assay::measure
