#!/usr/bin/env python3
"""Does assay claims print the recorded judgement, and end as it should whatever it is given?

claims_test.py BINARY SCHEMA           compares
claims_test.py BINARY SCHEMA --update  records the judgement anew, to be read in the diff: it changes
                                       with the figures of the catalogue
"""
# SPDX-License-Identifier: Apache-2.0
import json
import pathlib
import subprocess
import sys
import unittest

import binary

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "results-schema"))
import validate  # noqa: E402

GOLDEN = pathlib.Path(__file__).resolve().parent / "golden"
SCHEMA = json.loads(pathlib.Path(sys.argv[2]).read_text())
RECORDED = {"claims.txt": ["claims"], "claims.md": ["claims", "--brief", "--format", "markdown"]}


class Claims(binary.Cli):
    def json_of(self, *arguments, code=0):
        result = self.assay("claims", *arguments, "--format", "json")
        self.assertEqual(result.returncode, code, result.stderr)
        made = validate.parse(result.stdout.decode())
        self.assertEqual(validate.problems(SCHEMA, made), [])
        return made

    def states(self, *arguments, code=0):
        return {claim["id"]: claim["state"] for claim in self.json_of(*arguments, code=code)["claims"]}

    def test_the_catalogue_alone_is_the_recorded_judgement(self):
        for name, arguments in RECORDED.items():
            with self.subTest(name=name):
                result = self.assay(*arguments)
                self.assertEqual((result.returncode, result.stderr), (0, b""))
                self.assertEqual(result.stdout.decode(), (GOLDEN / name).read_text())

    def test_text_fits_80_columns(self):
        for arguments in ([], ["--brief"]):
            lines = self.assay("claims", *arguments).stdout.decode().splitlines()
            self.assertGreater(len(lines), 10)
            self.assertLessEqual(max(map(len, lines)), 80)

    def test_says_that_it_is_paper_against_paper(self):
        self.assertTrue(self.json_of()["paper_only"])
        self.assertIn(b"Paper against paper", self.assay("claims").stdout)

    def test_a_document_of_no_part_decides_nothing(self):
        self.assay("run", *binary.SMALL, "-o", "cpu.json")
        made = self.json_of("cpu.json")
        self.assertFalse(made["paper_only"])
        on_paper = self.states()
        for claim in made["claims"]:
            self.assertNotIn("documents", claim)
            self.assertIn(claim["state"], ("undecided", "refuted"))
            self.assertEqual(claim["state"] == "refuted", on_paper[claim["id"]] == "refuted")

    def test_what_is_no_document_is_refused(self):
        (self.folder / "bad.json").write_text("{}")
        (self.folder / "empty").mkdir()
        self.assert_refused(["claims", "bad.json"], 2, "bad.json")
        self.assert_refused(["claims", "none.json"], 2, "none.json")
        self.assert_refused(["claims", "empty"], 2, "no .json")
        self.assert_refused(["claims", "--format", "html"], 2, "--format")

    def simulate(self, part, *more):
        result = self.assay("run", "--simulate", part, "--seed", "1", "-o", f"{part}.json", *more)
        self.assertEqual(result.returncode, 0, result.stderr)

    def test_documents_of_both_parts_decide(self):
        self.simulate("h20")
        self.simulate("h100-sxm")
        states = self.states("h20.json", "h100-sxm.json", "--allow-simulated")
        on_paper = self.states()
        for claim in ("h20-fp16-15-percent", "h20-96gb-hbm3", "h20-transformer-engine-deleted", "h100-80gb-hbm3e",
                      "h20-memory-below-h100"):
            self.assertEqual(states[claim], on_paper[claim], claim)
        alone = self.states("h20.json", "--allow-simulated")
        self.assertEqual(alone["h20-fp16-15-percent"], "undecided")

    def test_simulated_evidence_marks_every_line_and_is_exit_3(self):
        self.simulate("h20", "--present-as", "h100-sxm")
        result = self.assay("claims", "h20.json")
        self.assertEqual(result.returncode, 3)
        self.assertIn(b"--allow-simulated", result.stderr)
        lines = result.stdout.decode().splitlines()
        self.assertEqual([line for line in lines if not line.startswith("SIMULATED")], [])
        self.assertLessEqual(max(map(len, lines)), 80)
        self.assertIn("behaves like h20", result.stdout.decode())
        self.assertEqual(self.assay("claims", "h20.json", "--allow-simulated").returncode, 0)


if __name__ == "__main__":
    if "--update" in sys.argv:
        for each, words in RECORDED.items():
            made = subprocess.run([sys.argv[1], *words], capture_output=True, check=True, timeout=60)
            (GOLDEN / each).write_bytes(made.stdout)
    else:
        unittest.main(argv=sys.argv[:1])
