#!/usr/bin/env python3
"""Does assay gap print the recorded table, and end as it should whatever it is given?

gap_test.py BINARY SCHEMA           compares
gap_test.py BINARY SCHEMA --update  records the tables anew, to be read in the diff: they change
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
RECORDED = {"gap_h100_h20.txt": ["gap", "h100-sxm", "h20"],
            "gap_h100_h20.md": ["gap", "h100-sxm", "h20", "--format", "markdown"]}


class Gap(binary.Cli):
    def json_of(self, *arguments, code=0):
        result = self.assay("gap", *arguments, "--format", "json")
        self.assertEqual(result.returncode, code, result.stderr)
        made = validate.parse(result.stdout.decode())
        self.assertEqual(validate.problems(SCHEMA, made), [])
        return made

    def test_h100_against_h20_is_the_recorded_table(self):
        for name, arguments in RECORDED.items():
            with self.subTest(name=name):
                result = self.assay(*arguments)
                self.assertEqual((result.returncode, result.stderr), (0, b""))
                self.assertEqual(result.stdout.decode(), (GOLDEN / name).read_text())

    def test_text_fits_80_columns(self):
        for arguments in (["h100-sxm", "h20"], ["h20", "l40s"], ["a800-sxm", "b200", "--all"]):
            lines = self.assay("gap", *arguments).stdout.decode().splitlines()
            self.assertGreater(len(lines), 10)
            self.assertLessEqual(max(map(len, lines)), 80, arguments)

    def test_published_and_measured_ratios_of_the_project(self):
        rows = {row["name"]: row for row in self.json_of("h100-sxm", "h20")["rows"]}
        expected = {"FP16 GEMM": (0.150, 0.187), "BF16 GEMM": (0.150, 0.178), "TF32 GEMM": (0.150, 0.179),
                    "memory triad": (1.19, 1.20)}
        for name, (published, measured) in expected.items():
            row = rows[name]
            self.assertAlmostEqual(row["published_ratio"]["value"], published, delta=0.005)
            self.assertAlmostEqual(row["measured_ratio"]["value"], measured, delta=0.005)
        self.assertAlmostEqual(rows["FP16 GEMM"]["explanation"]["clock_free"]["ratio"], 0.148, delta=0.0005)
        for name, ratio in {"NVLink one way": 1.0, "memory capacity": 1.2, "FP8 GEMM": 0.15}.items():
            self.assertAlmostEqual(rows[name]["published_ratio"]["value"], ratio, delta=0.005)
        self.assertNotIn("measured_ratio", rows["FP8 GEMM"])

    def test_main_rows_are_few_and_all_rows_more(self):
        main, every = self.json_of("h100-sxm", "h20"), self.json_of("h100-sxm", "h20", "--all")
        self.assertLessEqual(len(main["rows"]), 16)
        keys = [row["key"] for row in every["rows"]]
        self.assertEqual(keys[:len(main["rows"])], [row["key"] for row in main["rows"]])
        self.assertGreater(len(keys), len(main["rows"]))

    def test_a_side_that_is_nothing_is_refused(self):
        self.assert_refused(["gap", "h100", "h20"], 2, "h100-sxm", "neither a part")
        self.assert_refused(["gap", "h100-sxm", "no.json"], 2, "no.json")
        self.assert_refused(["gap", "-", "-"], 2, "standard input")
        self.assert_refused(["gap", "h100-sxm", "h20", "--format", "html"], 2, "--format")

    def test_a_side_or_evidence_that_is_no_document_is_refused(self):
        (self.folder / "bad.json").write_text("{}")
        (self.folder / "empty").mkdir()
        self.assert_refused(["gap", "bad.json", "h20"], 2, "bad.json")
        self.assert_refused(["gap", "h100-sxm", "h20", "--evidence", "bad.json"], 2, "bad.json")
        self.assert_refused(["gap", "h100-sxm", "h20", "--evidence", "none.json"], 2, "none.json")
        self.assert_refused(["gap", "h100-sxm", "h20", "--evidence", "empty"], 2, "no .json")

    def test_nothing_in_common_is_exit_3(self):
        self.assay("run", *binary.SMALL, "-o", "cpu.json")
        result = self.assay("gap", "h20", "cpu.json")
        self.assertEqual(result.returncode, 3, result.stderr)
        self.assertIn(b"nothing is known of both sides", result.stderr)
        self.assertEqual(self.json_of("h20", "cpu.json", code=3)["rows"], [])

    def test_two_documents_of_what_no_part_explains_are_compared(self):
        self.assay("run", *binary.SMALL, "-o", "cpu.json")
        made = self.json_of("cpu.json", "cpu.json", "--all")
        self.assertEqual([row["key"] for row in made["rows"]], ["memory.read/bandwidth"])
        self.assertEqual(made["rows"][0]["measured_ratio"]["value"], 1)
        self.assertEqual((made["a"]["label"], made["b"]["label"]), ("cpu (A)", "cpu (B)"))

    def simulate(self, part):
        self.assertEqual(self.assay("run", "--simulate", part, "--seed", "1", "-o", f"{part}.json").returncode, 0)

    def test_simulated_evidence_marks_every_line_and_is_exit_3(self):
        self.simulate("h20")
        arguments = ["gap", "h100-sxm", "h20", "--evidence", "h20.json"]
        result = self.assay(*arguments)
        self.assertEqual(result.returncode, 3)
        self.assertIn(b"--allow-simulated", result.stderr)
        lines = result.stdout.decode().splitlines()
        self.assertEqual([line for line in lines if not line.startswith("SIMULATED")], [])
        self.assertLessEqual(max(map(len, lines)), 80)
        self.assertEqual(self.assay(*arguments, "--allow-simulated").returncode, 0)

    def test_a_folder_of_documents_is_dealt_to_the_sides_they_behave_like(self):
        (self.folder / "runs").mkdir()
        for part, name in {"h20": "one", "h100-sxm": "two"}.items():
            self.simulate(part)
            (self.folder / f"{part}.json").rename(self.folder / "runs" / f"{name}.json")
        made = self.json_of("h100-sxm", "h20", "--evidence", "runs", "--allow-simulated")
        self.assertTrue(made["simulated"])
        self.assertEqual((made["a"]["documents"], made["b"]["documents"]),
                         (["runs/two.json, cuda:0"], ["runs/one.json, cuda:0"]))
        gemm = made["rows"][0]
        self.assertEqual({gemm[side]["measured"]["ground"] for side in "ab"}, {"recorded"})
        self.assertIn("held by its power limit", gemm["explanation"]["cause"])

    def test_a_document_is_a_side_by_itself(self):
        self.simulate("h20")
        made = self.json_of("h100-sxm", "h20.json", "--allow-simulated")
        self.assertEqual((made["b"]["label"], made["b"]["part"]), ("h20", "h20"))
        self.assertEqual(made["rows"][0]["b"]["measured"]["ground"], "document")


if __name__ == "__main__":
    if "--update" in sys.argv:
        for each, words in RECORDED.items():
            made = subprocess.run([sys.argv[1], *words], capture_output=True, check=True, timeout=60)
            (GOLDEN / each).write_bytes(made.stdout)
    else:
        unittest.main(argv=sys.argv[:1])
