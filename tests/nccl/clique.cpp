// The nth call of every rank is one operation; all sends and receives of a group are one too.
// SPDX-License-Identifier: Apache-2.0
#include "tests/nccl/clique.hpp"

#include <dlfcn.h>

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "tests/nccl/fake_library.hpp"

namespace assay::fake_nccl {
namespace {

using Submit = void(void*, void (*)(void*), void*);

void queue(const std::vector<void*>& streams, Collective collective) {
  static auto* const submit = reinterpret_cast<Submit*>(dlsym(RTLD_DEFAULT, "fake_nccl_submit"));
  if (submit == nullptr) return collective.compute();
  // Never freed: a graph may replay it at any time.
  auto* const operation = new Operation(std::move(collective));
  const auto work = [](void* context) { static_cast<Operation*>(context)->arrive(); };
  for (void* const stream : streams) submit(stream, work, operation);
}

/// Of one rank: all its transfers of the group are one call, behind the others.
std::vector<Call> calls_of(const Comm* comm, std::vector<Call>& all) {
  std::vector<Call> own;
  Call exchange;
  for (Call& call : all) {
    if (call.comm != comm) continue;
    if (call.what.action != Action::exchange) {
      own.push_back(std::move(call));
    } else if (exchange.comm == nullptr) {
      exchange = std::move(call);
    } else {
      auto& to = exchange.what.parts[0].transfers;
      const auto& more = call.what.parts[0].transfers;
      to.insert(to.end(), more.begin(), more.end());
    }
  }
  if (exchange.comm != nullptr) own.push_back(std::move(exchange));
  return own;
}

}  // namespace

bool Comm::has_window(const void* data) const {
  const auto* at = static_cast<const std::byte*>(data);
  return std::any_of(windows.begin(), windows.end(), [at](const auto& window) {
    return at >= window.first && at < window.first + window.second;
  });
}

void Operation::arrive() {
  std::unique_lock lock(mutex_);
  const std::size_t round = round_;
  if (++arrived_ == expected_) {
    collective_.compute();
    arrived_ = 0;
    ++round_;
    return changed_.notify_all();
  }
  changed_.wait(lock, [&] { return round_ != round; });
}

void launch(std::vector<Call>& calls) {
  if (calls.empty()) return;
  const Clique& clique = *calls.front().comm->clique;
  std::vector<std::vector<Call>> by_rank;
  for (const Comm* comm : clique.comms) by_rank.push_back(calls_of(comm, calls));
  for (std::size_t i = 0; i < by_rank.front().size(); ++i) {
    Collective joined = by_rank.front()[i].what;
    joined.parts.clear();
    joined.add = fake_nccl_script()->add;
    std::vector<void*> streams;
    for (std::vector<Call>& own : by_rank) {
      if (own.size() != by_rank.front().size()) {
        throw std::logic_error("a group that not all ranks of a communicator are in");
      }
      const Call& call = own[i];
      const bool same = call.what.action == joined.action && call.what.number == joined.number &&
                        (joined.action == Action::exchange || call.what.count == joined.count);
      if (!same) throw std::logic_error("ranks that ask for different things");
      joined.parts.push_back(call.what.parts[0]);
      streams.push_back(call.stream);
    }
    queue(streams, std::move(joined));
  }
}

}  // namespace assay::fake_nccl
