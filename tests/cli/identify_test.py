#!/usr/bin/env python3
"""Does assay identify name, refuse and exit as its help says? identify_test.py BINARY"""
# SPDX-License-Identifier: Apache-2.0
import json
import pathlib
import subprocess
import sys
import unittest

from binary import ENVIRONMENT, SECONDS_AT_MOST, SMALL, Cli

ROOT = pathlib.Path(__file__).resolve().parents[2]
SCHEMA = ROOT / "results-schema" / "identity.schema.json"
VALIDATE = ROOT / "tests" / "results-schema" / "validate.py"


class Identify(Cli):
    def simulate(self, part, *flags):
        result = self.assay("run", "--simulate", part, "--seed", "1", "-o", "r.json", *flags)
        self.assertEqual(result.returncode, 0, result.stderr.decode())

    def identify(self, code, *flags, file="r.json"):
        result = self.assay("identify", file, *flags)
        self.assertEqual(result.returncode, code, (result.stdout + result.stderr).decode())
        return result.stdout.decode()

    def test_a_simulated_part_matches_and_is_no_success(self):
        self.simulate("h20")
        text = self.identify(3)
        for line in text.splitlines():
            self.assertTrue(line.startswith("SIMULATED"), line)
            self.assertLessEqual(len(line), 80, line)
        self.assertIn("behaves like an h20", " ".join(text.replace("SIMULATED", "").split()))
        self.assertEqual(self.identify(0, "--allow-simulated"), text)

    def test_a_relabelled_part_fails(self):
        self.simulate("h20", "--present-as", "h100-pcie")
        text = " ".join(self.identify(1).replace("SIMULATED", "").split())
        self.assertIn('cuda:0 says it is "NVIDIA H100 PCIe" (device id 2331), but behaves like an h20', text)
        self.assertIn("78 SMs where an h100-pcie has 114", text)
        self.identify(1, "--allow-simulated")

    def test_expectation(self):
        self.simulate("h20")
        self.identify(1, "--expect", "h100-sxm")
        self.identify(0, "--expect", "h20", "--allow-simulated")
        self.assert_refused(["identify", "r.json", "--expect", "h21"], 2, "h21", "--expect")

    def test_json_follows_its_schema(self):
        for part, flags in (("h20", ["--present-as", "h200-sxm"]), ("a100-sxm-80gb", []), ("b300", [])):
            with self.subTest(part=part):
                self.simulate(part, *flags)
                result = self.assay("identify", "r.json", "--format", "json")
                (self.folder / "identity.json").write_bytes(result.stdout)
                check = subprocess.run([sys.executable, VALIDATE, SCHEMA, self.folder / "identity.json"],
                                       capture_output=True, env=ENVIRONMENT, timeout=SECONDS_AT_MOST)
                if check.returncode == 77:
                    self.skipTest(check.stdout.decode())
                self.assertEqual(check.returncode, 0, check.stdout.decode())
                identity = json.loads(result.stdout)
                self.assertTrue(identity["simulated"])
                ranked = identity["devices"][0]["ranked"]
                self.assertAlmostEqual(sum(one["likelihood"] for one in ranked), 1)
                self.assertEqual(ranked[0]["part"].split("-")[0], part.split("-")[0])

    def test_markdown_marks_itself(self):
        self.simulate("h20")
        text = self.identify(0, "--format", "markdown", "--allow-simulated")
        self.assertTrue(text.startswith("# "), text)
        self.assertIn("SIMULATED", text)

    def test_a_cpu_is_no_part(self):
        result = self.assay("run", *SMALL, "-o", "r.json")
        self.assertEqual(result.returncode, 0, result.stderr.decode())
        self.assertIn("cpu is no GPU", self.identify(3))

    def test_too_little_measured(self):
        self.simulate("h20", "--only", "memory.capacity")
        text = " ".join(self.identify(3).replace("SIMULATED", "").split())
        self.assertIn("too little was measured of cuda:0", text)
        self.assertIn("sm.census/count", text)

    def test_what_it_refuses(self):
        self.simulate("h20")
        self.assert_refused(["identify", "r.json", "--format", "yaml"], 2, "--format")
        self.assert_refused(["identify", "missing.json"], 2, "missing.json")
        (self.folder / "empty.json").write_text("{}")
        self.assert_refused(["identify", "empty.json"], 2, "empty.json")


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
