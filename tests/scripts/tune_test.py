#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Does tune keep the fastest variant of a sweep, and refuse what no winner can be taken from?"""
import copy
import json
import os
import subprocess
import sys
import tempfile
import unittest

REPOSITORY = os.path.realpath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "../.."))
SLOW, FAST = {"access": "vector", "unroll": 4}, {"access": "bulk", "chunk_bytes": 8192, "stages": 4}


def case(kernel, variant, median, size=1 << 30, status="ok"):
    return {"name": f"{kernel} {variant}", "kernel": kernel, "device": "cuda:0", "status": status,
            "parameters": {"bytes": size, "variant": variant}, "statistics": {"median": median}}


def document(*cases):
    return {"run": {"id": "01234567-89ab-cdef-0123-456789abcdef", "complete": True,
                    "started_at": "2026-02-03T04:05:06Z"},
            "devices": [{"id": "cpu"}, {"id": "cuda:0", "name": "GPU", "compute_major": 9, "compute_minor": 0,
                                        "multiprocessors": 132}], "cases": list(cases)}


class Tune(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.output = os.path.join(self.folder.name, "streams.json")
        self.write("streams.json", {"schema_version": "1.0.0", "kind": "tuning", "entries": []})

    def write(self, name, value):
        path = os.path.join(self.folder.name, name)
        with open(path, "w", encoding="utf-8") as file:
            json.dump(value, file)
        return path

    def tune(self, *documents, flags=()):
        paths = [self.write(f"{i}.json", one) for i, one in enumerate(documents)]
        return subprocess.run([sys.executable, "-B", os.path.join(REPOSITORY, "scripts/tune"), *flags, "-o",
                               self.output, *paths], capture_output=True, text=True, check=False)

    def entries(self):
        with open(self.output, encoding="utf-8") as file:
            return json.load(file)["entries"]

    def test_the_fastest_is_kept_with_where_it_is_from(self):
        done = self.tune(document(case("memory.copy", SLOW, 2.9e12), case("memory.copy", FAST, 3.0e12)))
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertEqual(self.entries(), [{
            "kernel": "memory.copy", "compute_capability": "9.0", "multiprocessors": 132, "variant": FAST,
            "bandwidth": 3.0e12, "second": 2.9e12, "run": "01234567-89ab-cdef-0123-456789abcdef",
            "device_name": "GPU", "date": "2026-02-03"}])
        self.assertRegex(done.stdout, r"3000\.0 GB/s  access=bulk[^\n]*\n +2900\.0 GB/s  access=vector")

    def test_the_largest_arrays_decide(self):
        self.tune(document(case("memory.copy", SLOW, 4e12, 1 << 26), case("memory.copy", FAST, 3e12, 1 << 26),
                           case("memory.copy", SLOW, 1e12), case("memory.copy", FAST, 2e12)))
        self.assertEqual([one["variant"] for one in self.entries()], [FAST])

    def test_other_kernels_and_devices_stay(self):
        pair = [case("memory.copy", SLOW, 2e12), case("memory.copy", FAST, 3e12)]
        h20 = document(*copy.deepcopy(pair))
        h20["devices"][1]["multiprocessors"] = 78
        read = document(case("memory.read", SLOW, 3.1e12), case("memory.read", FAST, 3.0e12))
        self.assertEqual(self.tune(document(*pair)).returncode, 0)
        self.assertEqual(self.tune(h20, read).returncode, 0)
        self.assertEqual([(one["kernel"], one["multiprocessors"]) for one in self.entries()],
                         [("memory.copy", 78), ("memory.copy", 132), ("memory.read", 132)])

    def test_what_shows_no_winner_is_refused_and_changes_nothing(self):
        good = document(case("memory.copy", SLOW, 2e12), case("memory.copy", FAST, 3e12))
        simulated, incomplete = copy.deepcopy(good), copy.deepcopy(good)
        simulated["run"]["simulated"] = {}
        incomplete["run"]["complete"] = False
        wrong = document(case("memory.copy", SLOW, 2e12), case("memory.copy", FAST, 3e12, status="wrong"))
        alone = document(case("memory.copy", FAST, 3e12))
        for bad, why in ((simulated, "simulated"), (incomplete, "incomplete"), (wrong, "wrong answer"),
                         (alone, "--sweep"), ({}, "run"), ([], "")):
            done = self.tune(good, bad)
            self.assertEqual(done.returncode, 2, why)
            self.assertIn("1.json", done.stderr)
            self.assertIn(why, done.stderr)
            self.assertEqual(self.entries(), [])

    def test_a_dry_run_changes_nothing(self):
        done = self.tune(document(case("memory.copy", SLOW, 2e12), case("memory.copy", FAST, 3e12)),
                         flags=("--dry-run",))
        self.assertEqual(done.returncode, 0)
        self.assertEqual(self.entries(), [])

    def test_the_entries_follow_the_schema(self):
        try:
            import jsonschema
        except ImportError:
            self.skipTest("python3-jsonschema is not installed")
        self.tune(document(case("memory.copy", SLOW, 2e12), case("memory.copy", FAST, 3e12)))
        with open(os.path.join(REPOSITORY, "results-schema/tuning.schema.json"), encoding="utf-8") as file:
            schema = json.load(file)
        for path in (self.output, os.path.join(REPOSITORY, "results-schema/tuning/streams.json")):
            with open(path, encoding="utf-8") as file:
                jsonschema.Draft7Validator(schema).validate(json.load(file))


if __name__ == "__main__":
    unittest.main()
