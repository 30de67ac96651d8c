// Does the CPU session run real programs on its team, and does the harness catch ones that cheat?
#include "harness/measure/cpu_session.hpp"

#include <gtest/gtest.h>
#include <sched.h>

#include <cmath>
#include <cstdint>
#include <limits>

#include "harness/measure/local_sessions.hpp"
#include "harness/measure/measure.hpp"
#include "kernels/error.hpp"
#include "tests/harness/measure/fake_session.hpp"

namespace assay::measure {
namespace {

// A kernel in plain C++: element i of array 0 becomes i + seed. Array 1 counts the launches.
// Parameters::k, where given, is the last launch that computes: the kernel cheats from then on.
struct View {
  double* output;
  std::uint64_t count;
  std::uint64_t* launches;

  static View of(const Arrays& arrays, const Parameters& parameters) {
    return {static_cast<double*>(arrays.data[0]), parameters.bytes / sizeof(double),
            static_cast<std::uint64_t*>(arrays.data[1])};
  }
};

template <class Function>
void on_team(const Launch& launch, std::uint64_t count, Function function) {
  struct Context {
    std::uint64_t count;
    Function* function;
  } context{count, &function};
  static_cast<Team*>(launch.queue)
      ->run(
          [](void* opaque, std::uint32_t thread, std::uint32_t threads) {
            const auto& c = *static_cast<Context*>(opaque);
            const std::uint64_t first = c.count * thread / threads;
            const std::uint64_t last = c.count * (thread + 1) / threads;
            for (std::uint64_t i = first; i < last; ++i) (*c.function)(i);
          },
          &context);
}

void spoil(const Launch& launch, const Arrays& arrays, const Parameters& parameters) {
  const View view = View::of(arrays, parameters);
  on_team(launch, view.count, [=](std::uint64_t i) { view.output[i] = std::nan(""); });
}
void prepare(const Launch& launch, const Arrays& arrays, const Parameters& parameters) {
  spoil(launch, arrays, parameters);
  *View::of(arrays, parameters).launches = 0;
}
void enqueue(const Launch& launch, const Arrays& arrays, const Parameters& parameters,
             std::uint64_t iterations) {
  const View view = View::of(arrays, parameters);
  for (std::uint64_t n = 0; n < iterations; ++n) {
    ++*view.launches;
    if (parameters.k != 0 && *view.launches > parameters.k) continue;
    const auto seed = static_cast<double>(parameters.seed);
    on_team(launch, view.count,
            [=](std::uint64_t i) { view.output[i] = static_cast<double>(i) + seed; });
  }
}
void verify(const Launch&, const Arrays& arrays, const Parameters& parameters) {
  const View view = View::of(arrays, parameters);
  for (std::uint64_t i = 0; i < view.count; ++i) {
    const double expected = static_cast<double>(i) + static_cast<double>(parameters.seed);
    ++arrays.mismatch->checked;
    if (view.output[i] == expected) continue;
    if (arrays.mismatch->count++ == 0) {
      arrays.mismatch->index = i;
      arrays.mismatch->expected = expected;
      arrays.mismatch->actual = view.output[i];
    }
  }
}

constexpr Kernel kFill{
    .name = "test.fill",
    .question = "Does the session run it?",
    .check = "every element",
    .quantity = Quantity::bandwidth,
    .limit = Limit::memory,
    .matrix = false,
    .sized = true,
    .arrays =
        [](const Parameters& p, std::uint32_t) {
          return ArraySizes{{p.bytes, sizeof(std::uint64_t), 0, 0}};
        },
    .work = [](const Parameters& p,
               std::uint32_t) { return Work{.bytes = static_cast<double>(p.bytes), .flop = 0}; },
    .program = {.prepare = prepare, .enqueue = enqueue, .spoil = spoil, .verify = verify}};
constexpr KernelEntry kEntry{.on = {&kFill, nullptr, nullptr, nullptr}};

plan::Case fill_case(std::uint64_t bytes) {
  return {.kernel = &kEntry,
          .parameters = {.bytes = bytes, .seed = 7},
          .device = {},
          .work = {.bytes = static_cast<double>(bytes)},
          .iterations = 3,
          .minimum_time = Seconds(0.01),
          .minimum_samples = 6,
          .estimate = {},
          .unavailable = {}};
}

/// Up to two of the processors this process may use.
std::vector<int> allowed_processors() {
  cpu_set_t set;
  std::vector<int> processors;
  sched_getaffinity(0, sizeof set, &set);
  for (int i = 0; i < CPU_SETSIZE && processors.size() < 2; ++i) {
    if (CPU_ISSET(static_cast<std::size_t>(i), &set)) processors.push_back(i);
  }
  return processors;
}

CpuSettings settings() {
  return {.processors = allowed_processors(), .target = Target::cpu_baseline};
}

class CpuFactory final : public SessionFactory {
 public:
  std::unique_ptr<DeviceSession> open(plan::DeviceId) override {
    return std::make_unique<CpuSession>(settings());
  }
};

std::vector<CaseResult> measure_cases(std::vector<plan::Case> cases) {
  plan::Plan plan;
  plan.cases = std::move(cases);
  CpuFactory factory;
  RecordingObserver observer;
  return measure(plan, factory, {.google_benchmark_flags = {}, .warm_up = Seconds(0.001)},
                 observer);
}

TEST(CpuSession, RunsSpoilsAndVerifies) {
  CpuSession session(settings());
  session.set_up(fill_case(80000));
  EXPECT_EQ(session.verify().count, 10000u) << "outputs are spoiled by the set-up";
  EXPECT_GT(session.time_sample(), Seconds(0));
  EXPECT_EQ(session.verify().count, 0u);
  EXPECT_EQ(session.verify().checked, 10000u) << "counts start at zero each time";
  session.spoil();
  const Mismatch found = session.verify();
  EXPECT_EQ(found.count, 10000u);
  EXPECT_EQ(found.expected, 7);
}

TEST(CpuSession, MeasuresAClockThatAProcessorCanHave) {
  CpuSession session(settings());
  const auto clock = session.clock_hz();
  ASSERT_TRUE(clock);
  EXPECT_GT(*clock, 1e6);
  EXPECT_LT(*clock, 20e9);
}

TEST(CpuSession, ServesLargeAndSmallCasesInTurn) {
  CpuSettings numa = settings();
  numa.numa_nodes = 2;
  for (const CpuSettings& with : {settings(), numa}) {
    CpuSession session(with);
    for (const std::uint64_t bytes : {4096u, 8u << 20, 64u, 1u << 20}) {
      session.set_up(fill_case(bytes));
      session.time_sample();
      EXPECT_EQ(session.verify().count, 0u) << bytes;
      EXPECT_EQ(session.verify().checked, bytes / 8);
    }
  }
}

TEST(CpuSession, RefusesAKernelWithoutAProgramForItsTarget) {
  CpuSettings avx512 = settings();
  avx512.target = Target::cpu_avx512;
  CpuSession session(avx512);
  EXPECT_THROW(session.set_up(fill_case(64)), Error);
}

TEST(CpuSession, MeasuresThroughTheHarness) {
  const auto results = measure_cases({fill_case(4096), fill_case(1 << 20)});
  for (const auto& result : results) {
    EXPECT_EQ(result.status, Status::ok) << result.reason;
    EXPECT_GE(result.samples.size(), 6u);
    EXPECT_EQ(result.check.elements, result.planned.parameters.bytes / 8);
    EXPECT_GT(result.statistics->median, 0);
    EXPECT_TRUE(result.telemetry.clock_hz);
  }
}

TEST(CpuSession, AKernelThatStopsComputingIsCaught) {
  // Three launches are the check's; the case has at least six samples of three more.
  for (const std::uint64_t last_computed : {3u, 6u, 12u}) {
    plan::Case cheat = fill_case(4096);
    cheat.parameters.k = last_computed;
    const auto results = measure_cases({cheat, fill_case(4096)});
    EXPECT_EQ(results[0].status, Status::wrong) << last_computed;
    EXPECT_EQ(results[0].check.before, true);
    EXPECT_EQ(results[0].check.after, false);
    EXPECT_EQ(results[0].check.wrong_elements, 512u);
    EXPECT_TRUE(results[0].samples.empty());
    EXPECT_EQ(results[1].status, Status::ok);
  }
}

TEST(CpuSession, ACaseThatDoesNotFitIsAnErrorAndTheNextOneRuns) {
  const auto results = measure_cases({fill_case(std::uint64_t{1} << 60), fill_case(4096)});
  EXPECT_EQ(results[0].status, Status::error);
  EXPECT_NE(results[0].reason.find("--bytes"), std::string::npos) << results[0].reason;
  EXPECT_EQ(results[1].status, Status::ok);
}

TEST(LocalSessions, OpensTheCpuThatTheProbeFound) {
  probe::Facts facts;
  facts.cpu.instruction_set = "baseline";
  facts.cpu.thread_processors = allowed_processors();
  facts.cpu.threads = static_cast<std::uint32_t>(facts.cpu.thread_processors.size());
  LocalSessions sessions(facts);
  const auto session = sessions.open({});
  session->set_up(fill_case(4096));
  session->time_sample();
  EXPECT_EQ(session->verify().count, 0u);
}

TEST(LocalSessions, AGpuThatIsNotThereIsUnavailable) {
  LocalSessions sessions{probe::Facts{}};
  try {
    sessions.open({.kind = plan::DeviceId::Kind::cuda, .index = 9999});
    FAIL() << "cuda:9999 was opened";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::unavailable);
    EXPECT_NE(std::string(error.what()).find("cuda:9999"), std::string::npos) << error.what();
  }
}

}  // namespace
}  // namespace assay::measure
