#!/usr/bin/env python3
"""Does `assay run --simulate` keep its promises, and refuse what it cannot do? simulate_test.py BINARY SCHEMA"""
# SPDX-License-Identifier: Apache-2.0
import json
import pathlib
import re
import sys
import unittest

from binary import Cli

SCHEMA = pathlib.Path(sys.argv[2]).resolve()
GOLDEN = pathlib.Path(__file__).resolve().parent / "golden" / "run_simulate_h20.txt"
PARTS = sorted(path.stem for path in (SCHEMA.parent / "catalogue" / "parts").glob("*.json"))
MARK = "SIMULATED"
CHANGING = ["id", "started_at", "finished_at", "arguments"]  # of /run


class Simulated(Cli):
    def document(self, *arguments, code=0):
        result = self.assay("run", "--simulate", *arguments, "--json")
        self.assertEqual(result.returncode, code, result.stderr)
        return json.loads(result.stdout)

    def case(self, document, name):
        return next(case for case in document["cases"] if case["name"].startswith(name))

    def lasting(self, *arguments):
        document = self.document(*arguments)
        for key in CHANGING:
            del document["run"][key]
        return document


class Documents(Simulated):
    def test_every_part_gives_a_valid_document(self):
        sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "results-schema"))
        try:
            import jsonschema  # noqa: F401
            import validate
        except ImportError:
            self.skipTest("the Python package jsonschema is not installed")
        schema = json.loads(SCHEMA.read_text())
        files = []
        for part in PARTS:
            result = self.assay("run", "--simulate", part, "--seed", "1", "-o", f"{part}.json")
            self.assertEqual(result.returncode, 0, result.stderr)
            self.assertEqual(validate.problems_of_file(schema, self.folder / f"{part}.json"), [])
            files.append(f"{part}.json")
        self.assertGreaterEqual(len(files), 19)
        checked = self.assay("validate", *files)
        self.assertEqual((checked.returncode, checked.stderr), (0, b""))

    def test_the_same_seed_gives_the_same_document(self):
        arguments = ["h100-sxm", "--noise", "0.05", "--seed", "9"]
        self.assertEqual(self.lasting(*arguments), self.lasting(*arguments))
        self.assertNotEqual(self.lasting("h100-sxm", "--seed", "9"), self.lasting("h100-sxm", "--seed", "10"))

    def test_the_document_says_what_was_simulated(self):
        document = self.document("h20", "--noise", "0", "--clock-ratio", "0.6", "--power-cap", "300",
                                 "--disable-sms", "8", "--present-as", "h100-sxm", "--seed", "1")
        self.assertEqual(document["run"]["simulated"],
                         {"part": "h20", "present_as": "h100-sxm", "noise": 0, "clock_ratio": 0.6,
                          "power_cap_w": 300, "disabled_multiprocessors": 8})
        self.assertEqual(document["devices"][1]["name"], "NVIDIA H100 80GB HBM3")
        self.assertEqual(self.case(document, "sm.census")["statistics"]["median"], 70)

    def test_a_real_run_does_not(self):
        result = self.assay("run", "--device", "cpu", "--only", "memory.read", "--bytes", "64KiB", "--json")
        self.assertNotIn("simulated", json.loads(result.stdout)["run"])
        self.assertNotIn(MARK.encode(), result.stdout + result.stderr)

    def test_clock_ratio_scales_the_rate_and_the_clock(self):
        exact = ["--noise", "0", "--seed", "1", "--only", "tensor.rate"]
        healthy = self.case(self.document("h100-sxm", *exact), "tensor.rate")
        slow = self.case(self.document("h100-sxm", "--clock-ratio", "0.6", *exact), "tensor.rate")
        for key in (lambda case: case["statistics"]["median"], lambda case: case["telemetry"]["clock_hz"]["median"]):
            self.assertAlmostEqual(key(slow) / key(healthy), 0.6, places=9)

    def test_flags_of_a_real_run_work(self):
        document = self.document("h20", "--level", "soak", "--only", "gemm.bf16", "--device", "cuda:0", "--seed", "3")
        self.assertEqual(document["plan"]["level"], "soak")
        self.assertEqual([case["parameters"]["m"] for case in document["cases"]], [4096, 8192, 16384])
        flagged = self.assay("run", "--simulate", "h20", "--only", "sm.census", "--json", "--",
                             "--benchmark_repetitions=3")
        self.assertEqual(flagged.returncode, 0, flagged.stderr)
        self.assertEqual(json.loads(flagged.stdout)["cases"][0]["samples"]["values"], [78] * 45)

    def test_a_node_of_eight(self):
        document = self.document("h100-sxm", "--gpus", "8", "--slow-pair", "3,5", "--seed", "1", "--noise", "0")
        self.assertEqual((document["run"]["simulated"]["gpus"], document["run"]["simulated"]["slow_pair"]), (8, [3, 5]))
        matrix = document["peer_matrices"][0]
        self.assertEqual(len(matrix["devices"]), 8)
        self.assertAlmostEqual(matrix["values"][3][5] / matrix["values"][5][4], 0.5)
        table = self.assay("run", "--simulate", "h100-sxm", "--gpus", "8", "--slow-pair", "3,5", "--seed", "1")
        self.assertIn(b"slowest cuda:", table.stdout)
        for line in table.stdout.decode().splitlines():
            self.assertTrue(line == MARK or line.startswith(MARK + " "), line)
            self.assertLessEqual(len(line), 80, line)
        (self.folder / "node.json").write_text(json.dumps(document))
        verdict = self.assay("verdict", "node.json")
        self.assertEqual(verdict.returncode, 1, verdict.stderr)
        self.assertIn("of 28 pairs only cuda:3 and cuda:5 are slow", " ".join(
            verdict.stdout.decode().replace("SIMULATED", "").split()))

    def test_products_are_named_as_on_a_device(self):
        def names(*arguments):
            result = self.assay("run", *arguments, "--only", "gemm.*", "--only", "tensor.rate", "--dry-run", "--json")
            self.assertEqual(result.returncode, 0, result.stderr)
            return {re.sub(r"[mnk]=\d+ | submission=graph", "", case["name"]) for case in json.loads(result.stdout)["cases"]}
        simulated = {name for name in names("--simulate", "h100-sxm") if not name.startswith("gemm.fp32")}
        self.assertGreaterEqual(len(simulated), 12)
        self.assertLessEqual(simulated, names("--device", "cuda:0"))

    def test_dry_run_lists_the_cases_and_simulates_none(self):
        plan = json.loads(self.assay("run", "--simulate", "h20", "--dry-run", "--json").stdout)
        document = self.document("h20")
        self.assertEqual([case["name"] for case in plan["cases"]], [case["name"] for case in document["cases"]])
        self.assertEqual(self.files(), [])


class Table(Simulated):
    def test_the_table_is_exactly_this(self):
        result = self.assay("run", "--simulate", "h20", "--seed", "1")
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertEqual(result.stdout.decode(), GOLDEN.read_text())

    def test_every_line_says_simulated_and_fits(self):
        for part in PARTS:
            result = self.assay("run", "--simulate", part, "--level", "soak", "--noise", "1", "--seed", "1")
            lines = result.stdout.decode().splitlines()
            self.assertGreater(len(lines), 15)
            for line in lines:
                self.assertTrue(line == MARK or line.startswith(MARK + " "), line)
                self.assertLessEqual(len(line), 80, line)
                self.assertNotIn("...", line)
            self.assertIn(f"assay: {MARK} no document was written", result.stderr.decode())


class BadInput(Simulated):
    def test_unknown_parts(self):
        self.assert_refused(["run", "--simulate", "h21"], 2, "--simulate h21", ", ".join(PARTS))
        self.assert_refused(["run", "--simulate", "h20", "--present-as", "H100"], 2, "--present-as H100", "h100-sxm")

    def test_values_out_of_range(self):
        for flag, values in {"--noise": ["-0.1", "1.5", "nan"], "--clock-ratio": ["0", "-1", "2.1", "nan"],
                             "--power-cap": ["0", "-300", "inf"]}.items():
            for value in values:
                self.assert_refused(["run", "--simulate", "h20", f"{flag}={value}"], 2, flag, "give a")
        self.assert_refused(["run", "--simulate", "h20", "--disable-sms", "78"], 2, "h20 has 78 SMs")
        self.assert_refused(["run", "--simulate", "b300", "--disable-sms", "1"], 2, "nobody published")
        for value in ("-1", "1.5", "many"):
            self.assert_refused(["run", "--simulate", "h20", f"--disable-sms={value}"], 2, "--disable-sms")

        for value in ("0", "17", "-1", "two"):
            self.assert_refused(["run", "--simulate", "h20", f"--gpus={value}"], 2, "--gpus")
        for value in ("0,0", "0,8", "1", "a,b"):
            self.assert_refused(["run", "--simulate", "h20", "--gpus", "8", f"--slow-pair={value}"], 2, "--slow-pair")
        self.assert_refused(["run", "--simulate", "h20", "--slow-pair", "0,1"], 2, "--slow-pair 0,1", "--gpus")
        self.assert_refused(["run", "--simulate", "l40s", "--gpus", "2", "--slow-pair", "0,1"], 2, "no NVLink")

    def test_flags_that_need_simulate(self):
        for flag, value in {"--noise": "0.1", "--clock-ratio": "0.5", "--power-cap": "300", "--disable-sms": "1",
                            "--present-as": "h20", "--gpus": "8", "--slow-pair": "0,1"}.items():
            self.assert_refused(["run", "--device", "cpu", flag, value], 2, flag, "--simulate PART")

    def test_flags_that_simulate_excludes(self):
        for device in ("cpu", "cuda:1", "cuda:0,cpu"):
            self.assert_refused(["run", "--simulate", "h20", "--device", device], 2, "--device", "cuda:0")
        self.assert_refused(["run", "--simulate", "h20", "--bytes", "1GiB"], 2, "--bytes", "--simulate")
        for flag in (["--shape", "8192x8192x8192"], ["--minimum-time", "60"], ["--sweep"], ["--reference", "none"]):
            self.assert_refused(["run", "--simulate", "h20", *flag], 2, flag[0], "--simulate")

    def test_a_filter_that_matches_nothing(self):
        self.assert_refused(["run", "--simulate", "a100-sxm-40gb", "--only", "gemm.fp8_e4m3"], 2, "gemm.fp8_e4m3")
        self.assert_refused(["run", "--simulate", "h20", "--seed", str(2**60)], 2, "--seed")


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
