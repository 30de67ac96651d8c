#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Does cpu_peers compute its ratios, its goals and its table from measurements as it says?"""
import os
import subprocess
import sys
import unittest

BENCH = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../scripts/bench")
sys.dont_write_bytecode = True
sys.path.insert(0, BENCH)
import comparison  # noqa: E402  (the folder is known only now)


def document(*cases):
    return {"cases": [{"elapsed_s": elapsed, "warm_up_s": warm_up, "samples": {"values": values}}
                      for elapsed, warm_up, values in cases]}


def row(found, start):
    return next(one for one in found if one["label"].startswith(start))


class Ratios(unittest.TestCase):
    def test_a_ratio_is_taken_within_its_round(self):
        # The ratio of the medians would be 3/4; the rounds say 2, 1/2 and 3/8.
        rounds = [{"a": 2.0, "b": 1.0}, {"a": 4.0, "b": 8.0}, {"a": 3.0, "b": 8.0}]
        self.assertEqual(comparison.paired(rounds, "a", "b"),
                         {"median": 0.5, "minimum": 0.375, "maximum": 2.0})

    def test_a_round_without_the_pair_does_not_count(self):
        rounds = [{"a": 2.0}, {"a": 3.0, "b": 2.0}, {"b": 1.0}]
        self.assertEqual(comparison.paired(rounds, "a", "b")["maximum"], 1.5)
        self.assertIsNone(comparison.paired(rounds, "a", "c"))

    def test_the_faster_peer_is_the_one_of_the_higher_median(self):
        rounds = [{"blas.x": 9.0, "blas.y": 4.0}, {"blas.x": 1.0, "blas.y": 5.0},
                  {"blas.x": 2.0, "blas.y": 3.0, "other": 99.0}]
        self.assertEqual(comparison.medians(rounds, "blas."), {"blas.x": 2.0, "blas.y": 4.0})
        self.assertEqual(comparison.fastest(rounds, "blas."), "blas.y")
        self.assertIsNone(comparison.fastest(rounds, "absent."))


class Peak(unittest.TestCase):
    def test_flop_per_cycle_follows_the_instruction_set(self):
        for name, fp32 in (("avx512", 64), ("avx2", 32), ("baseline", 16)):
            self.assertEqual(comparison.flop_per_cycle(name), {"fp32": fp32, "fp64": fp32 // 2})

    def test_flop_per_cycle_can_be_given(self):
        self.assertEqual(comparison.flop_per_cycle("avx512", 32), {"fp32": 32, "fp64": 16})

    def test_the_peak_is_the_product(self):
        self.assertEqual(comparison.peak(3, 32, 2e9), 192e9)


class Overhead(unittest.TestCase):
    def test_what_both_runs_have_once_does_not_count(self):
        # 0.5 s of set-up and checks in both; 1/64 of the samples' time beside them.
        short = document((0.5 + 0.25 + 1 + 1 / 64, 0.25, [0.5, 0.5]))
        long = document((0.5 + 2 + 5 + 5 / 64, 2, [2.5, 2.5]))
        self.assertEqual(comparison.overhead(short, long), 1 / 64)

    def test_all_cases_count(self):
        short = document((1.0, 0, [1.0]), (1.0, 0, [1.0]))
        long = document((3.0, 0, [3.0]), (3.5, 0, [3.0]))
        self.assertEqual(comparison.overhead(short, long), 0.125)

    def test_runs_of_the_same_length_say_nothing(self):
        with self.assertRaises(ValueError):
            comparison.overhead(document((1.0, 0, [1.0])), document((2.0, 0, [1.0])))


class Rows(unittest.TestCase):
    def rounds(self, **changed):
        one = {"plain.copy": 20e9, "assay.copy": 30e9, "non_temporal.copy": 32e9, "openblas.Prescott": 50e9,
               "openblas.SkylakeX, asked for": 200e9, "assay.gemm": 150e9, "assay.fma.fp32": 95e9,
               "peak.fp32": 100e9, "overhead": 0.005, "start_s": 0.03}
        return [{**one, **changed}]

    def test_goals(self):
        found = comparison.rows(self.rounds(), 4096)
        self.assertEqual([(one["label"], one["reached"]) for one in found], [
            ("memory.copy / plain loop", True), ("memory.copy / non-temporal loop", False),
            ("gemm.portable fp32 4096 / OpenBLAS SkylakeX, asked for", True),
            ("fma.rate fp32 / ports x lanes x clock", True), ("harness beside its samples", True),
            ("assay --help, s", False)])
        self.assertEqual(row(found, "gemm")["ratio"]["median"], 0.75)
        self.assertEqual((row(found, "gemm")["assay"], row(found, "gemm")["peer"]), (150e9, 200e9))

    def test_a_goal_is_reached_at_its_value_and_missed_below(self):
        for rate, reached in ((25e9, True), (24.9e9, False)):
            found = comparison.rows(self.rounds(**{"assay.copy": rate}), 4096)
            self.assertEqual(row(found, "memory.copy / plain")["reached"], reached)

    def test_plain_loops_that_do_not_write_allocate_set_no_goal(self):
        found = comparison.rows(self.rounds(**{"non_temporal.copy": 21e9}), 4096)
        plain = row(found, "memory.copy / plain")
        self.assertEqual((plain["goal"], plain["reached"], plain["ratio"]["median"]), (None, None, 1.5))
        self.assertTrue(row(found, "memory.copy / non-temporal")["reached"])

    def test_a_missing_peer_leaves_its_row_out(self):
        rounds = [{name: value for name, value in self.rounds()[0].items() if not name.startswith("openblas")}]
        self.assertFalse([one for one in comparison.rows(rounds, 4096) if one["label"].startswith("gemm")])

    def test_the_table_shows_numbers_goals_and_verdicts(self):
        lines = comparison.table(comparison.rows(self.rounds(), 4096)).splitlines()
        self.assertEqual(lines[1].split(), ["memory.copy", "/", "plain", "loop", "30.00", "20.00", "GB/s",
                                            "1.5000", "1.5000", "1.5000", ">=", "1.25,", "reached"])
        self.assertEqual(lines[-1].split()[3:], ["0.0300", "0.0300", "0.0300", "<=", "0.02,", "MISSED"])


class CommandLine(unittest.TestCase):
    def call(self, *arguments):
        return subprocess.run([sys.executable, "-B", os.path.join(BENCH, "cpu_peers"), *arguments],
                              capture_output=True, text=True, check=False)

    def test_help(self):
        done = self.call("--help")
        self.assertEqual(done.returncode, 0, done.stderr)
        for flag in ("--assay", "--rounds", "--bytes", "--gemm-size", "--flop-per-cycle", "--output"):
            self.assertIn(flag, done.stdout)

    def test_wrong_usage(self):
        for arguments in (["--rounds", "0"], ["--bytes", "1"], ["--bytes", "0GiB"], ["--gemm-size", "5"],
                          ["--flop-per-cycle", "x"], ["--assay", "/nowhere/assay"]):
            done = self.call(*arguments)
            self.assertEqual(done.returncode, 2, arguments)
            self.assertIn(arguments[0].removesuffix("/assay"), done.stderr)


if __name__ == "__main__":
    unittest.main()
