// _arguments of each verb; descriptions must not hold what it takes for the end of one.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "harness/cli/manual/completion_scripts.hpp"

namespace assay::cli {
namespace {

using Kind = Completion::Kind;

/// Inside single quotes, and inside the brackets or between the colons of _arguments.
std::string escaped(std::string_view text) {
  std::string out;
  for (const char character : text) {
    switch (character) {
      case '\'':
        out += "'\\''";
        break;
      case '[':
      case ']':
      case ':':
      case '\\':
        out += '\\';
        out += character;
        break;
      default:
        out += character;
    }
  }
  return out;
}

std::string action(const Completion& completion) {
  std::vector<std::string> words;
  for (const auto& word : completion.words) words.push_back(escaped(word));
  const std::string list = fmt::format("{}", fmt::join(words, " "));
  switch (completion.kind) {
    case Kind::nothing:
      return " ";
    case Kind::files:
      return "_files";
    case Kind::folders:
      return "_files -/";
    case Kind::words:
      return fmt::format("({})", list);
    case Kind::words_and_files:
      return fmt::format("_alternative \"words:word:({})\" \"files:file:_files\"", list);
  }
  return " ";
}

/// 'What is at this place'; --level= takes its value after = or as the next word.
std::string flag_specs(const HelpFlag& flag, const Completions& known) {
  std::string text;
  const std::string others = fmt::format("({})", fmt::join(flag.names, " "));
  for (const auto& name : flag.names) {
    const bool is_long = name.starts_with("--");
    const char* const assigned = flag.value.empty() ? "" : is_long ? "=" : "+";
    text += fmt::format(" \\\n        '{}{}{}[{}]", flag.names.size() > 1 ? others : "*", name,
                        assigned, escaped(flag.description));
    if (!flag.value.empty()) {
      text += fmt::format("{}{}:{}", flag.value_optional ? "::" : ":", escaped(flag.value),
                          action(completion_of(known, flag.value)));
    }
    text += "'";
  }
  return text;
}

std::string positional_spec(const HelpPositional& one, const Completions& known) {
  return fmt::format(" \\\n        '{}:{}:{}'",
                     one.repeats    ? "*"
                     : one.required ? ""
                                    : ":",
                     escaped(one.name), action(completion_of(known, one.name)));
}

std::string verb_list(const HelpTable& table, const std::string& outer) {
  std::string text = "  verbs=(\n";
  for (const auto& verb : table.verbs) {
    if (verb.outer() != outer) continue;
    text += fmt::format("    '{}:{}'\n", verb.last_name(), escaped(verb.description));
  }
  return text + "  )\n";
}

std::string verb_cases(const HelpTable& table, const std::string& outer, const Completions& known);

/// A verb with verbs of its own begins anew behind its name.
std::string verb_case(const HelpTable& table, const HelpVerb& verb, const Completions& known) {
  std::string text = fmt::format("    {})\n", verb.last_name());
  if (!verb.inner.empty()) text += verb_list(table, verb.name);
  text += fmt::format("      _arguments -s -S{}", verb.inner.empty() ? "" : " -C");
  for (const auto& flag : verb.flags) text += flag_specs(flag, known);
  for (const auto& one : verb.positionals) text += positional_spec(one, known);
  if (!verb.inner.empty()) text += verb_cases(table, verb.name, known);
  return text + "\n      ;;\n";
}

/// The end of an _arguments, and what comes of it.
std::string verb_cases(const HelpTable& table, const std::string& outer, const Completions& known) {
  std::string text =
      " \\\n        '1:verb:->verb' \\\n        '*::argument:->argument' && return\n"
      "  if [[ $state == verb ]]; then\n    _describe verb verbs\n    return\n  fi\n"
      "  case $words[1] in\n";
  for (const auto& verb : table.verbs) {
    if (verb.outer() == outer) text += verb_case(table, verb, known);
  }
  return text + "  esac";
}

}  // namespace

std::string zsh_completion(const HelpTable& table, const Completions& known) {
  std::string text =
      "#compdef assay\n# Completions of assay for zsh; made by assay manual zsh.\n"
      "_assay() {\n  local curcontext=$curcontext state line\n  local -a verbs\n";
  text += verb_list(table, "");
  text += "  _arguments -C";
  for (const auto& flag : table.program.flags) text += flag_specs(flag, known);
  text += verb_cases(table, "", known);
  return text + "\n}\n_assay \"$@\"\n";
}

}  // namespace assay::cli
