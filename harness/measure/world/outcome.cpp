// Who failed, who is missing, and what is said of it.
// SPDX-License-Identifier: Apache-2.0
#include "harness/measure/world/outcome.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace assay::measure {
namespace {

std::string names_of(const World& world, const std::vector<int>& ranks) {
  std::string names;
  for (const int rank : ranks) names += (names.empty() ? "" : ", ") + world.name_of(rank);
  return names;
}

[[noreturn]] void throw_hang(World& world, const WorldOutcome& outcome,
                             const std::vector<int>& missing, const std::string& message) {
  Hang hang;
  for (const int rank : missing) {
    const std::uint32_t number = outcome.number_of(rank);
    if (std::find(hang.missing.begin(), hang.missing.end(), number) != hang.missing.end()) continue;
    hang.missing.push_back(number);
    hang.missing_names.push_back(
        fmt::format("{} rank {}", world.members()[static_cast<std::size_t>(rank)].host, rank));
  }
  world.lose(message);
  throw HangError(message, std::move(hang));
}

/// Everybody is alive, and still somebody was waited for in vain.
[[noreturn]] void throw_in_vain(World& world, const std::vector<Obeyed>& answers,
                                const WorldOutcome& outcome, const std::string& step) {
  std::vector<int> missing;
  std::string first;
  for (std::size_t rank = 0; rank < answers.size(); ++rank) {
    const Reply& reply = answers[rank].reply;
    if (reply.state != Reply::State::in_vain) continue;
    if (first.empty()) first = world.name_of(static_cast<int>(rank)) + ": " + reply.reason.string();
    const bool new_one = std::find(missing.begin(), missing.end(), reply.missing) == missing.end();
    if (reply.missing >= 0 && new_one) missing.push_back(reply.missing);
  }
  throw_hang(world, outcome, missing,
             fmt::format("{}: {}; every rank still answers: look at the network between the hosts, "
                         "and at firewalls and MTU",
                         step, first));
}

}  // namespace

Mismatch all_mismatches(const std::vector<Obeyed>& ranks) {
  Mismatch all;
  for (const Obeyed& one : ranks) {
    const Mismatch& found = one.reply.mismatch;
    const std::uint64_t count = all.count + found.count, checked = all.checked + found.checked;
    if (all.count == 0 && found.count != 0) all = found;
    all.count = count;
    all.checked = checked;
  }
  return all;
}

void require_done(World& world, const std::vector<Obeyed>& answers, const std::vector<int>& missing,
                  const WorldOutcome& outcome, const std::string& step) {
  if (!missing.empty()) {
    throw_hang(world, outcome, missing,
               fmt::format("{}: {} did not answer: look whether the process and its host are alive",
                           step, names_of(world, missing)));
  }
  const bool all_done = std::all_of(answers.begin(), answers.end(), [](const Obeyed& one) {
    return one.reply.state == Reply::State::done;
  });
  if (all_done) return;
  if (world.is_interrupted()) {
    world.lose("interrupted");
    throw Error(ErrorKind::unavailable, fmt::format("interrupted while {}", step));
  }
  for (std::size_t rank = 0; rank < answers.size(); ++rank) {
    const Reply& reply = answers[rank].reply;
    if (reply.state != Reply::State::failed) continue;
    const std::string why = fmt::format("{}: {}: {}", step, world.name_of(static_cast<int>(rank)),
                                        reply.reason.string());
    const bool others_wait = std::any_of(answers.begin(), answers.end(), [](const Obeyed& one) {
      return one.reply.state == Reply::State::in_vain;
    });
    if (others_wait) world.lose(why);
    throw Error(ErrorKind::unavailable, why);
  }
  throw_in_vain(world, answers, outcome, step);
}

}  // namespace assay::measure
