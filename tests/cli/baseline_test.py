#!/usr/bin/env python3
"""Does assay baseline make write gates that lint and verdicts take, from a fleet of simulated nodes?

baseline_test.py BINARY SCHEMAS
"""
# SPDX-License-Identifier: Apache-2.0
import json
import pathlib
import sys
import unittest

import binary

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path[:0] = [str(ROOT / "tests" / "results-schema"), str(ROOT / "scripts" / "bench")]
import fleet_documents  # noqa: E402
import validate  # noqa: E402

SCHEMA = json.loads((pathlib.Path(sys.argv[2]) / "gates.schema.json").read_text())
FLAGS = ["--only", "memory.read", "--only", "gemm.bf16", "--only", "sm.census"]
NODES = 3
KNOWN = {}


def simulated(*flags, **keywords):
    key = (flags, *sorted(keywords.items()))
    if key not in KNOWN:
        KNOWN[key] = fleet_documents.simulated(binary.BINARY, *FLAGS, *flags, **keywords)
    return KNOWN[key]


class Baseline(binary.Cli):
    def setUp(self):
        super().setUp()
        (self.folder / "nodes").mkdir()
        for node in range(NODES):
            self.add(fleet_documents.as_node(simulated(seed=node + 1), node))

    def add(self, document):
        fleet_documents.write(document, self.folder / "nodes" / f"{document['run']['id']}.json")

    def make(self, *arguments, code=0):
        result = self.assay("baseline", "make", "nodes", "-o", "gates.json", "--allow-simulated", *arguments)
        self.assertEqual(result.returncode, code, result.stderr)
        made = validate.parse((self.folder / "gates.json").read_text())
        self.assertEqual(validate.problems(SCHEMA, made), [])
        return made, result

    def test_lint_and_verdict_take_it(self):
        made, result = self.make()
        self.assertEqual(made["part"], "h100-sxm")
        self.assertEqual({gate["metric"] for gate in made["gates"]},
                         {"gemm.bf16/throughput", "memory.read/bandwidth", "sm.census/count"})
        for gate in made["gates"]:
            self.assertTrue(gate["source"].startswith("SIMULATED: baseline of 24 devices on 3 nodes"), gate["source"])
            self.assertEqual(gate["date"], "2026-03-01")
        self.assertIn("24 devices on 3 nodes", " ".join(result.stdout.decode().split()))
        lint = self.assay("lint", "gates.json")
        self.assertEqual(lint.returncode, 0, lint.stdout)
        judged = self.verdict_on(simulated(seed=77))
        self.assertEqual({row["status"] for row in judged}, {"pass"})

    def verdict_on(self, document):
        fleet_documents.write(document, self.folder / "new.json")
        result = self.assay("verdict", "new.json", "--gates", "gates.json", "--allow-simulated", "--format", "json")
        rows = json.loads(result.stdout)["documents"][0]["devices"][0]["metrics"]
        # Both words: the gate, and not what is published, is what judged it.
        return [row for row in rows if "baseline of" in json.dumps(row)]

    def test_a_verdict_fails_what_the_fleet_exceeds(self):
        self.make()
        judged = self.verdict_on(simulated("--clock-ratio", "0.9", seed=78))
        self.assertIn("fail", {row["status"] for row in judged})

    def test_simulated_runs_are_not_taken(self):
        self.assert_refused(["baseline", "make", "nodes", "-o", "gates.json"], 3, "3 are simulated")

    def test_of_several_parts_one_must_be_chosen(self):
        self.add(fleet_documents.as_node(simulated(part="h20", seed=9), 20))
        self.assert_refused(["baseline", "make", "nodes", "-o", "gates.json", "--allow-simulated"], 2,
                            "h100-sxm, h20", "--part")
        self.assertEqual(self.make("--part", "h100-sxm")[0]["part"], "h100-sxm")
        self.assertEqual(self.make("--part", "h20", "--minimum-devices", "8")[0]["part"], "h20")

    def test_too_few_devices(self):
        self.assert_refused(["baseline", "make", "nodes", "-o", "gates.json", "--allow-simulated", "--minimum-devices",
                             "25"], 3, "at most 24 devices")

    def test_a_corrupt_document_is_named_and_the_rest_counts(self):
        (self.folder / "nodes" / "bad.json").write_text("{")
        made, result = self.make(code=3)
        self.assertIn("bad.json", result.stderr.decode())
        self.assertEqual(len(made["gates"]), 3)

    def test_a_file_there_is_replaced_whole(self):
        (self.folder / "gates.json").write_text("old")
        self.make()
        self.assert_refused(["baseline", "make", "nodes", "-o", "no/gates.json", "--allow-simulated"], 2,
                            "no/gates.json")

    def test_wrong_usage(self):
        self.assert_refused(["baseline"], 2, "make")
        self.assert_refused(["baseline", "make", "nodes"], 2, "--output")
        self.assert_refused(["baseline", "make", "nodes", "-o", "gates.json", "--minimum-devices", "0"], 2,
                            "--minimum-devices")


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], *sys.argv[3:]])
