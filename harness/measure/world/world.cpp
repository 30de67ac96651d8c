// Messages to and from, collectives, and their ends.
// SPDX-License-Identifier: Apache-2.0
#include "harness/measure/world/world.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <iterator>
#include <utility>

namespace assay::measure {
namespace {

enum Tag : int { kOrderTag = 1, kReplyTag, kDataTag, kCallOffTag };

using Bytes = std::vector<std::byte>;

template <typename T>
std::shared_ptr<Bytes> bytes_of(const T& value) {
  auto bytes = std::make_shared<Bytes>(sizeof(T));
  std::memcpy(bytes->data(), &value, sizeof(T));
  return bytes;
}

template <typename T>
T from_bytes(const Bytes& bytes) {
  T value;
  std::memcpy(&value, bytes.data(), sizeof(T));
  return value;
}

Seconds since(std::chrono::steady_clock::time_point begin) {
  return std::chrono::steady_clock::now() - begin;
}

}  // namespace

World::World(const MpiFunctions& mpi, const Self& self, const WorldSettings& settings)
    : mpi_(mpi), settings_(settings), thread_(mpi) {
  open();
  meet(self);
  if (rank_ != 0) call_off_.push_back(receive(std::make_shared<Bytes>(1), 0, kCallOffTag));
}

World::~World() {
  if (left_) return;
  if (rank_ == 0) {
    finish(3);
  } else {
    leave(false);
  }
}

int World::rank_on_host() const {
  const auto begin = members_.begin();
  return static_cast<int>(std::count_if(
      begin, begin + rank_, [&](const Member& other) { return other.host == self().host; }));
}

std::string World::name_of(int rank) const {
  return fmt::format("rank {} on {}", rank, members_[static_cast<std::size_t>(rank)].host);
}

bool World::is_interrupted() const {
  return settings_.interrupted != nullptr && settings_.interrupted->load();
}

void World::lose(const std::string& why) {
  if (lost_.empty()) lost_ = why;
}

Patience World::patient(Seconds patience) const {
  return {patience, settings_.grace, settings_.interrupted};
}

Pending World::send(std::shared_ptr<const Bytes> data, int to, int tag) {
  Pending made{.request = {}, .rank = to, .memory = data};
  if (!mpi_.send(mpi_.self, data->data(), data->size(), to, tag, &made.request)) {
    made.state = MpiState::failed;
    made.error = mpi_.error(mpi_.self);
  }
  return made;
}

Pending World::receive(std::shared_ptr<Bytes> data, int from, int tag) {
  Pending made{.request = {}, .rank = from, .memory = data};
  if (!mpi_.receive(mpi_.self, data->data(), data->size(), from, tag, &made.request)) {
    made.state = MpiState::failed;
    made.error = mpi_.error(mpi_.self);
  }
  return made;
}

/// What is left pending may still write to memory, so nothing that was given to it is freed.
void World::wait(std::vector<Pending>& pending, const Patience& patience) {
  test_all(mpi_, outgoing_);
  std::erase_if(outgoing_, [](const Pending& one) { return one.state != MpiState::pending; });
  wait_for_all(mpi_, pending, patience, Looks::idle);
  for (const Pending& one : pending) {
    if (one.state != MpiState::pending) continue;
    abandoned_ = true;
    outgoing_.push_back(one);
  }
}

void World::wait_or_throw(std::vector<Pending> pending, Seconds patience, const std::string& what) {
  wait_for_all(mpi_, pending, patient(patience), Looks::busy, &call_off_);
  const auto undone = std::find_if(pending.begin(), pending.end(),
                                   [](const Pending& one) { return one.state != MpiState::done; });
  if (undone == pending.end()) return;
  abandoned_ = true;
  std::string why = fmt::format("not done within {:.3g} s", patience.count());
  int missing = undone->rank;
  const bool called_off = !call_off_.empty() && call_off_.front().state == MpiState::done;
  if (undone->state == MpiState::failed) {
    why = undone->error;
  } else if (is_interrupted()) {
    why = "interrupted";
  } else if (called_off) {
    why = "called off by rank 0";
    missing = -1;
  }
  const std::string with = undone->rank < 0 ? "" : " with " + name_of(undone->rank);
  std::copy(pending.begin(), pending.end(), std::back_inserter(outgoing_));
  throw WaitError(fmt::format("{}{}: {}", what, with, why), missing);
}

void World::call_off() {
  if (std::exchange(called_off_, true)) return;
  const auto word = std::make_shared<Bytes>(1);
  for (int rank = 1; rank < size_; ++rank) outgoing_.push_back(send(word, rank, kCallOffTag));
}

void World::command(const Order& order) {
  const auto bytes = bytes_of(order);
  for (int rank = 1; rank < size_; ++rank) outgoing_.push_back(send(bytes, rank, kOrderTag));
  test_all(mpi_, outgoing_);
}

Order World::next_order(Seconds patience) {
  const auto bytes = std::make_shared<Bytes>(sizeof(Order));
  std::vector<Pending> pending{receive(bytes, 0, kOrderTag)};
  // Rank 0 ends an interrupted run in order, which takes it a moment.
  wait(pending, {patience, settings_.leaving, settings_.interrupted});
  const Pending& one = pending.front();
  if (one.state == MpiState::done) return from_bytes<Order>(*bytes);
  throw WaitError(fmt::format("{} gave no order: {}", name_of(0),
                              one.state == MpiState::failed
                                  ? one.error
                                  : fmt::format("none within {:.3g} s", patience.count())),
                  0);
}

void World::answer(Reply reply, const std::vector<double>& numbers) {
  reply.numbers = static_cast<std::uint32_t>(numbers.size());
  const auto bytes = bytes_of(reply);
  bytes->resize(sizeof(Reply) + numbers.size() * sizeof(double));
  if (!numbers.empty()) {
    std::memcpy(bytes->data() + sizeof(Reply), numbers.data(), numbers.size() * sizeof(double));
  }
  outgoing_.push_back(send(bytes, 0, kReplyTag));
}

std::vector<World::Answer> World::answers(std::size_t numbers, Seconds patience) {
  std::vector<std::shared_ptr<Bytes>> messages;
  std::vector<Pending> pending;
  for (int rank = 1; rank < size_; ++rank) {
    messages.push_back(std::make_shared<Bytes>(sizeof(Reply) + numbers * sizeof(double)));
    pending.push_back(receive(messages.back(), rank, kReplyTag));
  }
  wait(pending, {patience, kGracesForAnswers * settings_.grace, settings_.interrupted});
  std::vector<Answer> answers(messages.size());
  for (std::size_t i = 0; i < messages.size(); ++i) {
    answers[i].missing = pending[i].state != MpiState::done;
    if (answers[i].missing) continue;
    answers[i].reply = from_bytes<Reply>(*messages[i]);
    answers[i].numbers.resize(std::min<std::size_t>(answers[i].reply.numbers, numbers));
    std::memcpy(answers[i].numbers.data(), messages[i]->data() + sizeof(Reply),
                answers[i].numbers.size() * sizeof(double));
  }
  return answers;
}

void World::barrier(Seconds patience) {
  Pending made;
  if (!mpi_.barrier(mpi_.self, &made.request)) {
    throw WaitError(fmt::format("a barrier of all ranks: {}", mpi_.error(mpi_.self)), -1);
  }
  wait_or_throw({made}, patience, "a barrier of all ranks");
}

Seconds World::all_reduce(const void* input, void* output, std::uint64_t count, MpiType type,
                          Seconds patience) {
  constexpr const char* kWhat = "an all-reduce by MPI";
  Pending made;
  const auto begin = std::chrono::steady_clock::now();
  if (!mpi_.all_reduce(mpi_.self, input, output, count, type, &made.request)) {
    throw WaitError(fmt::format("{}: {}", kWhat, mpi_.error(mpi_.self)), -1);
  }
  wait_or_throw({made}, patience, kWhat);
  return since(begin);
}

Seconds World::exchange(const void* data, int to, void* received, int from, std::uint64_t bytes,
                        Seconds patience) {
  constexpr const char* kWhat = "exchanging data by MPI";
  Pending in{.request = {}, .rank = from}, out{.request = {}, .rank = to};
  const auto begin = std::chrono::steady_clock::now();
  const bool asked = mpi_.receive(mpi_.self, received, bytes, from, kDataTag, &in.request);
  if (!asked || !mpi_.send(mpi_.self, data, bytes, to, kDataTag, &out.request)) {
    abandoned_ = abandoned_ || asked;
    throw WaitError(
        fmt::format("{} with {}: {}", kWhat, name_of(asked ? to : from), mpi_.error(mpi_.self)),
        asked ? to : from);
  }
  wait_or_throw({in, out}, patience, kWhat);
  return since(begin);
}

void World::broadcast(void* data, std::uint64_t bytes, Seconds patience) {
  constexpr const char* kWhat = "a broadcast from rank 0";
  auto copy = std::make_shared<Bytes>(bytes);
  std::vector<Pending> pending;
  if (rank_ == 0) {
    std::memcpy(copy->data(), data, bytes);
    for (int rank = 1; rank < size_; ++rank) pending.push_back(send(copy, rank, kDataTag));
  } else {
    pending.push_back(receive(copy, 0, kDataTag));
  }
  wait_or_throw(std::move(pending), patience, kWhat);
  std::memcpy(data, copy->data(), bytes);
}

void World::finish(int exit_code) {
  Order order;
  order.kind = Order::Kind::finish;
  order.exit_code = exit_code;
  order.in_order = lost_.empty() && !abandoned_;
  command(order);
  leave(order.in_order);
}

void World::leave(bool in_order) {
  left_ = true;
  if (rank_ == 0) call_off();  // no follower's request is left to MPI when it ends
  std::move(call_off_.begin(), call_off_.end(), std::back_inserter(outgoing_));
  call_off_.clear();
  // The last words are to be heard, but not at any price.
  wait_for_all(
      mpi_, outgoing_,
      {in_order ? settings_.leaving : settings_.grace, settings_.grace, settings_.interrupted},
      Looks::idle);
  const auto waits = [](const Pending& one) { return one.state == MpiState::pending; };
  if (!in_order || std::any_of(outgoing_.begin(), outgoing_.end(), waits)) abandoned_ = true;
  if (abandoned_) return;
  const Patience end(settings_.leaving, settings_.leaving, nullptr);
  abandoned_ = thread_.close([&] { return end.is_over(); }) != MpiThread::Outcome::done;
}

}  // namespace assay::measure
