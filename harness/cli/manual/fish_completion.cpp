// One line for each verb and each flag.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "harness/cli/manual/completion_scripts.hpp"

namespace assay::cli {
namespace {

using Kind = Completion::Kind;

std::string in_quotes(std::string_view text) {
  std::string out = "'";
  for (const char character : text) {
    if (character == '\'' || character == '\\') out += '\\';
    out += character;
  }
  return out + "'";
}

std::string values(const Completion& completion) {
  const std::string words = in_quotes(fmt::format("{}", fmt::join(completion.words, " ")));
  switch (completion.kind) {
    case Kind::nothing:
      return "-x";
    case Kind::files:
      return "-r -F";
    case Kind::folders:
      return "-x -a '(__fish_complete_directories)'";
    case Kind::words:
      return "-x -a " + words;
    case Kind::words_and_files:
      return "-r -F -a " + words;
  }
  return "-x";
}

std::string flag_line(const std::string& condition, const HelpFlag& flag,
                      const Completions& known) {
  std::string text = "complete -c assay" + condition;
  for (const auto& name : flag.names) {
    text += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
  }
  // One whose value may be left out must not take the next word for it.
  if (flag.value_optional) {
    const auto words = completion_of(known, flag.value).words;
    text += " -f";
    if (!words.empty()) text += " -a " + in_quotes(fmt::format("{}", fmt::join(words, " ")));
  } else if (!flag.value.empty()) {
    text += " " + values(completion_of(known, flag.value));
  }
  return text + " -d " + in_quotes(flag.description) + "\n";
}

/// When the verb was chosen: the words of its name, and none of a verb that has one of that name.
std::string chosen(const HelpTable& table, const HelpVerb& verb) {
  std::string test = "__fish_seen_subcommand_from " + verb.last_name();
  if (!verb.outer().empty())
    return fmt::format("__fish_seen_subcommand_from {}; and {}", verb.outer(), test);
  for (const auto& other : table.verbs) {
    const auto& inner = other.inner;
    if (std::find(inner.begin(), inner.end(), verb.name) == inner.end()) continue;
    test += "; and not __fish_seen_subcommand_from " + other.name;
  }
  return test;
}

/// Each verb that stands at this place, by what has to be typed before.
std::string name_line(const HelpTable& table, const HelpVerb& verb) {
  std::string condition = "__fish_use_subcommand";
  for (const auto& outer : table.verbs) {
    if (verb.outer() != outer.name) continue;
    condition =
        fmt::format("'__fish_seen_subcommand_from {}; and not __fish_seen_subcommand_from {}'",
                    outer.name, fmt::join(outer.inner, " "));
  }
  return fmt::format("complete -c assay -n {} -a {} -d {}\n", condition, verb.last_name(),
                     in_quotes(verb.description));
}

std::string verb_lines(const HelpTable& table, const HelpVerb& verb, const Completions& known) {
  const std::string condition = fmt::format(" -n '{}'", chosen(table, verb));
  std::string text;
  for (const auto& flag : verb.flags) text += flag_line(condition, flag, known);
  if (!verb.positionals.empty()) {
    const Completion completion = completion_of(known, verb.positionals.front().name);
    const bool files = completion.kind == Kind::files || completion.kind == Kind::words_and_files;
    text += "complete -c assay" + condition + (files ? " -F" : "");
    if (!completion.words.empty()) {
      text += " -a " + in_quotes(fmt::format("{}", fmt::join(completion.words, " ")));
    }
    text += "\n";
  }
  return text;
}

}  // namespace

std::string fish_completion(const HelpTable& table, const Completions& known) {
  const std::string no_verb = " -n __fish_use_subcommand";
  std::string text =
      "# Completions of assay for fish; made by assay manual fish.\ncomplete -c assay -f\n";
  for (const auto& flag : table.program.flags) text += flag_line(no_verb, flag, known);
  for (const auto& verb : table.verbs) text += name_line(table, verb);
  for (const auto& verb : table.verbs) text += verb_lines(table, verb, known);
  return text;
}

}  // namespace assay::cli
