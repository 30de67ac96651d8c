// CLI11 keeps everything; hidden flags and verbs, those without a group, are left out.
// SPDX-License-Identifier: Apache-2.0
#include "harness/cli/manual/help_table.hpp"

#include <algorithm>

namespace assay::cli {
namespace {

// Descriptions are broken for the columns of --help.
std::string one_line(std::string text) {
  std::replace(text.begin(), text.end(), '\n', ' ');
  return text;
}

/// A blank means that there is nothing to show.
std::string placeholder_of(const CLI::Option& option) {
  const std::string& text = option.get_option_text();
  return text == " " ? "" : text;
}

HelpFlag flag_of(const CLI::Option& option) {
  HelpFlag flag;
  for (const auto& name : option.get_snames()) flag.names.push_back("-" + name);
  for (const auto& name : option.get_lnames()) flag.names.push_back("--" + name);
  if (option.get_items_expected_max() > 0) {
    const std::string placeholder = placeholder_of(option);
    flag.value = placeholder.empty() ? "VALUE" : placeholder;
    flag.value_optional = option.get_items_expected_min() == 0;
  }
  flag.description = one_line(option.get_description());
  return flag;
}

std::vector<const CLI::App*> shown_verbs(const CLI::App& app) {
  std::vector<const CLI::App*> list;
  for (const CLI::App* verb : app.get_subcommands([](const CLI::App*) { return true; })) {
    if (!verb->get_group().empty()) list.push_back(verb);
  }
  return list;
}

HelpVerb verb_of(const CLI::App& app, const std::string& name) {
  HelpVerb verb{.name = name,
                .description = one_line(app.get_description()),
                .inner = {},
                .flags = {},
                .positionals = {},
                .footer = app.get_footer()};
  for (const CLI::Option* option : app.get_options()) {
    if (option->get_group().empty()) continue;
    if (option->get_positional()) {
      verb.positionals.push_back({.name = option->get_single_name(),
                                  .required = option->get_required(),
                                  .repeats = option->get_items_expected_max() > 1,
                                  .description = one_line(option->get_description())});
    } else {
      verb.flags.push_back(flag_of(*option));
    }
  }
  return verb;
}

// The verb and those inside it.
void add_verbs(const CLI::App& app, const std::string& name, std::vector<HelpVerb>& verbs) {
  HelpVerb verb = verb_of(app, name);
  const auto inner = shown_verbs(app);
  for (const CLI::App* one : inner) verb.inner.push_back(one->get_name());
  verbs.push_back(std::move(verb));
  for (const CLI::App* one : inner) add_verbs(*one, name + " " + one->get_name(), verbs);
}

}  // namespace

std::string HelpVerb::usage() const {
  std::string text = name == "assay" ? "assay [FLAGS] [VERB]" : "assay " + name + " [FLAGS]";
  if (!inner.empty()) text += " VERB";
  for (const auto& one : positionals) {
    const std::string shown = one.name + (one.repeats ? "..." : "");
    text += one.required ? " " + shown : " [" + shown + "]";
  }
  return text;
}

std::string HelpVerb::outer() const {
  const auto blank = name.rfind(' ');
  return blank == name.npos ? "" : name.substr(0, blank);
}

std::string HelpVerb::last_name() const {
  return name.substr(name.rfind(' ') + 1);
}

HelpTable help_table(const CLI::App& app) {
  HelpTable table{.program = verb_of(app, app.get_name()), .verbs = {}};
  for (const CLI::App* verb : shown_verbs(app)) add_verbs(*verb, verb->get_name(), table.verbs);
  return table;
}

}  // namespace assay::cli
