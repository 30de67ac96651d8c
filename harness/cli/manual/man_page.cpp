// Requests of man(7); everything else is text, in which a backslash, a hyphen and a dot at the
// beginning of a line would have a meaning.
// SPDX-License-Identifier: Apache-2.0
#include "harness/cli/manual/man_page.hpp"

#include <fmt/format.h>

#include <sstream>

namespace assay::cli {
namespace {

std::string escaped(std::string_view text) {
  std::string roff;
  for (const char character : text) {
    switch (character) {
      case '\\':
        roff += "\\e";
        break;
      case '-':
        roff += "\\-";
        break;
      case '\'':
        roff += "\\(aq";
        break;
      case '"':
        roff += "\\(dq";
        break;
      default:
        roff += character;
    }
  }
  return roff.starts_with('.') ? "\\&" + roff : roff;
}

std::string bold(std::string_view text) {
  return "\\fB" + escaped(text) + "\\fR";
}

std::string flag_entry(const HelpFlag& flag) {
  std::string names;
  for (const auto& name : flag.names) names += (names.empty() ? "" : ", ") + bold(name);
  if (!flag.value.empty()) names += " \\fI" + escaped(flag.value) + "\\fR";
  return fmt::format(".TP\n{}\n{}.\n", names, escaped(flag.description));
}

std::string positional_entry(const HelpPositional& one) {
  return fmt::format(".TP\n\\fI{}\\fR{}\n{}.\n", escaped(one.name), one.repeats ? " ..." : "",
                     escaped(one.description));
}

// What is indented stands as it is; other lines flow into a paragraph up to an empty one.
std::string footer_text(const std::string& footer) {
  std::string roff = ".PP\n";
  bool as_it_is = false, between = false;
  std::istringstream lines(footer);
  for (std::string line; std::getline(lines, line);) {
    if (line.empty()) {
      between = true;
      continue;
    }
    const bool indented = line.starts_with("  ");
    if (as_it_is && !indented) roff += ".fi\n.RE\n.PP\n";
    if (!as_it_is && indented) roff += ".RS\n.nf\n";
    if (!as_it_is && !indented && between) roff += ".PP\n";
    as_it_is = indented;
    between = false;
    roff += escaped(indented ? line.substr(2) : line) + "\n";
  }
  return roff + (as_it_is ? ".fi\n.RE\n" : "");
}

std::string verb_section(const HelpVerb& verb) {
  std::string roff = fmt::format(".SS {}\n{}.\n.PP\n{}\n", bold("assay " + verb.name),
                                 escaped(verb.description), bold(verb.usage()));
  for (const auto& one : verb.positionals) roff += positional_entry(one);
  for (const auto& flag : verb.flags) roff += flag_entry(flag);
  return roff + footer_text(verb.footer);
}

constexpr const char* kExitStatus = R"(.SH EXIT STATUS
.TP
\fB0\fR
All done, nothing failed.
.TP
\fB1\fR
A verdict or a comparison failed.
.TP
\fB2\fR
Wrong usage, or input that cannot be read.
.TP
\fB3\fR
Something planned could not be measured or judged.
.TP
\fB4\fR
A kernel computed a wrong answer.
.PP
The worst wins: 4, 3, 1.
)";

constexpr const char* kSeeAlso = R"(.SH SEE ALSO
.BR nvidia\-smi (1),
.BR mpirun (1)
)";

}  // namespace

std::string man_page(const HelpTable& table, const ManPageHead& head) {
  std::string roff = fmt::format(
      ".\\\" Made by assay manual man; edit what --help says.\n"
      ".TH ASSAY 1 \"{}\" \"assay {}\" \"User Commands\"\n"
      ".SH NAME\nassay \\- measure GPUs and CPUs, check every answer, and judge what was found\n"
      ".SH SYNOPSIS\n{}\n.SH DESCRIPTION\n{}\n",
      head.date, head.version, bold(table.program.usage()), escaped(table.program.description));
  roff += ".SH FLAGS\n";
  for (const auto& flag : table.program.flags) roff += flag_entry(flag);
  roff += footer_text(table.program.footer);
  roff += ".SH VERBS\n";
  for (const auto& verb : table.verbs) roff += verb_section(verb);
  return roff + kExitStatus + kSeeAlso;
}

}  // namespace assay::cli
