// Who takes part in a run of several processes, and how does one wait for another with an end?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <atomic>
#include <cstdint>
#include <string>
#include <vector>

#include "collectives/mpi/module.hpp"
#include "harness/core/seconds.hpp"
#include "harness/measure/session.hpp"
#include "harness/measure/world/messages.hpp"

namespace assay::measure {

/// What this process tells the others of itself.
struct Self {
  std::string build, host;
  std::vector<std::string> devices = {};
  int nccl_version_code = 0;
};

struct Member {
  std::string host, mpi_version;
  std::vector<std::string> devices = {};
  int nccl_version_code = 0;
};

struct WorldSettings {
  Seconds joining{60};  ///< MPI and every process must be there by then
  Seconds leaving{10};
  /// A run that is to end waits no longer than this: whoever sent the signal kills soon.
  Seconds grace{0.2};
  const std::atomic<bool>* interrupted = nullptr;
};

/// A wait has ended in vain, or MPI has failed; the others may still be there.
class WaitError : public Error {
 public:
  WaitError(const std::string& message, int missing)
      : Error(ErrorKind::unavailable, message), missing_(missing) {}
  int missing() const { return missing_; }  ///< rank waited for; -1: several

 private:
  int missing_;
};

/// All processes of the launcher, of which this is one. Every wait has an end. Used by one thread.
class World {
 public:
  /// Joins. Throws Error(unavailable) where that fails, naming who is missing or differs.
  World(const MpiFunctions& mpi, const Self& self, const WorldSettings& settings);
  /// Leaves, if finish() has not.
  ~World();
  World(const World&) = delete;
  World& operator=(const World&) = delete;

  int rank() const { return rank_; }
  int size() const { return size_; }
  const std::vector<Member>& members() const { return members_; }
  std::vector<std::string> hosts() const;  ///< each once, in the order of their first ranks
  std::vector<int> leaders() const;        ///< the first rank of each of these
  int rank_on_host() const;                ///< of this process
  std::string name_of(int rank) const;     ///< "rank 3 on host2"
  bool is_interrupted() const;
  Seconds grace() const { return settings_.grace; }

  /// To every follower, by rank 0; who does not take it shows when he does not answer.
  void command(const Order& order);
  /// By a follower. Throws WaitError where none comes in time.
  Order next_order(Seconds patience);
  /// By a follower, once an order.
  void answer(const Reply& reply, const std::vector<double>& numbers);
  /// By rank 0: what the followers answered, in order, without its own. Throws HangError that names
  /// those who did not.
  struct Answer {
    Reply reply;
    std::vector<double> numbers;
  };
  std::vector<Answer> answers(std::size_t numbers, Seconds patience);

  void barrier(Seconds patience);
  Seconds all_reduce(const void* input, void* output, std::uint64_t count, MpiType type,
                     Seconds patience);
  /// To one and from one at the same time.
  Seconds exchange(const void* data, int to, void* received, int from, std::uint64_t bytes,
                   Seconds patience);

  /// Not empty: somebody did not answer, and nothing can be done together any more.
  const std::string& lost() const { return lost_; }
  /// By rank 0: the others end with the same exit code.
  void finish(int exit_code);
  /// By a follower that was told to.
  void leave(bool in_order);
  /// What MPI still does cannot be stopped: end the process by std::quick_exit.
  bool abandoned() const { return abandoned_; }

 private:
  enum class Pace { busy, idle };

  void open();
  void meet(const Self& self);
  void gather_hellos(const Hello& own);
  bool try_wait(MpiRequest& request, Seconds patience, Pace pace);
  void wait(MpiRequest& request, Seconds patience, int missing, const char* what);
  void check(bool good, const char* what) const;
  MpiRequest post_send(const void* data, std::uint64_t bytes, int to, int tag);
  MpiRequest post_receive(void* data, std::uint64_t bytes, int from, int tag);

  const MpiFunctions& mpi_;
  WorldSettings settings_;
  int rank_ = 0, size_ = 1;
  std::vector<Member> members_;
  std::string lost_;
  bool finished_ = false, abandoned_ = false;
};

}  // namespace assay::measure
