// The order of the checks, and what is said of what they find.
// SPDX-License-Identifier: Apache-2.0
#include "harness/measure/answers.hpp"

#include <fmt/format.h>

#include <cstddef>
#include <vector>

#include "harness/core/sha256.hpp"

namespace assay::measure {
namespace {

std::optional<std::uint64_t> processor_of(const Mismatch& found) {
  if (found.processor_plus_one == 0) return std::nullopt;
  return found.processor_plus_one - 1;
}

}  // namespace

std::optional<Failure> Answers::before(DeviceSession& session) {
  AnswerCheck& check = result_.check;
  if (result_.planned.kernel->description().exact_inputs) {
    session.fill(Inputs::exact);
    session.time_sample();
    if (auto failure = compare(session, check.exact, "with exact inputs, before timing")) {
      return failure;
    }
    keep_digest(session);
    session.fill(Inputs::timed);
  }
  session.time_sample();
  auto failure = compare(session, check.before, "before timing");
  if (!failure && !check.exact) keep_digest(session);
  return failure;
}

void Answers::keep_digest(DeviceSession& session) {
  const std::vector<std::byte> sample = session.answer_sample();
  if (!sample.empty()) result_.check.digest = sha256_hex(sample);
}

std::optional<Failure> Answers::after(DeviceSession& session) {
  return compare(session, result_.check.after, "after the last timed iteration");
}

std::optional<Failure> Answers::compare(DeviceSession& session, std::optional<bool>& right,
                                        const char* when) {
  const Mismatch found = session.verify();
  AnswerCheck& check = result_.check;
  check.elements = found.checked;
  check.wrong_elements = found.count;
  if (found.checked == 0) return Failure{Status::error, "the answer check compared no element"};
  right = found.count == 0;
  if (*right) return std::nullopt;
  check.detail = describe(found);
  return Failure{Status::wrong, fmt::format("wrong answer {}", when)};
}

std::optional<Failure> Answers::repeat(DeviceSession& session, std::uint64_t sample) {
  const std::optional<Mismatch> found = session.verify_repeat();
  if (!found) return std::nullopt;
  if (found->checked == 0) return Failure{Status::error, "the repeat check compared no element"};
  if (found->count == 0) {
    ++result_.check.repeats;
    return std::nullopt;
  }
  const std::uint64_t columns = result_.planned.parameters.n;
  SilentCorruption& corruption = result_.corruption.emplace();
  corruption.sample = sample;
  corruption.elements = found->count;
  corruption.row = columns == 0 ? 0 : found->index / columns;
  corruption.column = columns == 0 ? found->index : found->index % columns;
  corruption.processor = processor_of(*found);
  return Failure{
      Status::wrong,
      fmt::format("silent corruption: sample {} (from 0) of {} is not what the same "
                  "inputs gave before: the block of the output that begins at "
                  "element {}{} changed; {} elements are in blocks that changed",
                  sample, result_.planned.name(), found->index, place(*found), found->count)};
}

std::string Answers::describe(const Mismatch& found) const {
  return fmt::format("element {}{}: expected {}, got {}; {} of {} elements wrong", found.index,
                     place(found), found.expected, found.actual, found.count, found.checked);
}

/// Empty where nothing is known but the index.
std::string Answers::place(const Mismatch& found) const {
  const std::uint64_t columns = result_.planned.parameters.n;
  const auto processor = processor_of(found);
  if (columns == 0 && !processor) return {};
  std::string place;
  if (columns != 0) {
    place = fmt::format("row {}, column {}", found.index / columns, found.index % columns);
  }
  if (processor) {
    const bool gpu = result_.planned.device.kind == plan::DeviceId::Kind::cuda;
    place += fmt::format("{}computed by {} {}", place.empty() ? "" : ", ", gpu ? "SM" : "thread",
                         *processor);
  }
  return fmt::format(" ({})", place);
}

}  // namespace assay::measure
