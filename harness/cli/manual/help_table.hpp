// Which verbs and flags does the parser know? Manual page and completions are made from this, so
// that they cannot differ from --help.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

namespace assay::cli {

struct HelpFlag {
  std::vector<std::string> names;  ///< "-o", "--output"
  std::string value;               ///< what stands for its value, "FILE"; empty: it takes none
  bool value_optional = false;
  std::string description;  ///< one line
};

struct HelpPositional {
  std::string name;  ///< "DOC"
  bool required = false;
  bool repeats = false;
  std::string description;  ///< one line
};

/// A verb, or the program itself.
struct HelpVerb {
  std::string name;  ///< "run", "archive add"
  std::string description;
  std::vector<std::string> inner = {};  ///< verbs that it has: "add"; empty: none
  std::vector<HelpFlag> flags;
  std::vector<HelpPositional> positionals;
  std::string footer;  ///< lines as --help prints them

  /// "assay run [FLAGS]", "assay verdict [FLAGS] DOC...".
  std::string usage() const;
  /// "archive" of "archive add"; empty: it is a verb of the program.
  std::string outer() const;
  /// "add" of "archive add".
  std::string last_name() const;
};

struct HelpTable {
  HelpVerb program;
  std::vector<HelpVerb> verbs;  ///< in the order of --help, inner ones behind their outer one
};

HelpTable help_table(const CLI::App& app);

}  // namespace assay::cli
