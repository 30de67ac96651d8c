// Of what a plan would measure, what is worth the time that there is?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <string>
#include <vector>

#include "harness/core/seconds.hpp"
#include "harness/operate/task.hpp"
#include "harness/plan/case.hpp"
#include "harness/probe/facts.hpp"

namespace assay::operate {

struct Budgeted {
  plan::Plan plan;                        ///< in the order it had
  std::vector<std::string> without = {};  ///< names of the cases that were left out
  Devices devices = Devices::one_at_a_time;
};

/// Chooses by value per second while the estimates fit. Most is worth what a verdict needs and no
/// chosen case of the device shows yet; then a metric that none shows; least one more case of a
/// metric. A case that is too small to stand for its metric shows none. Pure: a supervisor and its
/// workers choose the same. What goes on at the same time takes its time once.
Budgeted within_budget(const plan::Plan& plan, const probe::Facts& facts, Seconds budget,
                       Devices devices = Devices::one_at_a_time);

}  // namespace assay::operate
