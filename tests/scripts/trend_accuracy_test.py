#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Does scripts/bench/trend_accuracy compute what it says from what trend_benchmark counts?"""
import json
import os
import subprocess
import sys
import tempfile
import unittest

BENCH = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../scripts/bench")
sys.dont_write_bytecode = True
sys.path.insert(0, BENCH)
import trend_accuracy_table as table  # noqa: E402  (the folder is known only now)

STEPS = {"scenario": "a step", "drift": 0.0, "histories": 10, "results": [
    {"rule": "x", "planted": 10, "found": 8, "others": 2, "histories_with_others": 2, "mean_nights_off": 0.5,
     "exact": 6, "within_one_night": 7}]}
OTHER = {"scenario": "another", "drift": 0.0, "histories": 10, "results": [
    {"rule": "x", "planted": 10, "found": 4, "others": 0, "histories_with_others": 0, "mean_nights_off": 2,
     "exact": 0, "within_one_night": 2}]}
CALM = {"scenario": "calm", "drift": 0.0, "histories": 20, "results": [
    {"rule": "x", "planted": 0, "found": 0, "others": 7, "histories_with_others": 5}]}
DRIFT = {"scenario": "slow", "drift": -0.05, "histories": 20, "results": [
    {"rule": "x", "planted": 0, "found": 0, "others": 30, "histories_with_others": 20}]}


class Table(unittest.TestCase):
    def test_precision_recall_and_date_over_all_kinds(self):
        # 12 of 14 alarms; 12 of 20 steps; (8 * 0.5 + 4 * 2) / 12 nights; 6 and 9 of 12.
        self.assertEqual(table.steps([STEPS, CALM, OTHER, DRIFT]).splitlines()[-1],
                         "| x | 0.857 | 0.600 | 1.000 | 0.500 | 0.750 |")

    def test_alarms_without_a_change(self):
        self.assertEqual(table.without_change([STEPS, CALM, DRIFT]).splitlines()[2:], ["| calm | 0.250 |"])

    def test_drifts(self):
        self.assertEqual(table.drifts([STEPS, CALM, DRIFT]).splitlines()[2:], ["| slow | 1.000 (1.5 alarms) |"])

    def test_each_kind(self):
        self.assertEqual(table.step_kinds([CALM, STEPS]).splitlines()[2:], ["| a step | 0.800 / 0.800 |"])

    def test_cost_and_calibration(self):
        self.assertEqual(table.speed([{"points": 100, "seconds_each": 2e-5}]).splitlines()[-1], "| 100 | 20.0 | 200 |")
        self.assertEqual(table.calibration([{"points": 26, "stated": 0.01, "simulated": 0.008}]).splitlines()[-1],
                         "| 26 | 0.01 | 0.008 | 0.80 |")


class Script(unittest.TestCase):
    def test_a_benchmark_is_run_and_kept(self):
        with tempfile.TemporaryDirectory() as folder:
            benchmark, kept = os.path.join(folder, "benchmark"), os.path.join(folder, "kept.json")
            answers = {"accuracy": [STEPS, CALM, DRIFT], "speed": [{"points": 100, "seconds_each": 2e-5}]}
            with open(benchmark, "w", encoding="utf-8") as file:
                file.write("#!/usr/bin/env python3\nimport json, sys\nanswers = json.loads('''"
                           f"{json.dumps(answers)}''')\nprint(json.dumps({{sys.argv[1]: answers[sys.argv[1]]}}))\n")
            os.chmod(benchmark, 0o755)
            text = subprocess.run([os.path.join(BENCH, "trend_accuracy"), "--benchmark", benchmark, "-o", kept],
                                  capture_output=True, text=True, check=True, timeout=60).stdout
            self.assertIn("| calm | 0.250 |", text)
            with open(kept, encoding="utf-8") as file:
                self.assertEqual(json.load(file)["accuracy"][0], STEPS)

    def test_wrong_usage(self):
        done = subprocess.run([os.path.join(BENCH, "trend_accuracy"), "--histories", "0"], capture_output=True,
                              text=True, check=False, timeout=60)
        self.assertEqual(done.returncode, 2)
        self.assertIn("--histories must be at least 1", done.stderr)


if __name__ == "__main__":
    unittest.main()
