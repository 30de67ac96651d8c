// The first device of the worst state stands for the others, and its first cause for its
// shortfalls. SPDX-License-Identifier: Apache-2.0
#include "harness/report/closing.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace assay::report {
namespace {

using judge::DeviceVerdict;
using judge::State;

// Of findings, in rising order: that a device fails matters more than that another is not known.
int weight_of(State state) {
  switch (state) {
    case State::pass:
      return 0;
    case State::could_not_judge:
      return 1;
    case State::fail:
      return 2;
    case State::wrong:
      return 3;
  }
  return 0;
}

const char* words_of(State state) {
  switch (state) {
    case State::pass:
      return "pass";
    case State::could_not_judge:
      return "could not be judged";
    case State::fail:
      return "fail";
    case State::wrong:
      return "wrong answers";
  }
  return "";
}

std::vector<const DeviceVerdict*> judged(const judge::DocumentVerdict& verdict) {
  std::vector<const DeviceVerdict*> devices;
  for (const auto& device : verdict.devices) {
    if (device.counts && !device.part.empty()) devices.push_back(&device);
  }
  return devices;
}

// "Verdict: of 8 GPUs 6 pass, 1 fail, 1 could not be judged."
std::string verdict_sentence(const std::vector<const DeviceVerdict*>& devices) {
  if (devices.size() == 1) {
    const DeviceVerdict& only = *devices.front();
    return fmt::format("Verdict: {}: {} as {}.", words_of(only.state), only.device, only.part);
  }
  std::string counts;
  for (const State state : {State::pass, State::fail, State::could_not_judge, State::wrong}) {
    const auto count = std::count_if(devices.begin(), devices.end(),
                                     [&](const auto* one) { return one->state == state; });
    if (count == 0) continue;
    counts += fmt::format("{}{} {}", counts.empty() ? "" : ", ", count, words_of(state));
  }
  return fmt::format("Verdict: of {} GPUs {}.", devices.size(), counts);
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
  const DeviceVerdict* const worst =
      *std::max_element(devices.begin(), devices.end(), [](const auto* left, const auto* right) {
        return weight_of(left->state) < weight_of(right->state);
      });
  std::vector<std::string> sentences{verdict_sentence(devices)};
  if (worst->state == State::pass) return sentences;
  sentences.push_back(
      fmt::format("Worst: {} ({}): {}.", worst->device, worst->uuid, worst->headline));
  const judge::Cause* cause = worst->another_part ? nullptr : cause_of(*worst);
  if (cause != nullptr) sentences.push_back(fmt::format("Cause: {}.", cause->sentence));
  return sentences;
}

}  // namespace assay::report
