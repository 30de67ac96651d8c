// Everything is asked for without waiting, and then polled.
// SPDX-License-Identifier: Apache-2.0
#include "collectives/nccl/communicators.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <thread>
#include <utility>

#include "collectives/nccl/bounded.hpp"
#include "collectives/nccl/environment.hpp"
#include "kernels/error.hpp"

namespace assay {
namespace {

using nccl_api::Communicator;
using nccl_api::Result;
using std::chrono::steady_clock;

/// As NCCL_ALGO wants it. Without a prefix, which versions before 2.24 do not know: a communicator
/// whose algorithm is forced runs one collective alone.
const char* forced_name(Algorithm algorithm) {
  switch (algorithm) {
    case Algorithm::none:
      return nullptr;
    case Algorithm::ring:
      return "Ring";
    case Algorithm::nvls:
      return "NVLS";
    default:
      throw Error(ErrorKind::usage, "NCCL can be made to use ring and nvls, and nothing else");
  }
}

bool failed(Result result) {
  return result != Result::success && result != Result::in_progress;
}

/// NCCL is often done within microseconds, and sometimes within seconds.
void pause(steady_clock::time_point since) {
  if (steady_clock::now() - since < std::chrono::milliseconds(1)) return std::this_thread::yield();
  std::this_thread::sleep_for(std::chrono::microseconds(100));
}

}  // namespace

nccl_api::UniqueId nccl_unique_id(const NcclLibrary& library) {
  nccl_api::UniqueId id = {};
  library.check(library.functions().get_unique_id(&id), "making an id for an NCCL communicator");
  return id;
}

NcclCommunicators::NcclCommunicators(const NcclLibrary& library, NcclGroup group)
    : library_(library), group_(std::move(group)) {
  const int here = static_cast<int>(group_.devices.size());
  ranks_ = group_.world ? group_.world->ranks : here;
  first_rank_ = group_.world ? group_.world->first_rank : 0;
  if (here == 0 || first_rank_ < 0 || first_rank_ + here > ranks_) {
    throw Error(ErrorKind::usage,
                fmt::format("ranks {} to {} are not ranks of a communicator of {}", first_rank_,
                            first_rank_ + here - 1, ranks_));
  }
  communicators_.resize(group_.devices.size(), nullptr);
  start();
}

NcclCommunicators::~NcclCommunicators() {
  if (abandoned_ || communicators_.empty()) return;
  const nccl_api::Functions& call = library_.functions();
  try {
    together("closing a communicator",
             [&](std::size_t i) { return call.comm_finalize(communicators_[i]); });
  } catch (const std::exception&) {
    return;  // it has been aborted
  }
  end(call.comm_destroy);
}

void NcclCommunicators::start() {
  // First of all: here NCCL reads its configuration files, which must not see what is set below.
  const nccl_api::UniqueId id = group_.world ? group_.world->id : nccl_unique_id(library_);
  ScopedEnvironment environment;
  if (const char* name = forced_name(group_.algorithm)) environment.set("NCCL_ALGO", name);
  nccl_api::Config config = nccl_api::kNonBlocking;
  together("forming a communicator", [&](std::size_t i) {
    group_.select(group_.devices[i]);
    return library_.functions().comm_init_rank_config(&communicators_[i], ranks_, id,
                                                      first_rank_ + static_cast<int>(i), &config);
  });
}

void NcclCommunicators::queue(const NcclOperation& operation,
                              std::span<const NcclBuffers> buffers) {
  together(nccl_name(operation.collective), [&](std::size_t i) {
    return queue_nccl(library_.functions(), operation, buffers[i], communicators_[i], ranks_);
  });
}

void NcclCommunicators::together(std::string_view step,
                                 const std::function<Result(std::size_t)>& call) {
  if (communicators_.empty()) fail(step, "the communicator was aborted before");
  try {
    check(library_.functions().group_start(), step);
    Result first = Result::success;
    for (std::size_t i = 0; i < communicators_.size() && !failed(first); ++i) first = call(i);
    // A group that was begun is ended, whatever happened in it.
    const Result end = library_.functions().group_end();
    check(first, step);
    check(end, step);
    settle(step);
  } catch (...) {
    abort();
    throw;
  }
}

/// Asked thousands of times before a sample, so nothing is put into words until it fails.
void NcclCommunicators::settle(std::string_view step) {
  const auto begin = steady_clock::now();
  for (std::size_t i = 0; i < communicators_.size();) {
    Result state = Result::success;
    check(library_.functions().comm_get_async_error(communicators_[i], &state), step);
    if (failed(state)) fail(step, rank_name(i) + ": " + library_.explain(state));
    if (state == Result::success) {
      ++i;
    } else if (steady_clock::now() - begin > group_.patience) {
      fail(step, fmt::format("not done after {} s, aborted; still waiting: {}; look whether every "
                             "rank is alive and the fabric manager runs, and at NCCL_DEBUG=INFO",
                             std::chrono::duration<double>(group_.patience).count(), waiting()));
    } else {
      pause(begin);
    }
  }
}

std::string NcclCommunicators::waiting() const {
  std::string names;
  for (std::size_t i = 0; i < communicators_.size(); ++i) {
    Result state = Result::success;
    library_.functions().comm_get_async_error(communicators_[i], &state);
    if (state == Result::in_progress) names += (names.empty() ? "" : ", ") + rank_name(i);
  }
  return names;
}

void NcclCommunicators::check(Result result, std::string_view step) const {
  if (failed(result)) fail(step, library_.explain(result));
}

void NcclCommunicators::fail(std::string_view step, std::string_view why) const {
  const char* forced = forced_name(group_.algorithm);
  throw Error(ErrorKind::unavailable,
              fmt::format("{} by NCCL {} on {} ranks{}: {}", step, library_.version(), ranks_,
                          forced ? fmt::format(" with NCCL_ALGO={}", forced) : "", why));
}

std::string NcclCommunicators::rank_name(std::size_t index) const {
  return fmt::format("rank {} (device {})", first_rank_ + static_cast<int>(index),
                     group_.devices[index]);
}

std::string NcclCommunicators::failure() const {
  std::string text;
  if (abandoned_) return text;
  for (std::size_t i = 0; i < communicators_.size(); ++i) {
    Result state = Result::success;
    const Result asked = library_.functions().comm_get_async_error(communicators_[i], &state);
    if (failed(asked)) state = asked;
    if (!failed(state)) continue;
    text += fmt::format("{}NCCL {} on {}: {}", text.empty() ? "" : "; ", library_.version(),
                        rank_name(i), library_.explain(state));
  }
  return text;
}

/// Ends what runs on the devices as well.
void NcclCommunicators::abort() {
  end(library_.functions().comm_abort);
}

/// What does not end even so may still use all that it was given.
void NcclCommunicators::end(std::function<void(Communicator)> call) {
  constexpr std::chrono::nanoseconds kLongest = std::chrono::seconds(30);
  const bool ended =
      end_in_time(std::min(group_.patience, kLongest),
                  [call = std::move(call), these = std::exchange(communicators_, {})] {
                    for (const Communicator communicator : these) {
                      if (communicator != nullptr) call(communicator);
                    }
                  });
  abandoned_ = abandoned_ || !ended;
}

void NcclCommunicators::abandon() {
  abandoned_ = true;
  communicators_.clear();
}

}  // namespace assay
