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


WIDE, SMALL = {"tile_rows": 128, "tile_columns": 256, "cluster": 2, "stages": 4}, {"tile_rows": 128, "tile_columns": 128}


def product(variant, median, edge=4096, **parameters):
    made = case("gemm.fp8_e4m3", variant, median)
    made["parameters"] = {"m": edge, "n": edge, "k": edge, "type": "fp8_e4m3", "layout": "row_column",
                          "accumulation": "fast", "path": "native", "load": "sustained", "variant": variant, **parameters}
    return made


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

    def test_products_have_a_winner_for_each_type_size_and_way(self):
        pairs = [[product(WIDE, 1.2e15), product(SMALL, 1.1e15)],
                 [product(WIDE, 1.0e15, edge=8192), product(SMALL, 1.3e15, edge=8192)],
                 [product(WIDE, 2.0e14, path="fallback"), product(SMALL, 3.0e14, path="fallback")],
                 [product(WIDE, 9.0e14, accumulation="promoted"), product(SMALL, 8.0e14, accumulation="promoted")]]
        done = self.tune(document(*[one for pair in pairs for one in pair]))
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        found = {(one["for"]["path"], one["for"]["accumulation"], one["for"]["m"]):
                 (one["variant"], one["throughput"], one["second"]) for one in self.entries()}
        self.assertEqual(found, {("native", "fast", 4096): (WIDE, 1.2e15, 1.1e15),
                                 ("native", "fast", 8192): (SMALL, 1.3e15, 1.0e15),
                                 ("fallback", "fast", 4096): (SMALL, 3.0e14, 2.0e14),
                                 ("native", "promoted", 4096): (WIDE, 9.0e14, 8.0e14)})
        self.assertRegex(done.stdout, r"m=4096 n=4096 k=4096\n +1200\.0 TFLOP/s  tile_rows=128 tile_columns=256")
        again = self.tune(document(product(WIDE, 1.0e15), product(SMALL, 1.5e15)))
        self.assertEqual(again.returncode, 0)
        self.assertEqual([one["variant"] for one in self.entries() if one["throughput"] == 1.5e15], [SMALL])
        self.assertEqual(len(self.entries()), 4)

    def test_a_product_on_an_unknown_path_is_refused(self):
        pair = [product(WIDE, 2e14), product(SMALL, 1e14)]
        for one in pair:
            del one["parameters"]["path"]
        done = self.tune(document(*pair))
        self.assertEqual(done.returncode, 2)
        self.assertIn("path", done.stderr)

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
        self.tune(document(case("memory.copy", SLOW, 2e12), case("memory.copy", FAST, 3e12), product(WIDE, 2e14),
                           product(SMALL, 1e14)))
        with open(os.path.join(REPOSITORY, "results-schema/tuning.schema.json"), encoding="utf-8") as file:
            schema = json.load(file)
        for path in (self.output, os.path.join(REPOSITORY, "results-schema/tuning/streams.json")):
            with open(path, encoding="utf-8") as file:
                jsonschema.Draft7Validator(schema).validate(json.load(file))


if __name__ == "__main__":
    unittest.main()
