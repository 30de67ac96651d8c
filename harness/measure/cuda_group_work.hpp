// How do several GPUs do one step of a case together, be it of a kernel or of a library beside it?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <functional>
#include <span>
#include <string_view>
#include <vector>

#include "harness/measure/cuda_group_member.hpp"
#include "harness/measure/nccl/lent.hpp"
#include "harness/measure/submission.hpp"

namespace assay::measure {

/// The devices of a group. After every call all that was queued is done, unless it says otherwise;
/// what does not end is thrown as HangError.
class CudaGroupWork {
 public:
  explicit CudaGroupWork(const std::vector<CudaDevice*>& devices);
  /// What a failed step left in the queues may still use memory: waits for it, bounded.
  ~CudaGroupWork();
  CudaGroupWork(const CudaGroupWork&) = delete;
  CudaGroupWork& operator=(const CudaGroupWork&) = delete;

  int size() const { return static_cast<int>(members_.size()); }
  const CudaGroupMembers& members() const { return members_; }
  CudaGroupMember& first() { return *members_.front(); }
  CudaGroupMember& member(int rank) { return *members_[static_cast<std::size_t>(rank)]; }
  /// With the device of the member current.
  void each(const std::function<void(CudaGroupMember&)>& action);
  /// Something is left on a device that does not end: nothing of it may be waited for or freed.
  bool is_abandoned() const;
  GroupCalls calls();

  void begin_case(const plan::Case& planned);

  using Step = void (*)(const Group&, const Parameters&, int rank);
  void run(std::string_view step, Step function, std::span<const Group> copies,
           const Parameters& parameters);
  /// What `queue` queues, by the slowest device; all are let go together. `prepare` comes before
  /// it, untimed, and again where a device was held for too long: Held::no where they are not to be
  /// held at all.
  Seconds time(Held wish, const std::function<void()>& prepare, const std::function<void()>& queue);
  /// What is wrong on each rank.
  std::vector<Mismatch> compare(std::string_view step, Step verify, std::span<const Group> copies,
                                const Parameters& parameters);
  /// What `queue` queues on the streams of all ranks, as one graph each: launched together, they
  /// meet on the devices.
  std::vector<CudaGraph> capture(const std::function<void()>& queue);
  /// Queues it.
  void launch(const std::vector<CudaGraph>& graphs);
  void wait(std::string_view step);

 private:
  CudaGroupMembers members_;
  int expired_ = 0;
};

/// All of them together.
Mismatch joined(const std::vector<Mismatch>& ranks);

}  // namespace assay::measure
