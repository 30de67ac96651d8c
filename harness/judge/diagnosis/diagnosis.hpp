// What on this host would spoil a run, and what mends it?
//
// Pure: from facts alone, so that every rule is tested without the machine that breaks it.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/probe/facts.hpp"
#include "harness/probe/surroundings.hpp"

namespace assay::judge {

/// What it does to a run, in rising order.
enum class Effect : std::uint8_t {
  note,     ///< worth knowing beside the results
  colours,  ///< results are right, and lower, noisier or fewer than the hardware allows
  spoils,   ///< results would be missing, or tell of something else
};

/// "note", "colours", "spoils".
std::string_view to_string(Effect effect);

struct Hindrance {
  Effect effect = Effect::note;
  std::string where;  ///< "cuda:0", "cpu", "host"
  std::string check;  ///< "power_limit_below_default", "governor", ...: closed list
  std::string what;
  std::string remedy;  ///< a command where there is one, else a sentence
};

/// A library that is timed beside our own kernels.
struct Companion {
  std::string name;    ///< "NCCL"
  std::string reason;  ///< why it cannot be used; empty: it can
  std::string remedy;
  std::size_t gpus = 1;  ///< from how many on it is asked for
};

/// All that is known.
struct Patient {
  const probe::Facts& facts;
  const probe::Surroundings& surroundings;
  const std::vector<Companion>& companions;
  bool cpu = true;                            ///< the processors are to be measured
  bool gpus = true;                           ///< GPUs are to be measured
  std::optional<std::vector<int>> only = {};  ///< these GPUs, by index; absent: all
};

struct Diagnosis {
  std::vector<Hindrance> hindrances;  ///< worst first, and in the order of the rules
  std::vector<std::string> unknown;   ///< what could not be looked at, and why

  std::size_t count(Effect effect) const;
  /// 3 where something spoils a run: what is planned could then not be measured or judged. Else 0.
  int exit_code() const;
};

Diagnosis diagnose(const Patient& patient);

}  // namespace assay::judge
