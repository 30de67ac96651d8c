// Does the CPU session fill, check again and count by processor as its kernels offer it?
#include <gtest/gtest.h>

#include <cstdint>

#include "harness/measure/cpu_session.hpp"

namespace assay::measure {
namespace {

/// One number: 0 spoiled, else 10 for exact inputs and 20 for timed ones. Array 1 remembers it.
std::uint64_t& output(const Arrays& arrays) {
  return *static_cast<std::uint64_t*>(arrays.data[0]);
}
std::uint64_t& remembered(const Arrays& arrays) {
  return *static_cast<std::uint64_t*>(arrays.data[1]);
}
std::uint64_t& input(const Arrays& arrays) {
  return *static_cast<std::uint64_t*>(arrays.data[2]);
}
void spoil(const Launch&, const Arrays& arrays, const Parameters&) {
  output(arrays) = 0;
}
void prepare(const Launch&, const Arrays& arrays, const Parameters& parameters) {
  input(arrays) = parameters.inputs == Inputs::exact ? 10 : 20;
  output(arrays) = 0;
}
void enqueue(const Launch& launch, const Arrays& arrays, const Parameters&,
             std::uint64_t iterations) {
  output(arrays) = input(arrays);
  if (arrays.processor_work == nullptr) return;
  for (std::uint32_t thread = 0; thread < launch.processors; ++thread) {
    arrays.processor_work[thread].cycles += iterations;
    arrays.processor_work[thread].processor = thread;
  }
}
void verify(const Launch&, const Arrays& arrays, const Parameters&) {
  arrays.mismatch->checked += 1;
  arrays.mismatch->count += output(arrays) == input(arrays) ? 0 : 1;
  remembered(arrays) = output(arrays);
}
void verify_repeat(const Launch&, const Arrays& arrays, const Parameters&) {
  arrays.mismatch->checked += 1;
  arrays.mismatch->count += output(arrays) == remembered(arrays) ? 0 : 1;
}

Kernel a_kernel() {
  return {.name = "test.number",
          .question = "Does the session run it?",
          .check = "the number",
          .quantity = Quantity::rate,
          .limit = Limit::arithmetic,
          .matrix = false,
          .sized = false,
          .arrays =
              [](const Parameters&, std::uint32_t) {
                return ArraySizes{{8, 8, 8, 0}};
              },
          .work = [](const Parameters&, std::uint32_t) { return Work{}; },
          .program = {.prepare = prepare, .enqueue = enqueue, .spoil = spoil, .verify = verify}};
}

class CpuAnswers : public testing::Test {
 protected:
  CpuSession& set_up() {
    plan::Case planned;
    planned.kernel = &entry_;
    planned.iterations = 3;
    session_.set_up(planned);
    return session_;
  }
  Kernel kernel_ = a_kernel();

 private:
  KernelEntry entry_{.on = {&kernel_}};
  CpuSession session_{{.processors = {0}}};
};

TEST_F(CpuAnswers, FillsAnewAndSpoils) {
  CpuSession& session = set_up();
  session.time_sample();
  for (const Inputs inputs : {Inputs::exact, Inputs::timed}) {
    session.fill(inputs);
    EXPECT_EQ(session.verify().count, 1u) << "spoiled";
    session.time_sample();
    EXPECT_EQ(session.verify().count, 0u);
  }
}

TEST_F(CpuAnswers, ChecksAgainAgainstWhatVerifyLookedAt) {
  kernel_.program.verify_repeat = verify_repeat;
  CpuSession& session = set_up();
  session.fill(Inputs::exact);
  session.time_sample();
  session.verify();
  for (int time = 0; time < 2; ++time) {
    EXPECT_EQ(session.verify_repeat()->count, 0u);
    EXPECT_EQ(session.verify_repeat()->checked, 1u) << "from nothing";
  }
  session.fill(Inputs::timed);
  session.time_sample();
  EXPECT_EQ(session.verify_repeat()->count, 1u) << "right, but another";
}

TEST_F(CpuAnswers, SamplesTheArrayThatHoldsTheAnswer) {
  EXPECT_TRUE(set_up().answer_sample().empty()) << "none does";
  kernel_.answer_array = 0;
  CpuSession& session = set_up();
  session.fill(Inputs::exact);
  session.time_sample();
  const auto bytes = session.answer_sample();
  ASSERT_EQ(bytes.size(), sizeof(std::uint64_t));
  EXPECT_EQ(*reinterpret_cast<const std::uint64_t*>(bytes.data()), 10u);
}

TEST_F(CpuAnswers, AKernelThatCannotTellSaysNothing) {
  CpuSession& session = set_up();
  EXPECT_FALSE(session.verify_repeat());
  EXPECT_TRUE(session.processor_work().empty());
  EXPECT_EQ(session.reference(), nullptr);
}

TEST_F(CpuAnswers, CountsByProcessorInTheLastSampleAlone) {
  kernel_.per_processor = true;
  CpuSession& session = set_up();
  for (int sample = 0; sample < 2; ++sample) {
    session.time_sample();
    const auto work = session.processor_work();
    ASSERT_EQ(work.size(), 1u);
    EXPECT_EQ(work[0].cycles, 3u);
  }
}

}  // namespace
}  // namespace assay::measure
