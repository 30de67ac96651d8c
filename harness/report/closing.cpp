// The first device of the worst state stands for the others, and its first cause for its
// shortfalls. SPDX-License-Identifier: Apache-2.0
#include "harness/report/closing.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace assay::report {
namespace {

using judge::DeviceVerdict;
using judge::State;

std::string words_of(State state) {
  switch (state) {
    case State::pass:
      return "pass";
    case State::could_not_judge:
      return "could not be judged";
    case State::fail:
      return "fail";
    case State::wrong:
      return "computed wrong answers";
  }
  return {};
}

std::vector<const DeviceVerdict*> judged(const judge::DocumentVerdict& verdict) {
  std::vector<const DeviceVerdict*> devices;
  for (const auto& device : verdict.devices) {
    if (device.counts && !device.part.empty()) devices.push_back(&device);
  }
  return devices;
}

// "Verdict: fail. Of 8 GPUs 7 pass."
std::string verdict_sentence(const std::vector<const DeviceVerdict*>& devices, State worst) {
  const auto passing = std::count_if(devices.begin(), devices.end(),
                                     [](const auto* one) { return one->state == State::pass; });
  if (devices.size() == 1) {
    return fmt::format("Verdict: {}: {} as {}.", words_of(worst), devices.front()->device,
                       devices.front()->part);
  }
  return fmt::format("Verdict: {}: of {} GPUs {} {}.", words_of(worst), devices.size(), passing,
                     passing == 1 ? "passes" : "pass");
}

const judge::Cause* cause_of(const DeviceVerdict& device) {
  for (const auto& metric : device.metrics) {
    const bool is_short = judge::state_of(metric) != State::pass;
    if (is_short && metric.cause && !metric.cause->sentence.empty()) return &*metric.cause;
  }
  return nullptr;
}

}  // namespace

std::vector<std::string> closing_sentences(const judge::DocumentVerdict& verdict) {
  const auto devices = judged(verdict);
  if (devices.empty()) return {};
  const DeviceVerdict* worst = devices.front();
  for (const auto* one : devices) {
    if (judge::worst(worst->state, one->state) != worst->state) worst = one;
  }
  std::vector<std::string> sentences{verdict_sentence(devices, worst->state)};
  if (worst->state == State::pass) return sentences;
  sentences.push_back(
      fmt::format("Worst: {} ({}): {}.", worst->device, worst->uuid, worst->headline));
  const judge::Cause* cause = worst->another_part ? nullptr : cause_of(*worst);
  if (cause != nullptr) sentences.push_back(fmt::format("Cause: {}.", cause->sentence));
  return sentences;
}

}  // namespace assay::report
