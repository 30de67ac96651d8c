// Is every access to shared memory ordered after those it must follow?
//
// Agents are threads (or warps), what their asynchronous groups read, and the barriers (for the
// loads that land there). A clock holds how far each agent is known to have come. Order is asked of
// the clocks, not of what happened to run first: a missing fence changes no result on a CPU and is
// found all the same.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "kernels/machine/turns.hpp"

namespace assay::model {

using Time = std::uint32_t;

/// Per agent, the last time known of; 0: nothing. Agents may appear later.
class Clock {
 public:
  Time& operator[](std::size_t agent) {
    if (agent >= times_.size()) times_.resize(agent + 1, 0);
    return times_[agent];
  }
  Time operator[](std::size_t agent) const { return agent < times_.size() ? times_[agent] : 0; }
  void join(const Clock& other) {
    if (other.times_.size() > times_.size()) times_.resize(other.times_.size(), 0);
    for (std::size_t a = 0; a < other.times_.size(); ++a)
      times_[a] = std::max(times_[a], other.times_[a]);
  }

 private:
  std::vector<Time> times_;
};

/// What a thread has seen, and what of it a fence.proxy.async has made visible to the asynchronous
/// proxy.
struct Knowledge {
  Clock seen = {}, covered = {};

  void join(const Knowledge& other) {
    seen.join(other.seen);
    covered.join(other.covered);
  }
};

/// One access of one agent: when, through which proxy, and what is known to whoever asks for it.
struct Accessor {
  std::size_t agent;
  Time time;
  bool ordinary;
  const Knowledge& known;
  const char* name = nullptr;  ///< for messages; null: by `ordinary`
};

/// The last write and the reads since, of every granule of a block's shared memory.
class Shadow {
 public:
  /// A granule is the least that two agents may touch without knowing of each other.
  explicit Shadow(std::uint32_t bytes, std::uint32_t granule_bytes = 8)
      : granule_bytes_(granule_bytes), granules_((bytes + granule_bytes - 1) / granule_bytes) {}

  void read(std::uint32_t at, std::uint32_t bytes, const Accessor& by) {
    each(at, bytes, [&](Granule& granule) {
      if (granule.time == 0) throw BrokenRule(place(at, by) + " reads what nobody wrote");
      follow_write(granule, at, by);
      granule.note_read(by.agent, by.time);
    });
  }

  void write(std::uint32_t at, std::uint32_t bytes, const Accessor& by) {
    each(at, bytes, [&](Granule& granule) {
      follow_write(granule, at, by);
      for (const Read& read : granule.reads) {
        if (read.agent != by.agent && by.known.seen[read.agent] < read.time)
          throw BrokenRule(place(at, by) + " overwrites what may still be read");
      }
      granule.writer = by.agent;
      granule.time = by.time;
      granule.ordinary = by.ordinary;
      granule.reads.clear();
    });
  }

 private:
  struct Read {
    std::size_t agent;
    Time time;
  };
  struct Granule {
    std::size_t writer = 0;
    Time time = 0;
    bool ordinary = true;
    std::vector<Read> reads = {};

    void note_read(std::size_t agent, Time now) {
      for (Read& read : reads) {
        if (read.agent == agent) {
          read.time = std::max(read.time, now);
          return;
        }
      }
      reads.push_back({agent, now});
    }
  };

  static std::string place(std::uint32_t at, const Accessor& by) {
    const char* const kind = by.ordinary ? "an access" : "a bulk copy";
    return std::string(by.name != nullptr ? by.name : kind) + " at " + std::to_string(at);
  }

  static void follow_write(const Granule& granule, std::uint32_t at, const Accessor& by) {
    if (granule.time == 0) return;
    if (by.known.seen[granule.writer] < granule.time)
      throw BrokenRule(place(at, by) + " is not ordered after a write");
    if (granule.ordinary && !by.ordinary && by.known.covered[granule.writer] < granule.time)
      throw BrokenRule(place(at, by) + " follows an ordinary write without fence.proxy.async");
  }

  template <class F>
  void each(std::uint32_t at, std::uint32_t bytes, F f) {
    constexpr std::uint32_t kSmallest = 4;
    if (at % kSmallest != 0 || bytes % kSmallest != 0 || at % std::min(bytes, 16u) != 0)
      throw BrokenRule("an access at " + std::to_string(at) + " is not aligned");
    const std::size_t end = (std::size_t{at} + bytes + granule_bytes_ - 1) / granule_bytes_;
    if (end > granules_.size())
      throw BrokenRule("an access at " + std::to_string(at) + " is outside shared memory");
    for (std::size_t g = at / granule_bytes_; g < end; ++g) f(granules_[g]);
  }

  std::uint32_t granule_bytes_;
  std::vector<Granule> granules_;
};

}  // namespace assay::model
