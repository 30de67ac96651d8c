// An MPI whose processes are threads of this one, and whose faults are written down beforehand.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <algorithm>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <tuple>
#include <vector>

#include "collectives/mpi/module.hpp"

namespace assay::measure {

/// What goes wrong on one rank.
struct Faults {
  bool never_opens = false;          ///< MPI_Init does not come back
  bool never_closes = false;         ///< nor does MPI_Finalize
  std::string open_fails;            ///< message; empty: it does not
  std::string test_fails;            ///< every request that is tested
  int silent_after_sends = 1 << 30;  ///< messages that leave it; what comes after is lost
  bool corrupts_sums = false;        ///< one element of what this rank gets
  bool corrupts_exchanges = false;   ///< one bit of each message of 4096 bytes that it gets
};

class FakeCluster {
 public:
  explicit FakeCluster(int size) {
    for (int rank = 0; rank < size; ++rank) nodes_.push_back(std::make_unique<Node>(*this, rank));
  }
  FakeCluster(const FakeCluster&) = delete;
  FakeCluster& operator=(const FakeCluster&) = delete;

  /// Before the ranks run, or of the calling one.
  Faults& faults(int rank) { return node(rank).faults; }
  void begin_to(int rank, bool Faults::*fault) {
    const std::lock_guard lock(mutex_);
    node(rank).faults.*fault = true;
  }
  const MpiFunctions& mpi(int rank) { return node(rank).functions; }

  int closed(int rank) {
    const std::lock_guard lock(mutex_);
    return node(rank).closed;
  }
  /// Lets go who never came back.
  void release() {
    const std::lock_guard lock(mutex_);
    released_ = true;
    changed_.notify_all();
  }

 private:
  struct Request {
    enum class Kind { send, receive, barrier, sum } kind;
    int from = 0, tag = 0;
    std::size_t number = 0;  ///< of the barrier or the sum
    void* data = nullptr;
    std::uint64_t size = 0;  ///< bytes, or elements of a sum
  };
  struct Sum {
    MpiType type{};
    std::vector<std::vector<std::uint32_t>> parts;
  };
  struct Node {
    Node(FakeCluster& all, int own) : cluster(all), rank(own) {
      functions = {
          .interface = kMpiInterface,
          .self = this,
          .open = [](void* self) { return of(self).open(); },
          .close = [](void* self) { return of(self).close(); },
          .error = [](void* self) { return of(self).error.c_str(); },
          .launched = [](void* self) { return of(self).cluster.size(); },
          .has_begun = [](void* self,
                          int other) { return !of(self).cluster.node(other).faults.never_opens; },
          .host = [](void*, int other, char* name,
                     std::size_t room) { std::snprintf(name, room, "host%d", other); },
          .library = [](void*) { return "Fake MPI v1.0, of a test"; },
          .rank = [](void* self) { return of(self).rank; },
          .size = [](void* self) { return of(self).cluster.size(); },
          .send = send,
          .receive = receive,
          .barrier = barrier,
          .all_reduce = all_reduce,
          .test = [](void* self, MpiRequest* r) { return of(self).test(*r); }};
    }
    static Node& of(void* self) { return *static_cast<Node*>(self); }

    bool open();
    bool close();
    MpiState test(MpiRequest& request);
    bool is_done(const Request& request);
    bool add_up(const Request& request);

    FakeCluster& cluster;
    int rank;
    Faults faults;
    MpiFunctions functions{};
    std::string error;
    int closed = 0, sends = 0;
    std::size_t barriers = 0, sums = 0;
  };

  /// With the cluster locked. Requests that are never done are no leak.
  bool keep(MpiRequest* request, Request made) {
    request->handle = &requests_.emplace_back(made);
    return true;
  }
  static bool send(void* self, const void* data, std::uint64_t bytes, int to, int tag,
                   MpiRequest* request) {
    Node& node = Node::of(self);
    const std::lock_guard lock(node.cluster.mutex_);
    if (node.sends++ < node.faults.silent_after_sends) {
      const auto* begin = static_cast<const std::byte*>(data);
      node.cluster.mail_[{node.rank, to, tag}].emplace_back(begin, begin + bytes);
    }
    return node.cluster.keep(request, {.kind = Request::Kind::send});
  }
  static bool receive(void* self, void* data, std::uint64_t bytes, int from, int tag,
                      MpiRequest* request) {
    Node& node = Node::of(self);
    const std::lock_guard lock(node.cluster.mutex_);
    return node.cluster.keep(
        request,
        {.kind = Request::Kind::receive, .from = from, .tag = tag, .data = data, .size = bytes});
  }
  static bool barrier(void* self, MpiRequest* request) {
    Node& node = Node::of(self);
    const std::lock_guard lock(node.cluster.mutex_);
    ++node.cluster.arrived_[node.barriers];
    return node.cluster.keep(request, {.kind = Request::Kind::barrier, .number = node.barriers++});
  }
  static bool all_reduce(void* self, const void* input, void* output, std::uint64_t count,
                         MpiType type, MpiRequest* request) {
    Node& node = Node::of(self);
    const std::lock_guard lock(node.cluster.mutex_);
    Sum& sum = node.cluster.sums_[node.sums];
    sum.type = type;
    std::vector<std::uint32_t> words(count);
    std::memcpy(words.data(), input, count * sizeof(std::uint32_t));
    sum.parts.push_back(std::move(words));
    return node.cluster.keep(
        request,
        {.kind = Request::Kind::sum, .number = node.sums++, .data = output, .size = count});
  }

  int size() const { return static_cast<int>(nodes_.size()); }
  Node& node(int rank) { return *nodes_[static_cast<std::size_t>(rank)]; }

  std::vector<std::unique_ptr<Node>> nodes_;
  std::deque<Request> requests_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool released_ = false;
  int opened_ = 0;
  std::map<std::tuple<int, int, int>, std::deque<std::vector<std::byte>>> mail_;
  std::map<std::size_t, int> arrived_;
  std::map<std::size_t, Sum> sums_;
};

inline bool FakeCluster::Node::open() {
  std::unique_lock lock(cluster.mutex_);
  if (!faults.open_fails.empty()) {
    error = faults.open_fails;
    return false;
  }
  const auto let_go = [&] { return cluster.released_; };
  if (faults.never_opens) {
    cluster.changed_.wait(lock, let_go);
    return true;
  }
  ++cluster.opened_;
  cluster.changed_.notify_all();
  // As MPI_Init: it comes back when all have come.
  cluster.changed_.wait(lock, [&] { return let_go() || cluster.opened_ >= cluster.size(); });
  return true;
}

inline bool FakeCluster::Node::close() {
  std::unique_lock lock(cluster.mutex_);
  if (faults.never_closes) cluster.changed_.wait(lock, [&] { return cluster.released_; });
  ++closed;
  return true;
}

inline MpiState FakeCluster::Node::test(MpiRequest& request) {
  const std::lock_guard lock(cluster.mutex_);
  auto* const made = static_cast<Request*>(request.handle);
  const bool fails = !faults.test_fails.empty();
  if (fails) error = faults.test_fails;
  if (!fails && !is_done(*made)) return MpiState::pending;
  request.handle = nullptr;
  return fails ? MpiState::failed : MpiState::done;
}

inline bool FakeCluster::Node::is_done(const Request& request) {
  switch (request.kind) {
    case Request::Kind::send:
      return true;
    case Request::Kind::barrier:
      return cluster.arrived_[request.number] == cluster.size();
    case Request::Kind::sum:
      return add_up(request);
    case Request::Kind::receive:
      break;
  }
  auto& box = cluster.mail_[{request.from, rank, request.tag}];
  if (box.empty()) return false;
  std::memcpy(request.data, box.front().data(),
              std::min<std::size_t>(request.size, box.front().size()));
  if (faults.corrupts_exchanges && request.size == 4096)
    static_cast<std::byte*>(request.data)[5] ^= std::byte{1};
  box.pop_front();
  return true;
}

inline bool FakeCluster::Node::add_up(const Request& request) {
  const Sum& sum = cluster.sums_[request.number];
  if (sum.parts.size() != static_cast<std::size_t>(cluster.size())) return false;
  for (std::size_t i = 0; i < request.size; ++i) {
    float floating = 0;
    std::uint32_t whole = 0;
    for (const auto& part : sum.parts) {
      float value;
      std::memcpy(&value, &part[i], sizeof value);
      floating += sum.type == MpiType::fp32 ? value : 0;
      whole += part[i];
    }
    if (sum.type == MpiType::fp32) std::memcpy(&whole, &floating, sizeof whole);
    if (i == 3 && faults.corrupts_sums) whole ^= 1;
    std::memcpy(static_cast<std::uint32_t*>(request.data) + i, &whole, sizeof whole);
  }
  return true;
}

}  // namespace assay::measure
