// What does the process do that may hang or crash? It probes, measures, or holds clocks: what it
// is told to.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "harness/measure/session.hpp"
#include "harness/operate/descriptor.hpp"
#include "harness/operate/injection.hpp"
#include "harness/operate/message.hpp"
#include "harness/plan/case.hpp"
#include "harness/probe/facts.hpp"

namespace assay::operate {

/// What an order is carried out with.
struct Workbench {
  plan::Plan plan;  ///< the whole of it
  std::unique_ptr<measure::SessionFactory> sessions;
  std::vector<std::string> google_benchmark_flags;
  std::vector<Injection> injections;
  bool simulated = false;
};

/// What a worker has from the program it is.
struct WorkerTools {
  std::function<probe::Facts()> probe;
  std::function<Workbench(const Order&)> set_up;
};

/// Carries out one order and returns true where an ordinary exit would wait for what cannot be
/// stopped. Whatever goes wrong is told to the supervisor, and thrown where that is gone. Throws
/// Error(usage) where there was none.
bool work(Descriptor socket, Descriptor log, const WorkerTools& tools);

}  // namespace assay::operate
