// Runs the CPU program of a case on the team and times it.
#include "harness/measure/cpu_session.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <numeric>

#include "harness/measure/memory_layout.hpp"
#include "harness/measure/stall.hpp"
#include "kernels/error.hpp"
#include "kernels/machine/cpu_clock.hpp"

namespace assay::measure {
namespace {

// Of one wait of a rank for another: threads of one process are never that late.
constexpr std::uint64_t kPatienceNs = 10'000'000'000;

struct ClockReading {
  double (*clock_hz)();
  double* of_thread;
};

double any_clock_hz() {
  return measure_clock_hz();
}

void read_clock(void* context, std::uint32_t thread, std::uint32_t) {
  const auto& reading = *static_cast<const ClockReading*>(context);
  reading.of_thread[thread] = reading.clock_hz();
}

}  // namespace

CpuSession::CpuSession(const CpuSettings& settings)
    : settings_(settings),
      team_(settings.processors),
      thread_clocks_hz_(settings.processors.size()),
      launch_{.queue = &team_,
              .processors = team_.size(),
              .last_level_cache_bytes = settings.last_level_cache_bytes} {}

void CpuSession::set_up(const plan::Case& planned) {
  const Kernel* kernel = planned.kernel->for_target(settings_.target);
  if (kernel == nullptr) {
    throw Error(ErrorKind::unavailable,
                fmt::format("setting up {}: this build holds no program of it for the instruction "
                            "set in use; build assay again on this machine",
                            planned.name()));
  }
  program_ = kernel->program;
  parameters_ = planned.parameters;
  iterations_ = planned.iterations;

  working_processors_ = kernel->per_processor ? launch_.processors : 0;
  const ArraySizes sizes = kernel->arrays(parameters_, launch_.processors);
  answer_array_ = kernel->answer_array;
  if (answer_array_ != kNoArray) answer_sample_ = AnswerSample::of(sizes.bytes[answer_array_]);
  const MemoryLayout layout(sizes, kHugePageBytes, working_processors_);
  std::byte* base = memory_.reserve(layout.total_bytes);
  // Pages lie on the node of the thread that touched them for the case before, and other arrays are
  // dealt to the threads in other pieces.
  if (settings_.numa_nodes > 1) memory_.discard_pages();
  arrays_ = layout.place(base);
  fills_before_samples_ = kernel->one_use_arrays != nullptr && kernel->one_use_arrays(parameters_);
  stall_ = Stall{};
  launch_.stall = &stall_;
  launch_.patience_ns = kPatienceNs;
  program_.prepare(launch_, arrays_, parameters_);
}

Seconds CpuSession::time_sample() {
  std::fill_n(arrays_.processor_work, working_processors_, ProcessorWork{});
  if (fills_before_samples_) program_.prepare(launch_, arrays_, parameters_);
  const auto start = std::chrono::steady_clock::now();
  program_.enqueue(launch_, arrays_, parameters_, iterations_);
  const Seconds sample = std::chrono::steady_clock::now() - start;
  if (stall_.happened != 0) throw HangError(stall_text(stall_), hang_of(stall_, {}));
  return sample;
}

void CpuSession::spoil() {
  program_.spoil(launch_, arrays_, parameters_);
}

Mismatch CpuSession::verify() {
  *arrays_.mismatch = Mismatch{};
  program_.verify(launch_, arrays_, parameters_);
  return *arrays_.mismatch;
}

void CpuSession::fill(Inputs inputs) {
  parameters_.inputs = inputs;
  program_.prepare(launch_, arrays_, parameters_);
}

std::optional<Mismatch> CpuSession::verify_repeat() {
  if (program_.verify_repeat == nullptr) return std::nullopt;
  *arrays_.mismatch = Mismatch{};
  program_.verify_repeat(launch_, arrays_, parameters_);
  return *arrays_.mismatch;
}

std::vector<std::byte> CpuSession::answer_sample() {
  if (answer_array_ == kNoArray) return {};
  const auto* const answer = static_cast<const std::byte*>(arrays_.data[answer_array_]);
  std::vector<std::byte> bytes(answer_sample_.size_bytes());
  answer_sample_.for_each([&](std::uint64_t to, std::uint64_t from, std::uint64_t count) {
    std::copy_n(answer + from, count, bytes.data() + to);
  });
  return bytes;
}

std::vector<ProcessorWork> CpuSession::processor_work() {
  return {arrays_.processor_work, arrays_.processor_work + working_processors_};
}

std::optional<double> CpuSession::clock_hz() {
  ClockReading reading{program_.clock_hz != nullptr ? program_.clock_hz : any_clock_hz,
                       thread_clocks_hz_.data()};
  team_.run(&read_clock, &reading);
  // The work of a sample is shared by all threads: their mean clock is what it ran at.
  const double sum = std::accumulate(thread_clocks_hz_.begin(), thread_clocks_hz_.end(), 0.0);
  return sum / static_cast<double>(thread_clocks_hz_.size());
}

}  // namespace assay::measure
