// Who takes part in a run of several processes, and how does one wait for another with an end?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "collectives/mpi/module.hpp"
#include "harness/core/seconds.hpp"
#include "harness/measure/session.hpp"
#include "harness/measure/world/messages.hpp"
#include "harness/measure/world/mpi_thread.hpp"
#include "harness/measure/world/pending.hpp"
#include "harness/measure/world/roster.hpp"

namespace assay::measure {

/// So that who has waited for data first still answers in time.
inline constexpr double kGracesForAnswers = 5;

struct WorldSettings {
  Seconds joining{60};  ///< MPI and every process must be there by then
  Seconds leaving{10};
  /// In a run that is to end no rank waits longer than this for data, and rank 0 not longer than
  /// kGracesForAnswers of it for answers: Open MPI kills a second after it has sent the signal.
  Seconds grace{0.05};
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
  /// Joins. Throws Error(unavailable) where that fails, naming who is missing or differs. `mpi`
  /// outlives the process.
  World(const MpiFunctions& mpi, const Self& self, const WorldSettings& settings);
  /// Leaves, if nobody has: rank 0 with exit code 3 for all.
  ~World();
  World(const World&) = delete;
  World& operator=(const World&) = delete;

  int rank() const { return rank_; }
  int size() const { return size_; }
  const std::vector<Member>& members() const { return members_; }
  const Member& self() const { return members_[static_cast<std::size_t>(rank_)]; }
  int rank_on_host() const;             ///< of this process
  std::string name_of(int rank) const;  ///< "rank 3 on host2"
  bool is_interrupted() const;

  /// To every follower, by rank 0; who does not take it shows when he does not answer.
  void command(const Order& order);
  /// By a follower. Throws WaitError where none comes in time.
  Order next_order(Seconds patience);
  /// By a follower, once an order.
  void answer(Reply reply, const std::vector<double>& numbers);
  struct Answer {
    Reply reply;
    std::vector<double> numbers;
    bool missing = false;  ///< none came
  };
  /// By rank 0: what the followers answered, with at most so many numbers, rank 1 first.
  std::vector<Answer> answers(std::size_t numbers, Seconds patience);

  void barrier(Seconds patience);
  Seconds all_reduce(const void* input, void* output, std::uint64_t count, MpiType type,
                     Seconds patience);
  /// To one and from one at the same time.
  Seconds exchange(const void* data, int to, void* received, int from, std::uint64_t bytes,
                   Seconds patience);
  /// What rank 0 has, to all.
  void broadcast(void* data, std::uint64_t bytes, Seconds patience);

  /// By rank 0, where it waits no longer itself: whoever still waits for data gives up at once, and
  /// answers. It need not have got the signal, and may not see who is missing. Serves once.
  void call_off();
  /// Not empty: somebody was lost, and nothing can be done together any more.
  const std::string& lost() const { return lost_; }
  void lose(const std::string& why);
  /// By rank 0: the others end with the same exit code.
  void finish(int exit_code);
  /// By a follower that was told to.
  void leave(bool in_order);
  /// What MPI still does cannot be stopped: end the process by std::quick_exit, and free nothing
  /// that was given to it.
  bool abandoned() const { return abandoned_; }

 private:
  void open();
  void meet(const Self& self);
  std::vector<Hello> gather_hellos(const Hello& own);
  std::vector<Hello> receive_hellos(const Hello& own);
  std::string who_is_missing(const std::vector<Pending>& pending) const;
  Patience patient(Seconds patience) const;
  void wait(std::vector<Pending>& pending, const Patience& patience);
  void wait_or_throw(std::vector<Pending> pending, Seconds patience, const std::string& what);
  Pending send(std::shared_ptr<const std::vector<std::byte>> data, int to, int tag);
  Pending receive(std::shared_ptr<std::vector<std::byte>> data, int from, int tag);

  const MpiFunctions& mpi_;
  WorldSettings settings_;
  MpiThread thread_;
  int rank_ = 0, size_ = 1;
  std::vector<Member> members_;
  std::vector<Pending> outgoing_;  ///< messages whose taking nobody waits for
  std::vector<Pending> call_off_;  ///< of a follower: the word that may come
  bool called_off_ = false;
  std::string lost_;
  bool left_ = false, abandoned_ = false;
};

}  // namespace assay::measure
