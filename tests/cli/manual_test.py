#!/usr/bin/env python3
"""Are manual page and completions whole, and do the real shells take them? manual_test.py BINARY"""
# SPDX-License-Identifier: Apache-2.0
import re
import shutil
import subprocess
import unittest

import binary
import help_test

VERBS = [verb for verb in help_test.VERBS if verb]
# One that is new needs a line in harness/cli/manual/completion.cpp, and its name here.
PLACEHOLDERS = {"A", "A,B", "B", "DATE", "DB", "DIRECTORY", "DOC", "FILE", "FOLDER", "FORMAT", "GATES", "GLOB", "HOST",
                "KEY", "LEVEL", "LIST", "METRIC", "[MHZ]", "MxNxK", "N", "NEW", "NIGHTS", "NONCE", "OLD", "PART",
                "PAGE", "PATH", "PERCENT", "R", "RATE", "REPORT", "SECONDS", "SIZE", "TEXT", "TIME", "UUID", "W", "WORD"}
# Sources the script, completes the words it is given, and prints what is offered.
BASH = r"""
source "$1"; shift
compopt() { :; }
COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)); _assay
printf '%s\n' "${COMPREPLY[@]}"
"""


class Manual(binary.Cli):
    def manual(self, kind):
        result = self.assay("manual", kind)
        self.assertEqual((result.returncode, result.stderr), (0, b""))
        return result.stdout.decode()

    def file(self, kind, name):
        path = self.folder / name
        path.write_text(self.manual(kind))
        return str(path)

    def need(self, program):
        if not shutil.which(program):
            self.skipTest(f"{program} is not installed; scripts/setup --tests installs it")

    def accepts(self, *command):
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
        self.assertEqual((done.returncode, done.stdout, done.stderr), (0, "", ""), command)

    def flags_of(self, verb):
        text = self.assay(*verb.split(), "--help").stdout.decode()
        flags = set(re.findall(r"(?m)^  (?:-\w,)?(--[\w-]+)", text))
        self.assertIn("--help", flags)
        return flags

    def completed(self, *words):
        script = self.file("bash", "assay.bash")
        done = subprocess.run(["bash", "--norc", "-c", BASH, "bash", script, *words], cwd=self.folder,
                              capture_output=True, text=True, timeout=60, check=False)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        return done.stdout.split()

    def test_every_verb_and_flag_of_the_help_is_in_all_of_them(self):
        texts = {kind: self.manual(kind) for kind in ("man", "bash", "zsh", "fish")}
        plain = texts["man"].replace("\\-", "-")
        for verb in VERBS:
            outer, _, name = verb.rpartition(" ")
            inside = texts["zsh"].partition(f"\n    {outer})\n")[2] if outer else texts["zsh"]
            seen = "__fish_seen_subcommand_from"
            chosen = f"{seen} {outer}; and {seen} {name}" if outer else f"{seen} {name}(?:; and not .*?)?"
            section = re.search(rf"(?s)\.SS \\fBassay {verb}\\fR\n(.*?)(?=\n\.S[SH] )", plain).group(1)
            words = re.search(rf"(?m)^    '?{verb}'?\) flags='(.*?)'", texts["bash"]).group(1).split()
            zsh = re.search(rf"(?s)\n    {name}\)\n(.*?)\n      ;;", inside).group(1)
            fish = set(re.findall(rf"'{chosen}'.*? -l ([\w-]+)", texts["fish"]))
            for flag in self.flags_of(verb):
                self.assertIn(f"\\fB{flag}\\fR", section)
                self.assertIn(flag, words)
                self.assertRegex(zsh, rf"{flag}[=\[]")
                self.assertIn(flag[2:], fish)
            self.assertRegex(texts["fish"], rf"(?m) -a {name} -d ")
            self.assertIn(f"    '{name}:", texts["zsh"])

    def test_every_placeholder_has_a_line_in_the_completions(self):
        shown = set(re.findall(r"\\fI(.*?)\\fR", self.manual("man")))
        self.assertEqual({name for name in shown if "|" not in name} - PLACEHOLDERS, set())

    def test_man_takes_the_page(self):
        self.need("man")
        page = self.file("man", "assay.1")
        done = subprocess.run(["man", "--warnings", "-E", "UTF-8", "-l", "-Tutf8", "-Z", page], timeout=60,
                              stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False)
        self.assertEqual((done.returncode, done.stderr), (0, b""))

    def test_mandoc_takes_the_page(self):
        self.need("mandoc")
        page = self.file("man", "assay.1")
        done = subprocess.run(["mandoc", "-T", "lint", "-W", "warning", page], capture_output=True, text=True,
                              timeout=60, check=False)
        # A build from no checkout knows no date.
        found = [line for line in done.stdout.splitlines() if "missing date" not in line]
        self.assertEqual(found, [])

    def test_bash_offers_verbs_then_flags(self):
        outermost = {verb for verb in VERBS if " " not in verb}
        self.assertEqual(outermost - set(self.completed("assay", "")), set())
        self.assertNotIn("add", self.completed("assay", ""))
        self.assertEqual(self.completed("assay", "ver"), ["verdict", "verify-seal"])
        self.assertEqual(self.completed("assay", "run", "--dev"), ["--device"])
        self.assertEqual(set(self.completed("assay", "run", "--")), self.flags_of("run"))

    def test_bash_offers_verbs_of_verbs(self):
        self.assertEqual(self.completed("assay", "archive", ""), ["add", "list", "prune", "export"])
        self.assertEqual(self.completed("assay", "archive", "pr"), ["prune"])
        self.assertEqual(self.completed("assay", "archive", "prune", "--dry"), ["--dry-run"])
        self.assertEqual(set(self.completed("assay", "archive", "list", "--")), self.flags_of("archive list"))
        self.assertEqual(self.completed("assay", "archive", "list", "--format", "js"), ["json"])
        self.assertEqual(set(self.completed("assay", "list", "--")), self.flags_of("list"))

    def test_bash_offers_values(self):
        self.assertIn("cpu", self.completed("assay", "run", "--device", ""))
        self.assertEqual(self.completed("assay", "verdict", "--format", "mark"), ["markdown"])
        self.assertEqual(self.completed("assay", "verdict", "--format", "=", "mark"), ["markdown"])
        self.assertEqual(self.completed("assay", "gap", "--format", "="), ["text", "markdown", "json"])
        self.assertEqual(self.completed("assay", "verdict", "--format", "="),
                         ["text", "markdown", "json", "html", "csv", "junit", "openmetrics", "nagios"])
        self.assertIn("h100-sxm", self.completed("assay", "run", "--simulate", "h1"))
        self.assertIn("memory.triad", self.completed("assay", "explain", "memory.t"))
        self.assertEqual(self.completed("assay", "run", "--seed", ""), [])

    def test_bash_offers_files_where_files_are_meant(self):
        (self.folder / "result.json").write_text("{}")
        self.assertEqual(self.completed("assay", "verdict", "res"), ["result.json"])
        self.assertEqual(self.completed("assay", "run", "-o", "res"), ["result.json"])
        self.assertEqual(set(self.completed("assay", "gap", "")) & {"h20", "result.json"}, {"h20", "result.json"})

    def test_bash_offers_nothing_of_what_google_benchmark_is_given(self):
        self.assertEqual(self.completed("assay", "run", "--", "--b"), [])

    def test_bash_knows_the_function_by_the_name_of_the_program(self):
        script = self.file("bash", "assay.bash")
        done = subprocess.run(["bash", "--norc", "-c", 'source "$1"; complete -p assay', "bash", script],
                              capture_output=True, text=True, timeout=60, check=False)
        self.assertEqual(done.stdout, "complete -F _assay assay\n")

    def test_zsh_takes_its_script(self):
        self.need("zsh")
        script = self.file("zsh", "_assay")
        self.accepts("zsh", "-n", script)
        loaded = ("fpath=($1 $fpath); autoload -Uz compinit; compinit -u -d $1/dump; "
                  "[[ $_comps[assay] == _assay ]]")
        self.accepts("zsh", "-fc", loaded, "zsh", str(self.folder))

    def test_fish_takes_its_script_and_completes(self):
        self.need("fish")
        script = self.file("fish", "assay.fish")
        self.accepts("fish", "--no-execute", script)

        def completed(line):
            done = subprocess.run(["fish", "--no-config", "-c", f"source {script}; complete -C '{line}'"],
                                  capture_output=True, text=True, timeout=60, check=True, cwd=self.folder,
                                  env={**binary.ENVIRONMENT, "HOME": str(self.folder)})
            return {row.split("\t")[0] for row in done.stdout.splitlines()}

        self.assertEqual({verb for verb in VERBS if " " not in verb} - completed("assay "), set())
        self.assertNotIn("prune", completed("assay "))
        self.assertEqual(completed("assay archive pr"), {"prune"})
        self.assertEqual(completed("assay archive prune --dry"), {"--dry-run"})
        self.assertEqual(completed("assay archive list --si"), {"--since"})
        self.assertEqual(completed("assay list --si"), set())
        self.assertEqual(completed("assay run --dev"), {"--device"})
        self.assertIn("h100-sxm", completed("assay verdict --expect "))

    def test_what_it_does_not_know_is_refused(self):
        self.assert_refused(["manual", "tcsh"], 2, "manual tcsh", "man, bash, zsh or fish")
        self.assert_refused(["manual"], 2, "assay manual --help")


if __name__ == "__main__":
    unittest.main(argv=["manual_test.py"])
