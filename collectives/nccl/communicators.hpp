// How do the devices of this process, and of others, become ranks of one NCCL communicator that can
// never hang for ever?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "collectives/nccl/library.hpp"
#include "collectives/nccl/operation.hpp"
#include "kernels/parameters.hpp"

namespace assay {

/// The processes that form one communicator together. All of them say the same id and ranks.
struct NcclWorld {
  nccl_api::UniqueId id = {};  ///< that rank 0 made, see nccl_unique_id()
  int ranks = 0;               ///< of all processes
  int first_rank = 0;          ///< of the first device of this process
};

/// Throws Error(unavailable).
nccl_api::UniqueId nccl_unique_id(const NcclLibrary& library);

struct NcclGroup {
  std::vector<int> devices = {};           ///< of this process, as the CUDA runtime counts them
  std::function<void(int device)> select;  ///< makes it the current device
  std::optional<NcclWorld> world = {};     ///< empty: this process alone
  Algorithm algorithm = Algorithm::none;   ///< none: NCCL's choice; or ring, nvls
  std::chrono::nanoseconds patience{};     ///< that any one step may take
};

/// One communicator a device. Every call that could wait is polled; past the patience it is aborted
/// and Error(unavailable) names the ranks that did not get there. NCCL does not let go of a
/// communicator while there are CUDA graphs that captured its operations: they must be destroyed
/// before it is. Used by one thread only.
class NcclCommunicators {
 public:
  /// `library` outlives it.
  NcclCommunicators(const NcclLibrary& library, NcclGroup group);
  ~NcclCommunicators();
  NcclCommunicators(const NcclCommunicators&) = delete;
  NcclCommunicators& operator=(const NcclCommunicators&) = delete;

  const NcclLibrary& library() const { return library_; }
  int ranks() const { return ranks_; }  ///< of all processes
  int first_rank() const { return first_rank_; }
  /// Nothing has failed yet: what failed was aborted, and serves for nothing more.
  bool usable() const { return !communicators_.empty(); }

  void set_patience(std::chrono::nanoseconds patience) { group_.patience = patience; }

  /// Queues the operation of every device of this process on its stream. Waits until NCCL has
  /// queued it, and not for the devices.
  void queue(const NcclOperation& operation, std::span<const NcclBuffers> buffers);

  /// Empty, or what went wrong since, and on which ranks.
  std::string failure() const;

  /// Nothing of it may be waited for or freed any more.
  void abandon();

 private:
  friend class NcclMemory;

  void start();
  /// Runs `step` for every device between group_start and group_end, and waits until it is done.
  void together(std::string_view step, const std::function<nccl_api::Result(std::size_t)>& call);
  void settle(std::string_view step);
  std::string waiting() const;
  void check(nccl_api::Result result, std::string_view step) const;
  [[noreturn]] void fail(std::string_view step, std::string_view why) const;
  std::string rank_name(std::size_t index) const;
  void abort();
  void end(std::function<void(nccl_api::Communicator)> call);

  const NcclLibrary& library_;
  NcclGroup group_;
  int ranks_ = 0, first_rank_ = 0;
  std::vector<nccl_api::Communicator> communicators_;
  bool abandoned_ = false;
};

}  // namespace assay
