// How does a test tell the replacement library what to do, and how does the library reach the
// streams of the test?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <atomic>
#include <cstdint>
#include <string>
#include <vector>

#include "collectives/nccl/api.hpp"

namespace assay::fake_nccl {

/// Variable of the environment: a line that every operation logs.
inline constexpr const char* kLogLine = "FAKE_NCCL_LOG_LINE";

/// Changed by the test while the library looks at it, or the other way round.
template <class Value>
struct Shared : std::atomic<Value> {
  Shared(Value value) : std::atomic<Value>(value) {}
  Shared& operator=(const Shared& other) {
    this->store(other.load());
    return *this;
  }
  using std::atomic<Value>::operator=;
};

struct Script {
  // What goes wrong.
  nccl_api::Result init_status = {}, queue_status = {}, window_status = {};
  int never_starts = -1;              ///< this rank's communicator is in progress for ever
  bool never_queues = false;          ///< what is queued is in progress for ever
  Shared<bool> never_aborts = false;  ///< an abort waits until this is false again
  int fails_on = -1;                  ///< this rank's communicator says async_error from now on
  nccl_api::Result async_error = {};
  std::string last_error = {};
  bool no_windows = false;  ///< registering succeeds, and does nothing
  double add = 0;           ///< to every result: a library that computes something else

  /// What it logs for an operation, in the words of a version: "AllReduce: 64 Bytes -> Algo ...".
  std::vector<std::string> log = {};
  std::vector<std::string> symmetric_log = {};  ///< the same, where all is in windows

  // What it saw.
  std::uint64_t operations = 0;   ///< of all ranks together
  Shared<int> alive = 0;          ///< communicators, memory and registrations
  Shared<int> aborted = 0;        ///< communicators
  int formed = 0;                 ///< communicators
  std::string algorithm = {};     ///< NCCL_ALGO as the last communicator began; "-": not set
  std::vector<int> devices = {};  ///< as init saw them, if the executable says which is current
};

}  // namespace assay::fake_nccl

extern "C" {
/// Of the library. Kept from one opening to the next; a test starts with one of its own.
assay::fake_nccl::Script* fake_nccl_script();

/// Of the executable, if it has streams: queues work on one. The library calls work(context) as
/// often as the stream comes to it. Streams of one operation wait for one another in it.
void fake_nccl_submit(void* stream, void (*work)(void* context), void* context);
/// Of the executable: the current device.
int fake_nccl_device();
}
