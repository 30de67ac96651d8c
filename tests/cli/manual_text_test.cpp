// Is a parser read whole, and is hostile text harmless in a manual page and in three shells?
// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>

#include "harness/cli/manual/completion_scripts.hpp"
#include "harness/cli/manual/man_page.hpp"

namespace assay::cli {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

class Manual : public testing::Test {
 protected:
  Manual() {
    app_.name("assay");
    app_.option_defaults()->group("Flags");
    CLI::App* verb = app_.add_subcommand("gap", "Compare: two of it's kind");
    verb->group("Verbs");
    verb->add_option("A", text_, "One\nside")->required()->option_text(" ");
    verb->add_option("DOC", texts_, "Documents")->option_text(" ");
    verb->add_option("-o,--output", text_, "Keep [it] in C:\\x 'here'")->option_text("FILE");
    verb->add_option("--sweep", text_, "Search")->option_text("[variants|shapes]")->expected(0, 1);
    verb->add_flag("--json", flag_, "Print\nJSON")->option_text(" ");
    verb->add_flag("--secret", flag_, "Nobody's")->group("");
    verb->footer("Example:\n  assay gap 'a' \\b\n\n.leading dot\nnext line");
    app_.add_subcommand("hidden", "Nobody's")->group("");
  }

  HelpTable table() const { return help_table(app_); }

  CLI::App app_;
  std::string text_;
  std::vector<std::string> texts_;
  bool flag_ = false;
  Completions known_{{"FILE", {Completion::Kind::files}},
                     {"A", {Completion::Kind::words_and_files, {"h20", "h100-sxm"}}}};
};

TEST_F(Manual, table_holds_what_help_shows_and_nothing_hidden) {
  const HelpTable found = table();
  ASSERT_EQ(found.verbs.size(), 1u);
  const HelpVerb& verb = found.verbs[0];
  EXPECT_EQ(verb.usage(), "assay gap [FLAGS] A [DOC...]");
  ASSERT_EQ(verb.flags.size(), 4u);  // with --help
  EXPECT_THAT(verb.flags[1].names, ElementsAre("-o", "--output"));
  EXPECT_EQ(verb.flags[1].value, "FILE");
  EXPECT_TRUE(verb.flags[2].value_optional);
  EXPECT_EQ(verb.flags[3].value, "");
  EXPECT_EQ(verb.flags[3].description, "Print JSON");
  EXPECT_TRUE(verb.positionals[1].repeats);
}

TEST_F(Manual, page_escapes_what_roff_would_read) {
  const std::string page = man_page(table(), {.version = "1.2.3", .date = "2026-11-30"});
  EXPECT_THAT(page, HasSubstr(".TH ASSAY 1 \"2026-11-30\" \"assay 1.2.3\""));
  EXPECT_THAT(page, HasSubstr("\\fB\\-o\\fR, \\fB\\-\\-output\\fR \\fIFILE\\fR\n"));
  EXPECT_THAT(page, HasSubstr("Keep [it] in C:\\ex \\(aqhere\\(aq."));
  EXPECT_THAT(page, HasSubstr("\n.nf\nassay gap \\(aqa\\(aq \\eb\n.fi\n"));
  EXPECT_THAT(page, HasSubstr("\n\\&.leading dot\nnext line\n"));
  EXPECT_THAT(page, Not(HasSubstr("secret")));
}

TEST_F(Manual, bash_offers_flags_words_and_files) {
  const std::string script = bash_completion(table(), known_);
  EXPECT_THAT(script, HasSubstr("gap/-o | gap/--output) compopt -o filenames;"));
  EXPECT_THAT(script,
              HasSubstr("gap/--sweep) mapfile -t COMPREPLY < <(compgen -W 'variants shapes'"));
  EXPECT_THAT(script, HasSubstr("flags='-h --help -o --output --sweep --json'"));
  EXPECT_THAT(script, HasSubstr("compgen -W 'h20 h100-sxm'"));
  EXPECT_THAT(script, Not(HasSubstr("hidden")));
}

TEST_F(Manual, zsh_escapes_what_its_specifications_would_read) {
  const std::string script = zsh_completion(table(), known_);
  EXPECT_THAT(script, HasSubstr("'gap:Compare\\: two of it'\\''s kind'"));
  EXPECT_THAT(script, HasSubstr("'(-o --output)--output=[Keep \\[it\\] in C\\:\\\\x '\\''here'\\'']"
                                ":FILE:_files'"));
  EXPECT_THAT(script, HasSubstr("'*--sweep=[Search]::\\[variants|shapes\\]:(variants shapes)'"));
}

TEST_F(Manual, fish_quotes_descriptions) {
  const std::string script = fish_completion(table(), known_);
  EXPECT_THAT(script, HasSubstr("-a gap -d 'Compare: two of it\\'s kind'\n"));
  EXPECT_THAT(script, HasSubstr("-s o -l output -r -F -d 'Keep [it] in C:\\\\x \\'here\\''\n"));
  EXPECT_THAT(script, HasSubstr("-F -a 'h20 h100-sxm'\n"));
}

TEST(Completion, knows_parts_and_kernels_of_this_binary) {
  const Completions known = known_completions();
  EXPECT_THAT(known.at("PART").words, testing::Contains("h100-sxm"));
  EXPECT_THAT(known.at("GLOB").words, testing::Contains("memory.triad"));
  EXPECT_THAT(known.at("METRIC").words, testing::Contains("gemm.fp32"));
  EXPECT_THAT(completion_of(known, "[variants|shapes]").words, ElementsAre("variants", "shapes"));
  EXPECT_EQ(completion_of(known, "UNHEARD_OF").kind, Completion::Kind::nothing);
}

}  // namespace
}  // namespace assay::cli
