// One level more than CLI11's own subcommands of the program.
// SPDX-License-Identifier: Apache-2.0
#include "harness/cli/nested_verbs.hpp"

#include <fmt/format.h>

#include <utility>

#include "kernels/error.hpp"

namespace assay::cli {
namespace {

bool every_one(const CLI::App*) {
  return true;
}

std::string listed(const CLI::App& verb) {
  std::string names;
  for (const CLI::App* one : verb.get_subcommands(every_one)) {
    names += (names.empty() ? "" : ", ") + one->get_name();
  }
  return names;
}

}  // namespace

Action nested_verbs(CLI::App& verb, std::map<std::string, Action> actions) {
  verb.require_subcommand(0, 1);
  for (CLI::App* one : verb.get_subcommands(every_one)) {
    one->group("Verbs");
    one->get_help_ptr()->group("Flags");
  }
  return [&verb, actions = std::move(actions)] {
    const auto chosen = verb.get_subcommands();
    if (!chosen.empty()) return actions.at(chosen.front()->get_name())();
    throw Error(ErrorKind::usage,
                fmt::format("{}: which one? Give one of {}; see 'assay {} --help'", full_name(verb),
                            listed(verb), full_name(verb)));
  };
}

const CLI::App* chosen_verb(const CLI::App& app) {
  const CLI::App* verb = nullptr;
  for (auto chosen = app.get_subcommands(); !chosen.empty();
       chosen = chosen.front()->get_subcommands()) {
    verb = chosen.front();
  }
  return verb;
}

std::string full_name(const CLI::App& verb) {
  const CLI::App* parent = verb.get_parent();
  const bool is_outermost = parent == nullptr || parent->get_parent() == nullptr;
  return is_outermost ? verb.get_name() : full_name(*parent) + " " + verb.get_name();
}

}  // namespace assay::cli
