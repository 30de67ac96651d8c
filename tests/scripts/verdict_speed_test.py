#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Does verdict_speed hand over valid documents, and hold the limits it states? verdict_speed_test.py BINARY"""
import os
import stat
import subprocess
import sys
import tempfile
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
BENCH = os.path.join(HERE, "../../scripts/bench")
sys.dont_write_bytecode = True
sys.path.insert(0, BENCH)
import verdict_speed_table as table  # noqa: E402  (the folder is known only now)

BINARY = os.path.abspath(sys.argv.pop())


class Table(unittest.TestCase):
    def kept(self, one, every, size, count=10000):
        found = table.rows({"seconds": one}, {"seconds": every, "bytes": size}, count)
        return [row["kept"] for row in found]

    def test_a_limit_is_kept_at_its_value_and_missed_above(self):
        self.assertEqual(self.kept(0.05, 10.0, 1 << 30), [True, True, None, True])
        self.assertEqual(self.kept(0.0501, 10.1, (1 << 30) + 1), [False, False, None, False])

    def test_other_numbers_of_documents_have_no_limit(self):
        self.assertEqual(self.kept(0.01, 99.0, 1 << 31, 9999), [True, None, None, None])

    def test_text(self):
        found = table.rows({"seconds": 0.0125}, {"seconds": 12.5, "bytes": 100 << 20}, 10000)
        lines = [" ".join(line.split()) for line in table.text(found).splitlines()]
        self.assertEqual(lines[1:], ["one document 12.500 ms 50.000 ms kept",
                                     "all documents 12.500 s 10.000 s MISSED",
                                     "all documents, each 1.250 ms",
                                     "all documents, peak memory 100.0 MiB 1024.0 MiB kept"])


class CommandLine(unittest.TestCase):
    def call(self, *arguments):
        return subprocess.run([sys.executable, "-B", os.path.join(BENCH, "verdict_speed"), *arguments],
                              capture_output=True, text=True, check=False)

    def binary(self, folder, body):
        path = os.path.join(folder, "assay")
        with open(path, "w", encoding="utf-8") as file:
            file.write(f'#!/bin/sh\n[ "$1" = run ] && exec {BINARY} "$@"\n{body}\n')
        os.chmod(path, os.stat(path).st_mode | stat.S_IXUSR)
        return path

    def test_hands_over_the_verb_and_all_documents(self):
        with tempfile.TemporaryDirectory() as folder:
            log = os.path.join(folder, "log")
            binary = self.binary(folder, f'echo "$1 $2 $#" >> {log}; test -s "$3" && exit 3')
            done = self.call("--assay", binary, "--arguments", "judge --fast", "--documents", "3",
                             "--rounds", "2")
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertIn("one document", done.stdout)
            with open(log, encoding="utf-8") as file:
                self.assertEqual(file.read().splitlines(),
                                 ["judge --fast 3", "judge --fast 3", "judge --fast 5"])

    def test_a_verb_that_fails_is_no_measurement(self):
        with tempfile.TemporaryDirectory() as folder:
            done = self.call("--assay", self.binary(folder, "echo broken >&2; exit 2"), "--documents", "1")
            self.assertEqual(done.returncode, 2)
            self.assertIn("broken", done.stderr)

    def test_the_documents_are_valid_ones(self):
        done = self.call("--assay", BINARY, "--documents", "5", "--templates", "2", "--rounds", "1")
        self.assertIn("all documents, each", done.stdout, done.stderr)

    def test_help(self):
        done = self.call("--help")
        self.assertEqual(done.returncode, 0, done.stderr)
        for flag in ("--assay", "--arguments", "--part", "--documents", "--templates", "--seed", "--rounds"):
            self.assertIn(flag, done.stdout)

    def test_wrong_usage(self):
        for arguments in (["--documents", "0"], ["--templates", "0"], ["--assay", "/nowhere/assay"]):
            self.assertEqual(self.call(*arguments).returncode, 2, arguments)


if __name__ == "__main__":
    unittest.main()
