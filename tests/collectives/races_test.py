#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Is every fault planted in an all-reduce seen, and is nothing seen where there is none?

Usage: races_test.py PROGRAM, which is race_main.cpp with ThreadSanitizer. A fault is seen where a run ends with
a data race, a wrong sum or a rank that waited in vain; which of them, is a matter of the fault.
"""
import os
import subprocess
import sys
import unittest

PROGRAM = os.path.realpath(sys.argv.pop(1)) if len(sys.argv) > 1 else ""
WAYS = ("one_shot", "one_shot_flagged", "two_shot", "ring", "multimem")
BUGS = ("none", "relaxed_store", "relaxed_load", "no_sync_before", "no_sync_after", "no_start_barrier", "no_end_barrier",
        "wrong_slot", "reused_flag", "no_wait", "half_line", "no_credit")
OF_BARRIERS = BUGS[1:9]
PLANTED = {"one_shot": OF_BARRIERS, "two_shot": OF_BARRIERS, "multimem": OF_BARRIERS,
           "one_shot_flagged": ("wrong_slot", "reused_flag", "no_wait", "half_line"),
           "ring": ("relaxed_store", "relaxed_load", "no_sync_before", "no_sync_after", "wrong_slot", "reused_flag",
                    "no_wait", "no_credit")}
RACE = 66
MOST_RANKS = 16
SEEDS = range(1, 31)


def run(way, bug, seed, ranks=3):
    environment = {**os.environ, "TSAN_OPTIONS": f"exitcode={RACE} halt_on_error=1"}
    done = subprocess.run([PROGRAM, str(WAYS.index(way)), str(BUGS.index(bug)), str(seed), str(ranks)],
                          capture_output=True, text=True, check=False, timeout=100, env=environment)
    if done.returncode not in (0, 1, RACE):
        raise AssertionError(f"{way} {bug} {seed}: exit {done.returncode}: {done.stderr[-2000:]}")
    return done


class Races(unittest.TestCase):
    def test_correct_bodies_are_clean(self):
        for way in WAYS:
            for seed in (1, 2, 3, 4):
                done = run(way, "none", seed)
                self.assertEqual(done.returncode, 0, (way, seed, done.stdout, done.stderr[-2000:]))

    def test_correct_bodies_are_clean_with_any_number_of_ranks(self):
        for ranks in range(1, MOST_RANKS + 1):
            way = WAYS[ranks % len(WAYS)]
            done = run(way, "none", ranks, ranks)
            self.assertEqual(done.returncode, 0, (way, ranks, done.stdout, done.stderr[-2000:]))
        for way in WAYS:
            done = run(way, "none", 5, MOST_RANKS)
            self.assertEqual(done.returncode, 0, (way, done.stdout, done.stderr[-2000:]))

    def test_every_planted_fault_is_seen(self):
        for way, bugs in PLANTED.items():
            for bug in bugs:
                with self.subTest(way=way, bug=bug):
                    self.assertTrue(any(run(way, bug, seed).returncode != 0 for seed in SEEDS))


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0]])
