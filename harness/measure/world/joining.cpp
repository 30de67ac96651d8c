// How World comes into being: MPI is opened, everybody says hello to rank 0, which tells all of
// all. SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstring>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>

#include "harness/measure/world/world.hpp"

namespace assay::measure {
namespace {

constexpr int kHelloTag = 10, kRosterTag = 11;

// Of every build, so that different ones can tell one another apart.
constexpr std::size_t kHelloBytes = 4096;
static_assert(sizeof(Hello) <= kHelloBytes);

using Bytes = std::vector<std::byte>;

void append(Bytes& bytes, const Hello& hello) {
  const std::size_t begin = bytes.size();
  bytes.resize(begin + kHelloBytes);
  std::memcpy(bytes.data() + begin, &hello, sizeof(Hello));
}

Hello hello_at(const Bytes& bytes, std::size_t index) {
  Hello hello;
  std::memcpy(&hello, bytes.data() + index * kHelloBytes, sizeof(Hello));
  return hello;
}

/// "rank 2 on host2, rank 5 on host3": those of whom the launcher knows that they have not begun.
/// Empty where it does not tell. Asked on a thread of its own, for it may be stuck itself.
std::string who_has_not_begun(const MpiFunctions& mpi) {
  constexpr std::chrono::seconds kAtMost{8};
  constexpr int kNamedAtMost = 8;
  struct Names {
    std::mutex mutex;
    std::condition_variable changed;
    std::string list;
    bool complete = false;
  };
  const auto names = std::make_shared<Names>();
  std::thread([&mpi, names] {
    const int launched = mpi.launched(mpi.self);
    int found = 0;
    for (int rank = 0; rank < launched && found < kNamedAtMost; ++rank) {
      if (mpi.has_begun(mpi.self, rank)) continue;
      char host[256] = "";
      mpi.host(mpi.self, rank, host, sizeof host);
      const std::lock_guard lock(names->mutex);
      names->list += fmt::format("{}rank {}{}{}", found++ == 0 ? "" : ", ", rank,
                                 *host == '\0' ? "" : " on ", host);
    }
    const std::lock_guard lock(names->mutex);
    names->complete = true;
    names->changed.notify_all();
  }).detach();
  std::unique_lock lock(names->mutex);
  names->changed.wait_for(lock, kAtMost, [&] { return names->complete; });
  return names->list;
}

[[noreturn]] void fail(const std::string& why) {
  throw Error(ErrorKind::unavailable, "joining the processes of the launcher: " + why);
}

}  // namespace

void World::open() {
  const Patience end = patient(settings_.joining);
  const auto outcome = thread_.wait_opened([&] { return end.is_over(); });
  if (outcome == MpiThread::Outcome::done) {
    rank_ = mpi_.rank(mpi_.self);
    size_ = mpi_.size(mpi_.self);
    return;
  }
  left_ = true;
  if (outcome == MpiThread::Outcome::failed) fail(thread_.error());
  abandoned_ = true;
  if (is_interrupted()) fail("interrupted");
  if (const std::string absent = who_has_not_begun(mpi_); !absent.empty()) {
    fail(
        fmt::format("{} did not come within {:.3g} s; look there whether the process was started "
                    "and what it waits for",
                    absent, settings_.joining.count()));
  }
  fail(
      fmt::format("MPI was not ready within {:.3g} s, which it is when every process has come; "
                  "look on every host whether the process was started and what it waits for",
                  settings_.joining.count()));
}

void World::meet(const Self& self) {
  const Hello own = hello_of(self, mpi_.library(mpi_.self));
  const std::vector<Hello> hellos = rank_ == 0 ? gather_hellos(own) : receive_hellos(own);
  members_ = roster_of(hellos);
  const std::string mismatch = build_mismatch(hellos);
  if (mismatch.empty()) return;
  // All see it, so all leave in order.
  leave(true);
  fail(mismatch);
}

std::vector<Hello> World::gather_hellos(const Hello& own) {
  std::vector<std::shared_ptr<Bytes>> messages;
  std::vector<Pending> pending;
  for (int rank = 1; rank < size_; ++rank) {
    messages.push_back(std::make_shared<Bytes>(kHelloBytes));
    pending.push_back(receive(messages.back(), rank, kHelloTag));
  }
  wait(pending, patient(settings_.joining));
  if (const std::string missing = who_is_missing(pending); !missing.empty()) {
    leave(false);
    fail(missing);
  }
  auto roster = std::make_shared<Bytes>();
  append(*roster, own);
  for (const auto& message : messages) append(*roster, hello_at(*message, 0));
  std::vector<Hello> hellos;
  for (int rank = 0; rank < size_; ++rank) {
    hellos.push_back(hello_at(*roster, static_cast<std::size_t>(rank)));
    if (rank != 0) outgoing_.push_back(send(roster, rank, kRosterTag));
  }
  return hellos;
}

std::string World::who_is_missing(const std::vector<Pending>& pending) const {
  std::string list, error;
  int count = 0;
  for (const Pending& one : pending) {
    if (one.state == MpiState::done) continue;
    list += fmt::format("{}{}", count++ == 0 ? "" : ", ", one.rank);
    if (one.state == MpiState::failed) error = ": " + one.error;
  }
  if (count == 0) return {};
  if (is_interrupted()) return "interrupted";
  return fmt::format("rank{} {} of {} said nothing within {:.3g} s{}", count == 1 ? "" : "s", list,
                     size_, settings_.joining.count(), error);
}

std::vector<Hello> World::receive_hellos(const Hello& own) {
  auto hello = std::make_shared<Bytes>();
  append(*hello, own);
  const auto roster = std::make_shared<Bytes>(kHelloBytes * static_cast<std::size_t>(size_));
  std::vector<Pending> pending{send(hello, 0, kHelloTag), receive(roster, 0, kRosterTag)};
  // Rank 0 gives up first, for it can say who is missing.
  wait(pending, patient(2 * settings_.joining));
  for (const Pending& one : pending) {
    if (one.state == MpiState::done) continue;
    leave(false);
    fail(one.state == MpiState::failed ? "rank 0: " + one.error : "rank 0 sent no list of all");
  }
  std::vector<Hello> hellos;
  for (std::size_t rank = 0; rank < static_cast<std::size_t>(size_); ++rank) {
    hellos.push_back(hello_at(*roster, rank));
  }
  return hellos;
}

}  // namespace assay::measure
