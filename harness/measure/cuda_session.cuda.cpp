// Runs the GPU program of a case on one stream, cold or warm, launch by launch or as a graph.
#include "harness/measure/cuda_session.hpp"

#include <cuda_runtime_api.h>
#include <fmt/format.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "harness/core/words.hpp"
#include "harness/measure/cuda_eviction.hpp"
#include "harness/measure/cuda_handles.hpp"
#include "harness/measure/cuda_memory.hpp"
#include "harness/measure/cuda_readback.hpp"
#include "harness/measure/cuda_reference.hpp"
#include "harness/measure/cuda_stall.hpp"
#include "harness/measure/cuda_timer.hpp"
#include "harness/measure/cuda_work.hpp"
#include "harness/measure/gpu_program.hpp"
#include "harness/measure/submission.hpp"
#include "kernels/error.hpp"
#include "kernels/machine/timing.hpp"

namespace assay::measure {
namespace {

// Of one case. Samples that are not held can only come out longer, so they flatter nobody.
constexpr int kExpiredHoldsAtMost = 2;
/// How samples are taken, of the kernel or of the library beside it.
struct Sampling {
  Held held = Held::no;
  int expired = 0;      ///< holds
  bool counts = false;  ///< what it counted last is forgotten first
};

class CudaSession final : public DeviceSession {
 public:
  CudaSession(CudaDevice& device, Watch watch, std::vector<std::string> cublaslt);
  ~CudaSession() override;

  void set_up(const plan::Case& planned) override;
  Seconds time_sample() override;
  double counted() override { return readback_.counted(first().counted); }
  void spoil() override;
  Mismatch verify() override;
  void fill(Inputs inputs) override {
    parameters_.inputs = inputs;
    refill();
  }
  std::optional<Mismatch> verify_repeat() override;
  std::vector<ProcessorWork> processor_work() override {
    return readback_.processor_work(first().processor_work, launch_.processors);
  }
  std::vector<std::byte> answer_sample() override {
    return readback_.answer_sample(*kernel_, parameters_, quiet_, first());
  }
  ReferenceSession* reference() override;
  void cool_down() override { watch_.cool_down(); }
  std::optional<double> clock_hz() override { return readback_.clock_hz(); }
  Telemetry telemetry(std::span<const SampleInterval> intervals) override {
    return watch_.telemetry(intervals);
  }
  std::optional<bool> is_level() override { return watch_.is_level(); }

 private:
  void take_memory(const plan::Case& planned, const Kernel& kernel);
  void prepare();
  void rehearse();
  void queue_iterations();
  void queue_sample();
  void forget_counts();
  Seconds time(Sampling& sampling, const std::function<void()>& queue);
  void refill();
  using Step = void (*)(const Launch&, const Arrays&, const Parameters&);
  void run_on(std::span<const Arrays> copies, std::string_view step, Step function);
  Mismatch compare(std::span<const Arrays> copies, std::string_view step, Step function);
  const Arrays& first() const { return memory_.copies().front(); }

  Watch watch_;
  CudaWork work_;
  int device_;
  CudaStream stream_, side_stream_;
  CudaEvent side_event_;
  CudaReadback readback_;
  CudaTimer timer_;
  CudaStall stall_;
  CudaMemory memory_;
  CudaEviction eviction_;
  CudaGraph graph_;
  Launch launch_;  ///< of what is timed
  Launch quiet_;   ///< of the rest: adds nothing to the ticks

  Program program_;
  Parameters parameters_;
  std::uint64_t iterations_ = 1;
  const Kernel* kernel_ = nullptr;  ///< of the case that is set up
  Sampling sampling_, reference_sampling_;
  bool refills_ = false;  ///< Kernel::one_use_arrays
  std::vector<std::string> cublaslt_;
  std::unique_ptr<ReferenceSession> reference_;
};

CudaSession::CudaSession(CudaDevice& device, Watch watch, std::vector<std::string> cublaslt)
    : watch_(std::move(watch)),
      work_(device),
      device_(work_.select()),
      stream_(make_stream(work_)),
      side_stream_(make_stream(work_)),
      side_event_(make_event(work_, EventKind::ordering)),
      readback_(work_, stream_.get()),
      timer_(work_, readback_.hold()),
      stall_(work_),
      quiet_{
          .queue = stream_.get(),
          .processors = static_cast<std::uint32_t>(work_.attribute(cudaDevAttrMultiProcessorCount)),
          .last_level_cache_bytes = work_.attribute(cudaDevAttrL2CacheSize),
          .side_queue = side_stream_.get(),
          .side_event = side_event_.get()},
      cublaslt_(std::move(cublaslt)) {
  launch_ = quiet_;
  launch_.ticks = readback_.ticks();
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
  work_.select();
  reference_.reset();
  graph_.reset();
  kernel_ = &kernel;
  program_ = kernel.program;
  parameters_ = planned.parameters;
  iterations_ = planned.iterations;
  watch_.begin_case();
  refills_ = kernel.one_use_arrays != nullptr && kernel.one_use_arrays(parameters_);
  stall_.arm(quiet_);
  stall_.arm(launch_);
  take_memory(planned, kernel);
  prepare();
  stall_.watch([this] { rehearse(); });
  if (parameters_.submission == Submission::graph) {
    graph_ = capture_graph(work_, stream_.get(), [this] { queue_iterations(); });
    work_.wait(stream_.get(), "uploading a graph");
  }
}

void CudaSession::take_memory(const plan::Case& planned, const Kernel& kernel) {
  ArrayWishes wishes{.sizes = kernel.arrays(parameters_, launch_.processors),
                     .host_memory = parameters_.host_memory,
                     .numa_node = parameters_.numa_node,
                     .processors = kernel.per_processor ? launch_.processors : 0};
  reference_sampling_ = {.held = held_of(planned, wishes.sizes)};
  sampling_ = reference_sampling_;
  sampling_.counts = true;
  wishes.copies = refills_
                      ? planned.iterations
                      : copies_to_rotate(planned, wishes.sizes, launch_.last_level_cache_bytes);
  const bool cold = parameters_.cache == Cache::cold;
  // Before the arrays are taken: a case may want nearly all the memory there is.
  if (!cold) eviction_.release();
  if (kernel.quantity == Quantity::capacity) memory_.release();
  memory_.set_up(work_, wishes);
  if (cold) eviction_.set_up(work_, quiet_);
}

void CudaSession::prepare() {
  refill();
  constexpr std::string_view kStep = "clearing what is counted";
  work_.check(cudaMemsetAsync(first().counted, 0, sizeof(double), stream_.get()), kStep);
  readback_.clear_ticks(kStep);
  work_.wait(stream_.get(), kStep);
}

void CudaSession::refill() {
  run_on(memory_.copies(), "filling the inputs", program_.prepare);
  work_.wait(stream_.get(), "filling the inputs");
}

/// CUDA loads the code of a kernel when it is first launched, and may synchronise the context for
/// it: that must not fall into a sample, where the stream is held, nor into a capture.
void CudaSession::rehearse() {
  work_.run("running once", [this] { program_.enqueue(quiet_, first(), parameters_, 1); });
  work_.wait(stream_.get(), "running once");
  spoil();
}

void CudaSession::run_on(std::span<const Arrays> copies, std::string_view step, Step function) {
  for (const Arrays& arrays : copies) {
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

void CudaSession::forget_counts() {
  constexpr std::string_view kStep = "beginning a sample";
  if (is_counted(kernel_->quantity)) {
    work_.check(cudaMemsetAsync(first().counted, 0, sizeof(double), stream_.get()), kStep);
  }
  if (first().processor_work != nullptr) {
    work_.check(cudaMemsetAsync(first().processor_work, 0,
                                launch_.processors * sizeof(ProcessorWork), stream_.get()),
                kStep);
  }
}

Seconds CudaSession::time_sample() {
  return stall_.watch([this] { return time(sampling_, [this] { queue_sample(); }); });
}

Seconds CudaSession::time(Sampling& sampling, const std::function<void()>& queue) {
  for (;;) {
    if (sampling.counts && refills_) refill();
    if (sampling.counts) forget_counts();
    if (parameters_.cache == Cache::cold) eviction_.queue(work_, quiet_);
    const std::optional<Seconds> sample = timer_.time(launch_, sampling.held, queue);
    work_.run("reading the clock", [this] { queue_fold_ticks(quiet_, launch_.ticks); });
    if (sample) return *sample;
    if (++sampling.expired == kExpiredHoldsAtMost) sampling.held = Held::no;
  }
}

void CudaSession::spoil() {
  run_on(memory_.copies(), "spoiling the outputs", program_.spoil);
  work_.wait(stream_.get(), "spoiling the outputs");
}

Mismatch CudaSession::compare(std::span<const Arrays> copies, std::string_view step,
                              Step function) {
  return readback_.compare(step, first().mismatch, [&] { run_on(copies, step, function); });
}

Mismatch CudaSession::verify() {
  return compare(memory_.copies(), "checking the answer", program_.verify);
}

std::optional<Mismatch> CudaSession::verify_repeat() {
  if (program_.verify_repeat == nullptr) return std::nullopt;
  return compare(memory_.copies(), "checking that the answer is the same", program_.verify_repeat);
}

ReferenceSession* CudaSession::reference() {
  reference_.reset();
  if (kernel_->reference != Reference::cublaslt) return nullptr;
  const CudaReferenceCase planned{
      .work = work_,
      .where = quiet_,
      .program = program_,
      .parameters = parameters_,
      .iterations = iterations_,
      .sizes = kernel_->arrays(parameters_, launch_.processors),
      .copies = memory_.copies(),
      .time = [this](const auto& queue) { return time(reference_sampling_, queue); },
      .compare =
          [this](std::span<const Arrays> copies) {
            return compare(copies, "checking the answer of cuBLASLt", program_.verify);
          }};
  reference_ = open_cublaslt(planned, cublaslt_);
  return reference_.get();
}

}  // namespace

std::unique_ptr<DeviceSession> open_cuda_session(CudaDevice& device, Watch watch,
                                                 std::vector<std::string> cublaslt) {
  return std::make_unique<CudaSession>(device, std::move(watch), std::move(cublaslt));
}

}  // namespace assay::measure
