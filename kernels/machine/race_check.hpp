// Is every access to shared memory ordered after those it must follow?
//
// Agents are the threads, what each thread's bulk stores read, and the barriers (for the bulk loads
// that land there). A clock holds how far each agent is known to have come. A thread has two: what
// it has seen, and what of it a fence.proxy.async has made visible to bulk copies. Order is asked
// of the clocks, not of what happened to run first: a missing fence changes no result on a CPU and
// is found all the same.
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

/// Per agent, the last time known of; 0: nothing.
class Clock {
 public:
  explicit Clock(std::size_t agents) : times_(agents, 0) {}
  Time& operator[](std::size_t agent) { return times_[agent]; }
  Time operator[](std::size_t agent) const { return times_[agent]; }
  std::size_t size() const { return times_.size(); }
  void join(const Clock& other) {
    for (std::size_t a = 0; a < times_.size(); ++a) times_[a] = std::max(times_[a], other[a]);
  }

 private:
  std::vector<Time> times_;
};

/// Who accesses memory, and what its thread knows: all it has seen, and the part of that which a
/// fence has made visible to bulk copies.
struct Accessor {
  std::size_t agent;
  Time time;
  bool ordinary;
  const Clock& seen;
  const Clock& covered;
};

/// The last write and the reads since, of every granule of a block's shared memory.
class Shadow {
 public:
  static constexpr std::uint32_t kGranule = 8;

  Shadow(std::uint32_t bytes, std::size_t agents)
      : granules_(bytes / kGranule, Granule{0, 0, true, Clock(agents)}) {}

  void read(std::uint32_t at, std::uint32_t bytes, const Accessor& by) {
    each(at, bytes, [&](Granule& granule) {
      if (granule.time == 0) throw BrokenRule(place(at, by) + " reads what nobody wrote");
      follow_write(granule, at, by);
      granule.reads[by.agent] = std::max(granule.reads[by.agent], by.time);
    });
  }

  void write(std::uint32_t at, std::uint32_t bytes, const Accessor& by) {
    each(at, bytes, [&](Granule& granule) {
      follow_write(granule, at, by);
      for (std::size_t reader = 0; reader < granule.reads.size(); ++reader) {
        if (reader != by.agent && by.seen[reader] < granule.reads[reader])
          throw BrokenRule(place(at, by) + " overwrites what may still be read");
      }
      granule = {by.agent, by.time, by.ordinary, Clock(granule.reads.size())};
    });
  }

 private:
  struct Granule {
    std::size_t writer;
    Time time;
    bool ordinary;
    Clock reads;
  };

  static std::string place(std::uint32_t at, const Accessor& by) {
    return std::string(by.ordinary ? "an access" : "a bulk copy") + " at " + std::to_string(at);
  }

  static void follow_write(const Granule& granule, std::uint32_t at, const Accessor& by) {
    if (granule.time == 0) return;
    if (by.seen[granule.writer] < granule.time)
      throw BrokenRule(place(at, by) + " is not ordered after a write");
    if (granule.ordinary && !by.ordinary && by.covered[granule.writer] < granule.time)
      throw BrokenRule(place(at, by) + " follows an ordinary write without fence.proxy.async");
  }

  template <class F>
  void each(std::uint32_t at, std::uint32_t bytes, F f) {
    if (at % kGranule != 0 || bytes % kGranule != 0)
      throw BrokenRule("an access at " + std::to_string(at) + " is not aligned");
    if (at / kGranule + bytes / kGranule > granules_.size())
      throw BrokenRule("an access at " + std::to_string(at) + " is outside shared memory");
    for (std::uint32_t g = at / kGranule; g < (at + bytes) / kGranule; ++g) f(granules_[g]);
  }

  std::vector<Granule> granules_;
};

}  // namespace assay::model
