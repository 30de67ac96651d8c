// One process that may hang or crash: how is it started, and how does it end whatever it does?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "harness/core/seconds.hpp"
#include "harness/operate/channel.hpp"
#include "harness/operate/shared_log.hpp"

namespace assay::operate {

/// Descriptors that a worker finds open.
inline constexpr int kChannelDescriptor = 3, kLogDescriptor = 4;

/// How a process ended.
struct Ending {
  std::optional<int> signal = {};  ///< that killed it
  int exit_code = 0;               ///< where none did
};

/// "was killed by SIGSEGV", "ended with exit code 3".
std::string to_string(const Ending& ending);

class WorkerProcess {
 public:
  using Clock = std::chrono::steady_clock;
  enum class State {
    running,
    asked,  ///< to end, by SIGTERM
    killed,
    left,  ///< it does not even die of SIGKILL: it hangs inside the kernel
    ended,
  };
  struct Patience {
    Seconds after_asking{2}, after_killing{2};
  };
  enum class Bond : std::uint8_t {
    ends_with_this,  ///< killed where nobody waits for it any more
    outlives_this,   ///< left to itself then; a session of its own, which no terminal stops or ends
  };

  /// `command` is the program and all its arguments. Standard input is empty, standard output goes
  /// where errors go, the process group is its own. Throws Error(unavailable).
  WorkerProcess(const std::vector<std::string>& command, Patience patience,
                Bond bond = Bond::ends_with_this);
  /// Kills it, unless it is to outlive this, and does not wait for what cannot be killed.
  ~WorkerProcess();
  WorkerProcess(const WorkerProcess&) = delete;
  WorkerProcess& operator=(const WorkerProcess&) = delete;

  Channel& channel() { return channel_; }
  const SharedLog& log() const { return log_; }
  pid_t pid() const { return pid_; }

  void send_signal(int number) const;
  /// Begins to end it: SIGTERM, and SIGKILL where that does not help.
  void end();
  /// Finds out whether it has ended, and goes on ending it. Never waits.
  State advance();
  /// When advance() is due, if nothing happens before.
  Clock::time_point due() const { return due_; }
  /// Present once it has ended.
  const std::optional<Ending>& ending() const { return ending_; }
  /// What the system says it is doing: "D (disk sleep)"; empty where that is not known.
  std::string system_state() const;

 private:
  bool reap();

  SharedLog log_;
  Channel channel_;
  Patience patience_;
  Bond bond_;
  pid_t pid_ = -1;
  State state_ = State::running;
  Clock::time_point due_ = Clock::time_point::max();
  std::optional<Ending> ending_;
};

}  // namespace assay::operate
