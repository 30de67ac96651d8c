// One function; all that depends on the flags is in two case statements.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "harness/cli/manual/completion_scripts.hpp"

namespace assay::cli {
namespace {

using Kind = Completion::Kind;

// Bash breaks words at = and :, so that --flag=value is three of them.
constexpr const char* kHead = R"(# Completions of assay for bash; made by assay manual bash.
_assay() {
  local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]} verb='' word
  COMPREPLY=()
  if [[ $current == = ]]; then
    current=''
  elif [[ $previous == = ]]; then
    previous=${COMP_WORDS[COMP_CWORD-2]}
  fi
  for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    if [[ $word == -- ]]; then return; fi
    if [[ $word == -* ]]; then continue; fi
    case $verb in
      '') verb=$word ;;
)";

constexpr const char* kEndOfHead = R"(    esac
  done
)";

// Names with blanks or brackets are quoted by readline where they are file names.
constexpr const char* kTail = R"(}
complete -F _assay assay
)";

std::string reply(const Completion& completion) {
  const std::string words = fmt::format("mapfile -t COMPREPLY < <(compgen -W '{}' -- \"$current\")",
                                        fmt::join(completion.words, " "));
  const char* const files =
      "compopt -o filenames; mapfile -t -O \"${#COMPREPLY[@]}\" COMPREPLY < <(compgen -f -- "
      "\"$current\")";
  switch (completion.kind) {
    case Kind::nothing:
      return ":";
    case Kind::files:
      return files;
    case Kind::folders:
      return "compopt -o filenames; mapfile -t COMPREPLY < <(compgen -d -- \"$current\")";
    case Kind::words:
      return words;
    case Kind::words_and_files:
      return words + "; " + files;
  }
  return ":";
}

// What is no single word must be quoted in a pattern.
std::string pattern(const std::string& name) {
  return name.find(' ') == name.npos ? name : "'" + name + "'";
}

/// The word after a verb that has verbs of its own is one of these.
std::string inner_cases(const HelpTable& table) {
  std::string text;
  for (const auto& verb : table.verbs) {
    if (!verb.inner.empty()) text += fmt::format("      {}) verb+=\" $word\" ;;\n", verb.name);
  }
  return text;
}

/// "run/-o | run/--output) ...; return ;;"
std::string value_cases(const HelpVerb& verb, const Completions& known) {
  std::string text;
  for (const auto& flag : verb.flags) {
    if (flag.value.empty()) continue;
    std::vector<std::string> patterns;
    for (const auto& name : flag.names) patterns.push_back(pattern(verb.name + "/" + name));
    const Completion completion = completion_of(known, flag.value);
    // What may be left out is offered, and the flags as well.
    text += fmt::format("    {}) {}{} ;;\n", fmt::join(patterns, " | "), reply(completion),
                        flag.value_optional ? "" : "; return");
  }
  return text;
}

std::string flag_words(const HelpVerb& verb) {
  std::vector<std::string> names;
  for (const auto& flag : verb.flags)
    names.insert(names.end(), flag.names.begin(), flag.names.end());
  return fmt::format("{}", fmt::join(names, " "));
}

/// "run) flags of it, or its positional ;;"
std::string verb_case(const HelpVerb& verb, const Completions& known) {
  std::string otherwise = ":";
  if (!verb.inner.empty()) {
    otherwise = reply({.kind = Kind::words, .words = verb.inner});
  } else if (!verb.positionals.empty()) {
    otherwise = reply(completion_of(known, verb.positionals.front().name));
  }
  return fmt::format("    {}) flags='{}'; if [[ $current != -* ]]; then {}; fi ;;\n",
                     pattern(verb.name), flag_words(verb), otherwise);
}

std::string verb_words(const HelpTable& table) {
  std::vector<std::string> names;
  for (const auto& verb : table.verbs) {
    if (verb.outer().empty()) names.push_back(verb.name);
  }
  return fmt::format("{}", fmt::join(names, " "));
}

}  // namespace

std::string bash_completion(const HelpTable& table, const Completions& known) {
  std::string text = kHead + inner_cases(table) + kEndOfHead;
  text += "  case $verb/$previous in\n";
  for (const auto& verb : table.verbs) text += value_cases(verb, known);
  text += "  esac\n  local flags=''\n  case $verb in\n";
  for (const auto& verb : table.verbs) text += verb_case(verb, known);
  text += fmt::format("    '') flags='{} {}' ;;\n  esac\n", verb_words(table),
                      flag_words(table.program));
  // Flags are offered where one is begun, or where nothing else can stand.
  text +=
      "  if [[ $current == -* || ${#COMPREPLY[@]} == 0 ]]; then\n"
      "    mapfile -t COMPREPLY < <(compgen -W \"$flags\" -- \"$current\")\n"
      "  fi\n";
  return text + kTail;
}

}  // namespace assay::cli
