#!/usr/bin/env python3
"""Is the help of every verb the recorded one?

help_test.py BINARY           compares
help_test.py BINARY --update  records anew, to be read in the diff
"""
# SPDX-License-Identifier: Apache-2.0
import pathlib
import subprocess
import sys
import unittest

GOLDEN = pathlib.Path(__file__).resolve().parent / "golden"
VERBS = ["", "probe", "list", "run", "validate", "verdict", "identify", "gap", "claims", "compare", "lint",
         "explain", "doctor", "seal-key", "verify-seal", "archive", "archive add", "archive list", "archive prune",
         "archive export", "fleet", "baseline", "baseline make", "trend", "manual"]
BINARY = sys.argv[1]


def help_of(verb):
    return subprocess.run([BINARY] + verb.split() + ["--help"], capture_output=True, timeout=60)


def golden_file(verb):
    return GOLDEN / f"help{'_' if verb else ''}{verb.replace(' ', '_')}.txt"


class Help(unittest.TestCase):
    def test_is_the_recorded_one(self):
        for verb in VERBS:
            with self.subTest(verb=verb):
                result = help_of(verb)
                self.assertEqual((result.returncode, result.stderr), (0, b""))
                self.assertEqual(result.stdout.decode(), golden_file(verb).read_text())

    def test_fits_80_columns_and_holds_an_example(self):
        for verb in VERBS:
            with self.subTest(verb=verb):
                text = golden_file(verb).read_text()
                self.assertLessEqual(max(map(len, text.splitlines())), 80)
                self.assertIn("Example", text)
                self.assertIn(f"  assay {verb}", text)

    def test_every_verb_is_in_the_overview(self):
        for verb in VERBS[1:]:
            outer, _, name = verb.rpartition(" ")
            self.assertIn(f"\n  {name} ", golden_file(outer).read_text())

    def test_short_flag_is_the_same(self):
        result = subprocess.run([BINARY, "run", "-h"], capture_output=True, timeout=60)
        self.assertEqual(result.stdout.decode(), golden_file("run").read_text())

    def test_no_verb_prints_the_help_as_an_error(self):
        result = subprocess.run([BINARY], capture_output=True, timeout=60)
        self.assertEqual((result.returncode, result.stdout), (2, b""))
        self.assertEqual(result.stderr.decode(), golden_file("").read_text())


if __name__ == "__main__":
    if "--update" in sys.argv:
        for each in VERBS:
            golden_file(each).write_bytes(help_of(each).stdout)
    else:
        unittest.main(argv=sys.argv[:1])
