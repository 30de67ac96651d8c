// Runs the GPU program of a case on one stream, cold or warm, launch by launch or as a graph.
#include "harness/measure/cuda_session.hpp"

#include <cuda_runtime_api.h>
#include <fmt/format.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>

#include "harness/core/words.hpp"
#include "harness/measure/cuda_eviction.hpp"
#include "harness/measure/cuda_handles.hpp"
#include "harness/measure/cuda_memory.hpp"
#include "harness/measure/cuda_timer.hpp"
#include "harness/measure/cuda_work.hpp"
#include "harness/measure/submission.hpp"
#include "kernels/error.hpp"
#include "kernels/machine/timing.hpp"

namespace assay::measure {
namespace {

// Of one case. Samples that are not held can only come out longer, so they flatter nobody.
constexpr int kExpiredHoldsAtMost = 2;
// Below, the steps of the global timer (up to 1 us) would show in the clock.
constexpr std::uint64_t kClockNanosecondsAtLeast = 20'000;

/// What the device writes for the host to read, in pinned memory: a copy to it waits for nothing.
struct HostWords {
  HoldFlag hold;
  Mismatch mismatch;
  ClockTicks ticks;
  double counted = 0;
};

int select(CudaWork& work) {
  const int device = work.device().index;
  // CUDA keeps the last error of a thread, not of a device: a lost one may have left its own.
  cudaGetLastError();
  work.check(cudaSetDevice(device), fmt::format("opening cuda:{}", device));
  return device;
}

std::uint64_t attribute(CudaWork& work, cudaDeviceAttr name) {
  int value = 0;
  work.check(cudaDeviceGetAttribute(&value, name, work.device().index), "asking for an attribute");
  return static_cast<std::uint64_t>(value);
}

const Kernel& gpu_program_of(const plan::Case& planned) {
  const Kernel* kernel = planned.kernel->for_target(Target::gpu);
  if (kernel != nullptr) return *kernel;
  throw Error(ErrorKind::unavailable,
              fmt::format("running {}: this build holds no GPU program of it; build it with a CUDA "
                          "compiler (scripts/setup --cuda)",
                          planned.name()));
}

class CudaSession final : public DeviceSession {
 public:
  CudaSession(CudaDevice& device, Watch watch);
  ~CudaSession() override;

  void set_up(const plan::Case& planned) override;
  Seconds time_sample() override;
  double counted() override;
  void spoil() override;
  Mismatch verify() override;
  std::optional<double> clock_hz() override;
  Telemetry telemetry(std::span<const SampleInterval> intervals) override;
  std::optional<bool> is_level() override;

 private:
  void take_memory(const plan::Case& planned, const Kernel& kernel);
  void prepare();
  void rehearse();
  void queue_iterations();
  void queue_sample();
  void begin_sample();
  template <class Function>
  void for_each_copy(std::string_view step, Function function);
  HostWords& words() const { return *reinterpret_cast<HostWords*>(host_words_.get()); }

  Watch watch_;
  CudaWork work_;
  int device_;
  CudaStream stream_, side_stream_;
  CudaEvent side_event_;
  PinnedMemory host_words_;
  DeviceMemory ticks_;
  CudaTimer timer_;
  CudaMemory memory_;
  CudaEviction eviction_;
  CudaGraph graph_;
  Launch launch_;  ///< of what is timed
  Launch quiet_;   ///< of the rest: adds nothing to the ticks

  Program program_;
  Parameters parameters_;
  std::uint64_t iterations_ = 1;
  bool counts_ = false;
  Held held_ = Held::no;
  int expired_holds_ = 0;
};

CudaSession::CudaSession(CudaDevice& device, Watch watch)
    : watch_(std::move(watch)),
      work_(device),
      device_(select(work_)),
      stream_(make_stream(work_)),
      side_stream_(make_stream(work_)),
      side_event_(make_event(work_, EventKind::ordering)),
      host_words_(allocate_pinned(work_, sizeof(HostWords))),
      ticks_(allocate_device(work_, sizeof(ClockTicks))),
      timer_(work_, &words().hold),
      quiet_{.queue = stream_.get(),
             .processors =
                 static_cast<std::uint32_t>(attribute(work_, cudaDevAttrMultiProcessorCount)),
             .last_level_cache_bytes = attribute(work_, cudaDevAttrL2CacheSize),
             .side_queue = side_stream_.get(),
             .side_event = side_event_.get()} {
  words() = HostWords{};
  launch_ = quiet_;
  launch_.ticks = reinterpret_cast<ClockTicks*>(ticks_.get());
}

/// What a failed step left in the queue may still use the memory: until the deadline it is waited
/// for, then the device counts as abandoned and nothing is freed.
CudaSession::~CudaSession() {
  if (!work_.device().lost.empty()) return;
  try {
    work_.wait(stream_.get(), "closing the session");
    work_.wait(side_stream_.get(), "closing the session");
  } catch (const Error&) {
    // Whoever failed before has said what is wrong.
  }
}

void CudaSession::set_up(const plan::Case& planned) {
  const Kernel& kernel = gpu_program_of(planned);
  work_.begin_case(planned.name(), planned.deadline);
  select(work_);
  graph_.reset();
  program_ = kernel.program;
  parameters_ = planned.parameters;
  iterations_ = planned.iterations;
  counts_ = is_counted(kernel.quantity);
  expired_holds_ = 0;
  watch_.begin_case();
  take_memory(planned, kernel);
  prepare();
  rehearse();
  if (parameters_.submission == Submission::graph) {
    graph_ = capture_graph(work_, stream_.get(), [this] { queue_iterations(); });
    work_.wait(stream_.get(), "uploading a graph");
  }
}

void CudaSession::take_memory(const plan::Case& planned, const Kernel& kernel) {
  ArrayWishes wishes{.sizes = kernel.arrays(parameters_, launch_.processors),
                     .host_memory = parameters_.host_memory,
                     .numa_node = parameters_.numa_node};
  held_ = held_of(planned, wishes.sizes);
  wishes.copies = copies_to_rotate(planned, wishes.sizes, launch_.last_level_cache_bytes);
  const bool cold = parameters_.cache == Cache::cold;
  // Before the arrays are taken: a case may want nearly all the memory there is.
  if (!cold) eviction_.release();
  if (kernel.quantity == Quantity::capacity) memory_.release();
  memory_.set_up(work_, wishes);
  if (cold) eviction_.set_up(work_, quiet_);
}

void CudaSession::prepare() {
  for_each_copy("filling the inputs", program_.prepare);
  work_.check(cudaMemsetAsync(memory_.copies().front().counted, 0, sizeof(double), stream_.get()),
              "filling the inputs");
  work_.check(cudaMemsetAsync(ticks_.get(), 0, sizeof(ClockTicks), stream_.get()),
              "filling the inputs");
  work_.wait(stream_.get(), "filling the inputs");
}

/// CUDA loads the code of a kernel when it is first launched, and may synchronise the context for
/// it: that must not fall into a sample, where the stream is held, nor into a capture.
void CudaSession::rehearse() {
  work_.run("running once",
            [this] { program_.enqueue(quiet_, memory_.copies().front(), parameters_, 1); });
  work_.wait(stream_.get(), "running once");
  spoil();
}

template <class Function>
void CudaSession::for_each_copy(std::string_view step, Function function) {
  for (const Arrays& arrays : memory_.copies()) {
    work_.run(step, [&] { function(quiet_, arrays, parameters_); });
  }
}

void CudaSession::queue_iterations() {
  const auto& copies = memory_.copies();
  if (copies.size() == 1) {
    return program_.enqueue(launch_, copies.front(), parameters_, iterations_);
  }
  for (std::uint64_t i = 0; i < iterations_; ++i) {
    program_.enqueue(launch_, copies[i % copies.size()], parameters_, 1);
  }
}

void CudaSession::queue_sample() {
  if (!graph_) return queue_iterations();
  work_.check(cudaGraphLaunch(graph_.get(), stream_.get()), "launching a graph");
}

void CudaSession::begin_sample() {
  if (counts_) {
    work_.check(cudaMemsetAsync(memory_.copies().front().counted, 0, sizeof(double), stream_.get()),
                "beginning a sample");
  }
  if (parameters_.cache == Cache::cold) eviction_.queue(work_, quiet_);
}

Seconds CudaSession::time_sample() {
  for (;;) {
    begin_sample();
    const std::optional<Seconds> sample = timer_.time(launch_, held_, [this] { queue_sample(); });
    work_.run("reading the clock", [this] { queue_fold_ticks(quiet_, launch_.ticks); });
    if (sample) return *sample;
    if (++expired_holds_ == kExpiredHoldsAtMost) held_ = Held::no;
  }
}

double CudaSession::counted() {
  constexpr std::string_view kStep = "reading what was counted";
  work_.check(cudaMemcpyAsync(&words().counted, memory_.copies().front().counted, sizeof(double),
                              cudaMemcpyDeviceToHost, stream_.get()),
              kStep);
  work_.wait(stream_.get(), kStep);
  return words().counted;
}

void CudaSession::spoil() {
  for_each_copy("spoiling the outputs", program_.spoil);
  work_.wait(stream_.get(), "spoiling the outputs");
}

Mismatch CudaSession::verify() {
  constexpr std::string_view kStep = "checking the answer";
  Mismatch* const mismatch = memory_.copies().front().mismatch;
  work_.check(cudaMemsetAsync(mismatch, 0, sizeof(Mismatch), stream_.get()), kStep);
  for_each_copy(kStep, program_.verify);
  work_.check(cudaMemcpyAsync(&words().mismatch, mismatch, sizeof(Mismatch), cudaMemcpyDeviceToHost,
                              stream_.get()),
              kStep);
  work_.wait(stream_.get(), kStep);
  return words().mismatch;
}

std::optional<double> CudaSession::clock_hz() {
  constexpr std::string_view kStep = "reading the clock";
  work_.check(cudaMemcpyAsync(&words().ticks, ticks_.get(), sizeof(ClockTicks),
                              cudaMemcpyDeviceToHost, stream_.get()),
              kStep);
  work_.check(cudaMemsetAsync(ticks_.get(), 0, sizeof(ClockTicks), stream_.get()), kStep);
  work_.wait(stream_.get(), kStep);
  const ClockTicks ticks = words().ticks;
  if (ticks.nanoseconds < kClockNanosecondsAtLeast || ticks.cycles == 0) return std::nullopt;
  return static_cast<double>(ticks.cycles) / static_cast<double>(ticks.nanoseconds) * 1e9;
}

Telemetry CudaSession::telemetry(std::span<const SampleInterval> intervals) {
  return watch_.telemetry(intervals);
}

std::optional<bool> CudaSession::is_level() {
  return watch_.is_level();
}

}  // namespace

std::unique_ptr<DeviceSession> open_cuda_session(CudaDevice& device, Watch watch) {
  return std::make_unique<CudaSession>(device, std::move(watch));
}

}  // namespace assay::measure
