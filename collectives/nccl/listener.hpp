// What does NCCL write to its log while it is listened to?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <string>

#include "collectives/nccl/environment.hpp"
#include "collectives/nccl/library.hpp"

namespace assay {

/// NCCL names the algorithms it chooses nowhere but in its log. For as long as this lives the log
/// goes to memory of this process. Not at all where the user has asked for a log of their own, and
/// versions that cannot change their log later only where NCCL has not logged before in the
/// process.
class NcclListener {
 public:
  explicit NcclListener(const NcclLibrary& library);
  ~NcclListener();
  NcclListener(const NcclListener&) = delete;
  NcclListener& operator=(const NcclListener&) = delete;

  /// NCCL reads the environment when it next has something to say, and then no more: from the first
  /// operation on it need not stay changed.
  void restore_environment() { environment_.restore(); }

  /// All of it until now; empty where there is nothing to hear.
  std::string heard() const;

 private:
  const NcclLibrary& library_;
  ScopedEnvironment environment_;
  int file_ = -1;
};

}  // namespace assay
