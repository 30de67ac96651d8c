// The NCCL of one session: the library, and communicators for as long as they serve.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "collectives/nccl/communicators.hpp"
#include "collectives/nccl/listener.hpp"
#include "harness/core/seconds.hpp"
#include "harness/measure/nccl/lent.hpp"
#include "kernels/kernel.hpp"

namespace assay::measure {

/// Forming a communicator takes seconds, so engine and reference share those of their session. One
/// for each set of devices and forced algorithm. Graphs that captured what they queued must be
/// destroyed before this is, and before the next case is set up.
class NcclConnections {
 public:
  /// Of a launcher's processes, asked anew for every communicator, for an id serves once; all
  /// processes ask at the same time. Empty: this process alone.
  using World = std::function<NcclWorld(const NcclLibrary&)>;

  /// Opens the library from the first of `files` that will do (see nccl_files()). Throws
  /// Error(unavailable) where there is none.
  NcclConnections(GroupCalls calls, std::span<const std::string> files, World world = {});

  const NcclLibrary& library() const { return library_; }
  const GroupCalls& calls() const { return calls_; }

  /// Formed where there is none yet, or where that of before has failed. From then on no step of
  /// NCCL's own takes longer than `deadline`; 0: an hour.
  std::shared_ptr<NcclCommunicators> of(const Group& group, Algorithm algorithm, Seconds deadline);

  /// From now on what NCCL logs is heard.
  void listen();
  /// NCCL has done something since: the environment need not stay changed.
  void keep_listening();
  /// What it logged since listen().
  std::string heard() const;
  void stop_listening();

  /// The devices are abandoned: nothing of them may be waited for or freed.
  void abandon();

 private:
  struct Connection {
    std::vector<int> devices;
    Algorithm algorithm;
    std::shared_ptr<NcclCommunicators> communicators;
  };

  GroupCalls calls_;
  NcclLibrary library_;
  World world_;
  std::optional<NcclListener> listener_;
  std::size_t heard_before_ = 0;  ///< that of this was for others
  std::vector<Connection> connections_;
  bool abandoned_ = false;
};

}  // namespace assay::measure
