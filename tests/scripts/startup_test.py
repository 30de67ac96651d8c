#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Does scripts/bench/startup compute what it says from what hyperfine and both harnesses write?"""
import json
import os
import subprocess
import sys
import unittest

BENCH = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../scripts/bench")
VALID = os.path.join(BENCH, "../../tests/results-schema/valid.json")
sys.dont_write_bytecode = True
sys.path.insert(0, BENCH)
import startup_table  # noqa: E402  (the folder is known only now)


class Table(unittest.TestCase):
    def test_a_row_is_what_hyperfine_measured(self):
        row = startup_table.row_of("assay list", {"median": 0.002, "times": [0.001, 0.002, 0.004]}, 0.02)
        self.assertEqual(startup_table.table([row]).splitlines()[-1],
                         "| assay list | 2.00 | 1.00 to 4.00 | 3 | at most 20.00 |")

    def test_samples_of_assay(self):
        with open(VALID, encoding="utf-8") as text:
            case = json.load(text)["cases"][0]
        values = case["samples"]["values"]
        self.assertEqual(startup_table.sampled_by_assay({"cases": [case]}),
                         (sum(values), len(values), case["parameters"]["iterations_per_sample"]))
        case["samples"]["unit"] = "B"
        with self.assertRaises(ValueError):
            startup_table.sampled_by_assay({"cases": [case]})

    def test_samples_of_google_benchmark(self):
        results = {"benchmarks": [{"real_time": 250.0, "time_unit": "us", "iterations": 8}]}
        self.assertEqual(startup_table.sampled_by_google_benchmark(results), 0.002)

    def test_what_is_beside_the_samples(self):
        row = startup_table.beside({"label": "x", "median_s": 1.5}, 1.25)
        self.assertEqual(row["beside_s"], 0.25)
        self.assertIn("| x | 1500.00 | 1250.00 | 250.00 |", startup_table.overhead_table([row]))


class Script(unittest.TestCase):
    def test_help_and_a_binary_that_is_not_there(self):
        script = os.path.join(BENCH, "startup")
        text = subprocess.run([script, "--help"], capture_output=True, text=True, check=True, timeout=60).stdout
        self.assertIn("hyperfine", text)
        done = subprocess.run([script, "--assay", "/nowhere"], capture_output=True, text=True, check=False, timeout=60)
        self.assertEqual(done.returncode, 2)
        self.assertIn("/nowhere cannot be executed", done.stderr)


if __name__ == "__main__":
    unittest.main()
