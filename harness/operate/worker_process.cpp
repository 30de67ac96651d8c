// Starts by posix_spawn; ends by signals to the process group.
// SPDX-License-Identifier: Apache-2.0
#include "harness/operate/worker_process.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <thread>
#include <utility>

#include "kernels/error.hpp"

extern char** environ;

namespace assay::operate {
namespace {

using Clock = WorkerProcess::Clock;

Clock::time_point after(Seconds time) {
  return Clock::now() + std::chrono::duration_cast<Clock::duration>(time);
}

[[noreturn]] void fail(int code) {
  throw Error(ErrorKind::unavailable,
              fmt::format("starting a worker process: {}; it is this program itself, by way of "
                          "/proc/self/exe",
                          strerror(code)));
}

/// What posix_spawn is told, freed at the end.
class SpawnSettings {
 public:
  explicit SpawnSettings(WorkerProcess::Bond bond) {
    posix_spawn_file_actions_init(&actions_);
    posix_spawnattr_init(&attributes_);
    sigset_t none, usual;
    sigemptyset(&none);
    sigemptyset(&usual);
    for (const int number : {SIGINT, SIGTERM, SIGPIPE}) sigaddset(&usual, number);
    posix_spawnattr_setpgroup(&attributes_, 0);
    posix_spawnattr_setsigmask(&attributes_, &none);
    posix_spawnattr_setsigdefault(&attributes_, &usual);
    const int alone =
        bond == WorkerProcess::Bond::outlives_this ? POSIX_SPAWN_SETSID : POSIX_SPAWN_SETPGROUP;
    posix_spawnattr_setflags(
        &attributes_, static_cast<short>(alone | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF));
  }
  ~SpawnSettings() {
    posix_spawn_file_actions_destroy(&actions_);
    posix_spawnattr_destroy(&attributes_);
  }
  SpawnSettings(const SpawnSettings&) = delete;
  SpawnSettings& operator=(const SpawnSettings&) = delete;

  void redirect(int channel, int log) {
    posix_spawn_file_actions_addopen(&actions_, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    // What libraries print is no result.
    posix_spawn_file_actions_adddup2(&actions_, STDERR_FILENO, STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions_, channel, kChannelDescriptor);
    posix_spawn_file_actions_adddup2(&actions_, log, kLogDescriptor);
    // What this process was started with is nothing to a worker: a lock, a pipe that somebody waits
    // to be closed.
    posix_spawn_file_actions_addclosefrom_np(&actions_, kLogDescriptor + 1);
  }

  pid_t start(const std::vector<std::string>& command) {
    std::vector<char*> arguments;
    for (const auto& one : command) arguments.push_back(const_cast<char*>(one.c_str()));
    arguments.push_back(nullptr);
    pid_t pid = -1;
    const int code = posix_spawn(&pid, command.front().c_str(), &actions_, &attributes_,
                                 arguments.data(), environ);
    if (code != 0) fail(code);
    return pid;
  }

 private:
  posix_spawn_file_actions_t actions_{};
  posix_spawnattr_t attributes_{};
};

// Out of the way of the two numbers that it becomes: the first dup2 would close the second.
Descriptor moved_up(int descriptor) {
  const int number = fcntl(descriptor, F_DUPFD_CLOEXEC, kLogDescriptor + 1);
  if (number < 0) fail(errno);
  return Descriptor(number);
}

}  // namespace

std::string to_string(const Ending& ending) {
  if (!ending.signal) return fmt::format("ended with exit code {}", ending.exit_code);
  const char* const name = sigabbrev_np(*ending.signal);
  return name != nullptr ? fmt::format("was killed by SIG{}", name)
                         : fmt::format("was killed by signal {}", *ending.signal);
}

WorkerProcess::WorkerProcess(const std::vector<std::string>& command, Patience patience, Bond bond)
    : channel_(Descriptor{}), patience_(patience), bond_(bond) {
  auto [ours, theirs] = Channel::pair();
  const Descriptor channel = moved_up(theirs.number());
  const Descriptor log = moved_up(log_.descriptor());
  SpawnSettings settings(bond);
  settings.redirect(channel.number(), log.number());
  pid_ = settings.start(command);
  channel_ = Channel(std::move(ours));
}

WorkerProcess::~WorkerProcess() {
  if (state_ == State::ended || reap() || bond_ == Bond::outlives_this) return;
  send_signal(SIGKILL);
  const auto until = after(patience_.after_killing);
  while (state_ != State::left && !reap() && Clock::now() < until) {
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
}

void WorkerProcess::send_signal(int number) const {
  if (pid_ > 0 && !ending_) kill(-pid_, number);
}

void WorkerProcess::end() {
  if (state_ != State::running) return;
  state_ = State::asked;
  due_ = after(patience_.after_asking);
  send_signal(SIGTERM);
}

WorkerProcess::State WorkerProcess::advance() {
  if (state_ == State::ended || reap()) return state_ = State::ended;
  if (Clock::now() < due_) return state_;
  if (state_ == State::asked) {
    state_ = State::killed;
    due_ = after(patience_.after_killing);
    send_signal(SIGKILL);
  } else if (state_ == State::killed) {
    state_ = State::left;
    due_ = Clock::time_point::max();
  }
  return state_;
}

bool WorkerProcess::reap() {
  if (ending_) return true;
  int status = 0;
  if (waitpid(pid_, &status, WNOHANG) != pid_) return false;
  ending_ = WIFSIGNALED(status) ? Ending{.signal = WTERMSIG(status)}
                                : Ending{.exit_code = WEXITSTATUS(status)};
  return true;
}

std::string WorkerProcess::system_state() const {
  std::ifstream file(fmt::format("/proc/{}/status", pid_));
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("State:")) return line.substr(line.find_first_not_of(" \t", 6));
  }
  return "";
}

}  // namespace assay::operate
