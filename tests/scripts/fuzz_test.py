#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Does scripts/fuzz refuse wrong usage, skip without clang, and hand the targets what it says?"""
import os
import subprocess
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from script_sandbox import ScriptTest, write  # noqa: E402

HERE = os.path.dirname(os.path.abspath(__file__))
SCRIPT = os.path.join(HERE, "../../scripts/fuzz")
DICTIONARY = os.path.join(HERE, "../fuzz/dictionary.py")


class Fuzz(ScriptTest):
    def setUp(self):
        super().setUp()
        for name in ("one", "two"):
            write(os.path.join(self.tree, f"tests/fuzz/{name}_fuzz.cpp"), "")
            write(os.path.join(self.tree, f"tests/fuzz/corpus/{name}/seed"), "{}\n")
            # Stands for the built target: notes its arguments, and breaks where told to.
            write(os.path.join(self.tree, f"build/fuzz-clang/tests/fuzz/{name}_fuzz"),
                  f'#!/bin/sh\necho "{name} $*" >> {self.calls}.targets\n'
                  f'[ ! -e {self.tree}/broken ] || exit 77\n', run_bit=True)

    def fuzz(self, *arguments):
        return subprocess.run([os.path.join(self.tree, "scripts/fuzz"), *arguments], text=True,
                              capture_output=True, env={"PATH": self.bin}, check=False)

    def with_tools(self):
        for program in ("clang++", "cmake", "flock"):
            self.program(program)

    def targets(self):
        with open(self.calls + ".targets", encoding="utf-8") as file:
            return file.read().splitlines()

    def test_without_clang_it_skips(self):
        done = self.fuzz("--bounded")
        self.assertEqual(done.returncode, 77, done.stderr)
        self.assertIn("install clang", done.stderr)

    def test_clang_without_libfuzzer_is_none(self):
        self.program("clang++", "exit 1")
        self.assertEqual(self.fuzz().returncode, 77)

    def test_bounded_is_seeded_and_keeps_nothing(self):
        self.with_tools()
        done = self.fuzz("--bounded", "--target", "two")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(len(self.targets()), 1)
        for words in ("two ", "-seed=1 -runs=20000 -max_total_time=20", "tests/fuzz/corpus/two"):
            self.assertIn(words, self.targets()[0])
        self.assertFalse(os.path.exists(os.path.join(self.tree, "build/fuzz-corpus")))

    def test_each_target_runs_and_its_corpus_is_kept(self):
        self.with_tools()
        done = self.fuzz("--seconds", "7", "--corpus", os.path.join(self.tree, "kept"))
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual([line.split()[0] for line in self.targets()], ["one", "one", "two", "two"])
        self.assertIn("-max_total_time=7", self.targets()[0])
        self.assertIn("-merge=1", self.targets()[1])
        self.assertEqual(sorted(os.listdir(os.path.join(self.tree, "kept"))), ["one", "two"])

    def test_what_breaks_is_exit_1(self):
        self.with_tools()
        write(os.path.join(self.tree, "broken"), "")
        self.assertEqual(self.fuzz("--bounded").returncode, 1)

    def test_wrong_usage(self):
        for arguments in (["--seconds", "0"], ["--seconds", "x"], ["--target", "three"], ["--what"],
                          ["--seconds"]):
            done = self.fuzz(*arguments)
            self.assertEqual(done.returncode, 2, arguments)
            self.assertIn(arguments[0], done.stderr)

    def test_help(self):
        done = self.fuzz("--help")
        self.assertEqual(done.returncode, 0)
        self.assertIn("--bounded", done.stdout)


class Dictionary(unittest.TestCase):
    def test_holds_keys_and_words_quoted(self):
        with tempfile.TemporaryDirectory() as folder:
            schema = os.path.join(folder, "schema.json")
            write(schema, '{"properties": {"a": {"enum": ["x", 1]}}, "items": {"const": true}}')
            done = subprocess.run([sys.executable, DICTIONARY, schema], capture_output=True, text=True,
                                  check=True)
        lines = done.stdout.splitlines()
        for line in ('"\\x22a\\x22"', '"\\x22x\\x22"', '"1"', '"true"'):
            self.assertIn(line, lines)


if __name__ == "__main__":
    unittest.main()
