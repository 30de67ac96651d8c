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

HelpVerb verb_of(const CLI::App& app) {
  HelpVerb verb{.name = app.get_name(),
                .description = one_line(app.get_description()),
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

}  // namespace

std::string HelpVerb::usage() const {
  std::string text = name == "assay" ? "assay [FLAGS] [VERB]" : "assay " + name + " [FLAGS]";
  for (const auto& one : positionals) {
    const std::string shown = one.name + (one.repeats ? "..." : "");
    text += one.required ? " " + shown : " [" + shown + "]";
  }
  return text;
}

HelpTable help_table(const CLI::App& app) {
  HelpTable table{.program = verb_of(app), .verbs = {}};
  for (const CLI::App* verb : app.get_subcommands([](const CLI::App*) { return true; })) {
    if (!verb->get_group().empty()) table.verbs.push_back(verb_of(*verb));
  }
  return table;
}

}  // namespace assay::cli
