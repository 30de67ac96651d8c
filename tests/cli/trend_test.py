#!/usr/bin/env python3
"""Does assay trend find what changed in an archive of simulated nights, explain it, and end as it should?

trend_test.py BINARY SCHEMA
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

SCHEMA = json.loads(pathlib.Path(sys.argv[2]).read_text())
NIGHTS, CHANGED, SEEDS, GPUS = 60, 40, 4, 2
FEW = ["--only", "gemm.bf16"]
KNOWN = {}


def simulated(seed, *flags):
    key = (seed, *flags)
    if key not in KNOWN:
        KNOWN[key] = fleet_documents.simulated(binary.BINARY, *FEW, *flags, gpus=GPUS, seed=seed)
    return KNOWN[key]


class Trend(binary.Cli):
    def archive(self, nights=NIGHTS, spoiled=(), real=True):
        """Two nodes, a run a night; node 1 is spoiled by these flags from night CHANGED on."""
        (self.folder / "nights").mkdir()
        for night in range(nights):
            for node in range(2):
                flags = spoiled if node == 1 and night >= CHANGED else ()
                # Seeds come in an order that is none.
                seed = 1 + (night * night * 7 + night // 3 + node) % SEEDS
                made = fleet_documents.as_node(simulated(seed, *flags), node, night=night, real=real)
                fleet_documents.write(made, self.folder / "nights" / f"{node}-{night:03}.json")
        added = self.assay("archive", "add", "nightly.db", "nights")
        self.assertEqual(added.returncode, 0, added.stderr)

    def trend(self, *flags, code):
        result = self.assay("trend", "nightly.db", *flags, "--format", "json")
        self.assertEqual(result.returncode, code, result.stderr)
        made = validate.parse(result.stdout.decode())
        self.assertEqual(validate.problems(SCHEMA, made), [])
        self.assertEqual(made["exit_code"], code)
        return made, result.stderr.decode()

    def test_a_lower_clock_is_found_with_its_night_and_its_devices(self):
        self.archive(spoiled=("--clock-ratio", "0.9"))
        made, errors = self.trend(code=1)
        self.assertEqual(errors, "")
        self.assertFalse(made["simulated"])
        group = made["groups"][0]
        self.assertEqual((group["kind"], group["worse"], group["devices"], group["of_devices"], group["hosts"]),
                         ("step", True, GPUS, 2 * GPUS, ["node1"]))
        self.assertIn("gemm.bf16", group["metric"])
        self.assertAlmostEqual(group["size"], -0.1, delta=0.02)
        self.assertEqual((group["after"], group["before"]), ("2026-04-09T02:00:01Z", "2026-04-10T02:00:01Z"))
        self.assertIn("clock", [one["subject"] for one in group["shared"]])
        finding = made["findings"][group["findings"][0]]
        self.assertIn(finding["device"], [fleet_documents.gpu_uuid(1, gpu) for gpu in range(GPUS)])
        self.assertTrue(finding["stands"])

    def test_what_is_asked_for_is_looked_at(self):
        self.archive(spoiled=("--clock-ratio", "0.9"))
        healthy, changed = fleet_documents.gpu_uuid(0, 0), fleet_documents.gpu_uuid(1, 0)
        self.assertEqual(self.trend("--device", healthy, code=0)[0]["devices"], 1)
        made, _ = self.trend("--device", changed, code=1)
        self.assertEqual({one["device"] for one in made["findings"]}, {changed})
        self.trend("--host", "node0", code=0)
        self.trend("--until", "2026-04-10", code=0)
        self.assertEqual(self.trend("--since", "2026-04-20", code=3)[0]["judged"], 0)
        self.assertEqual(self.trend("--metric", "memory.*", code=3)[0]["series"], 0)
        self.trend("--threshold", "30", code=0)

    def test_text_says_the_conclusion_first_and_fits_80_columns(self):
        self.archive(spoiled=("--clock-ratio", "0.9"))
        result = self.assay("trend", "nightly.db")
        lines = result.stdout.decode().splitlines()
        self.assertLessEqual(max(map(len, lines)), 80)
        self.assertEqual(lines[:2], ["Trend", "====="])
        self.assertRegex(lines[2], r"\A\d+ of \d+ series changed for the worse and stand so\.")
        for word in ("What else changed", "clock", "False alarms", "2 of 2 devices of node1"):
            self.assertIn(word, result.stdout.decode())
        markdown = self.assay("trend", "nightly.db", "--format", "markdown").stdout.decode()
        self.assertTrue(markdown.startswith("# Trend\n"))

    def test_nothing_changed(self):
        self.archive()
        made, _ = self.trend(code=0)
        self.assertEqual((made["findings"], made["too_few_runs"]), ([], 0))
        self.assertIn("Nothing changed for the worse", made["conclusion"])

    def test_too_few_nights_are_not_judged(self):
        self.archive(nights=5)
        made, _ = self.trend(code=3)
        self.assertEqual(made["judged"], 0)
        self.assertGreater(made["runs_needed"], 5)

    def test_simulated_nights_are_left_out_and_counted(self):
        self.archive(nights=50, real=False)
        _, errors = self.trend(code=3)
        self.assertIn("100 of 100 runs left out", errors)
        made, errors = self.trend("--allow-simulated", code=0)
        self.assertEqual((made["simulated"], errors), (True, ""))
        text = self.assay("trend", "nightly.db", "--allow-simulated").stdout.decode()
        self.assertTrue(all(line.startswith("SIMULATED") for line in text.splitlines()))

    def test_what_is_no_archive_is_refused(self):
        (self.folder / "text.db").write_text("no database\n")
        self.assert_refused(["trend", "text.db"], 2, "text.db")
        self.assert_refused(["trend", "missing.db"], 2, "missing.db")

    def test_wrong_flags_are_refused(self):
        (self.folder / "x.db").write_text("")
        for flags, words in ((["--threshold", "0"], ["--threshold 0"]), (["--threshold", "100"], ["--threshold 100"]),
                             (["--false-alarms", "0.5"], ["--false-alarms 0.5"]),
                             (["--since", "yesterday"], ["--since yesterday", "2026-01-31"]),
                             (["--until", "2026-02-30"], ["--until 2026-02-30"]),
                             (["--format", "junit"], ["--format junit"])):
            with self.subTest(flags=flags):
                self.assert_refused(["trend", "x.db", *flags], 2, *words)


if __name__ == "__main__":
    unittest.main(argv=["trend_test"])
