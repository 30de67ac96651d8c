// Memory, graphs and samples of the library.
// SPDX-License-Identifier: Apache-2.0
#include "harness/measure/cuda_reference.hpp"

#include <cuda_runtime_api.h>

#include <utility>

#include "harness/measure/cublaslt/matmul.hpp"
#include "harness/measure/cuda_handles.hpp"
#include "harness/measure/memory_layout.hpp"
#include "kernels/error.hpp"

namespace assay::measure {
namespace {

constexpr std::uint64_t kAlignmentBytes = 4096;
// A, B, C of a matrix product; what comes behind them belongs to its checks.
constexpr int kA = 0, kB = 1, kC = 2;

class CublasLtReference final : public ReferenceSession {
 public:
  CublasLtReference(const CudaReferenceCase& planned, std::span<const std::string> files);
  ~CublasLtReference() override;

  std::string library() const override { return "cuBLASLt"; }
  std::string version() const override { return library_.version(); }
  std::vector<std::string> algorithms() override { return matmul_.names(); }
  Seconds time_sample(std::size_t algorithm) override;
  Mismatch verify() override;

 private:
  CUstream_st* stream() const { return static_cast<CUstream_st*>(case_.where.queue); }
  void take_memory();
  void spoil();
  void rehearse(std::size_t algorithm);
  void queue_product(std::size_t algorithm, const Arrays& arrays);
  void queue_sample(std::size_t algorithm);
  void settle_after_failure();
  template <class Function>
  auto guarded(Function function);

  CudaReferenceCase case_;
  CublasLtLibrary library_;
  CublasLtMatmul matmul_;
  DeviceMemory memory_, workspace_;
  std::vector<Arrays> copies_;  ///< A and B of the case, the rest its own
  struct Prepared {
    bool rehearsed = false;
    CudaGraph graph;
  };
  std::vector<Prepared> prepared_;
};

CublasLtReference::CublasLtReference(const CudaReferenceCase& planned,
                                     std::span<const std::string> files)
    : case_(planned),
      library_(files),
      matmul_(library_, cublaslt_product(planned.parameters)),
      prepared_(matmul_.names().size()) {
  take_memory();
  spoil();
}

CublasLtReference::~CublasLtReference() {
  // What still runs on an abandoned device would be waited for.
  if (case_.work.device().abandoned) library_.leave();
}

void CublasLtReference::take_memory() {
  ArraySizes own = case_.sizes;
  own.bytes[kA] = own.bytes[kB] = 0;
  const MemoryLayout layout(own, kAlignmentBytes);
  memory_ = allocate_device(case_.work, layout.total_bytes * case_.copies.size());
  workspace_ = allocate_device(case_.work, kCublasLtWorkspaceBytes);
  for (std::size_t i = 0; i < case_.copies.size(); ++i) {
    const Arrays& theirs = case_.copies[i];
    Arrays arrays = layout.place(memory_.get() + i * layout.total_bytes);
    arrays.data[kA] = theirs.data[kA];
    arrays.data[kB] = theirs.data[kB];
    arrays.mismatch = theirs.mismatch;
    copies_.push_back(arrays);
  }
}

void CublasLtReference::spoil() {
  constexpr std::string_view kStep = "spoiling the output of cuBLASLt";
  for (const Arrays& arrays : copies_) {
    case_.work.run(kStep, [&] { case_.program.spoil(case_.where, arrays, case_.parameters); });
  }
  case_.work.wait(stream(), kStep);
}

void CublasLtReference::queue_product(std::size_t algorithm, const Arrays& arrays) {
  matmul_.queue(algorithm, {.a = arrays.data[kA],
                            .b = arrays.data[kB],
                            .c = arrays.data[kC],
                            .workspace = workspace_.get(),
                            .stream = stream()});
}

void CublasLtReference::queue_sample(std::size_t algorithm) {
  for (std::uint64_t i = 0; i < case_.iterations; ++i) {
    queue_product(algorithm, copies_[i % copies_.size()]);
  }
}

/// The library loads code when it first needs it: neither in a sample nor in a capture.
void CublasLtReference::rehearse(std::size_t algorithm) {
  constexpr std::string_view kStep = "running cuBLASLt once";
  Prepared& prepared = prepared_.at(algorithm);
  if (prepared.rehearsed) return;
  queue_product(algorithm, copies_.front());
  case_.work.wait(stream(), kStep);
  if (case_.parameters.submission == Submission::graph) {
    prepared.graph = capture_graph(case_.work, stream(), [&] { queue_sample(algorithm); });
    case_.work.wait(stream(), "uploading a graph of cuBLASLt");
  }
  prepared.rehearsed = true;
}

/// What was queued before a failure is waited for: the next hold must not find it in the stream.
template <class Function>
auto CublasLtReference::guarded(Function function) {
  try {
    return function();
  } catch (const Error&) {
    settle_after_failure();
    throw;
  }
}

Seconds CublasLtReference::time_sample(std::size_t algorithm) {
  return guarded([&] {
    rehearse(algorithm);
    CUgraphExec_st* const graph = prepared_[algorithm].graph.get();
    return case_.time([&] {
      if (graph == nullptr) return queue_sample(algorithm);
      case_.work.check(cudaGraphLaunch(graph, stream()), "launching a graph of cuBLASLt");
    });
  });
}

/// The output is spoiled again: each comparison needs samples of its own.
Mismatch CublasLtReference::verify() {
  return guarded([&] {
    const Mismatch found = case_.compare(copies_);
    spoil();
    return found;
  });
}

void CublasLtReference::settle_after_failure() {
  if (!case_.work.device().lost.empty()) return;
  // The library may leave an error behind that is no concern of the next launch.
  cudaGetLastError();
  try {
    case_.work.wait(stream(), "waiting for what cuBLASLt left");
  } catch (const Error&) {
    // The failure itself is what matters; a lost device says so to whoever uses it next.
  }
}

}  // namespace

std::unique_ptr<ReferenceSession> open_cublaslt(const CudaReferenceCase& planned,
                                                std::span<const std::string> files) {
  return std::make_unique<CublasLtReference>(planned, files);
}

}  // namespace assay::measure
