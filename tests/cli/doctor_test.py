#!/usr/bin/env python3
"""Does assay doctor look at this machine and end as it says? doctor_test.py BINARY RESULTS_SCHEMA_FOLDER"""
# SPDX-License-Identifier: Apache-2.0
import json
import pathlib
import sys
import unittest

import binary

SCHEMA = json.loads((pathlib.Path(sys.argv[2]) / "diagnosis.schema.json").read_text())
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "results-schema"))
import validate  # noqa: E402


class Doctor(binary.Cli):
    def json_of(self, *arguments):
        result = self.assay("doctor", *arguments, "--format", "json")
        self.assertEqual(result.stderr, b"")
        made = validate.parse(result.stdout.decode())
        self.assertEqual(validate.problems(SCHEMA, made), [])
        self.assertEqual(result.returncode, 3 if made["spoils"] else 0)
        for effect in ("spoils", "colours"):
            self.assertEqual(made[effect], sum(one["effect"] == effect for one in made["hindrances"]))
        return made

    def test_hidden_gpus_are_something_that_spoils_a_run(self):
        made = self.json_of()
        checks = {one["check"]: one for one in made["hindrances"]}
        self.assertEqual(checks["no_gpu"]["effect"], "spoils")
        self.assertEqual(made["hindrances"][0]["effect"], "spoils")

    def test_of_the_processors_alone_no_gpu_is_missed(self):
        for one in self.json_of("--device", "cpu")["hindrances"]:
            self.assertNotIn(one["check"], ("no_gpu", "library", "shared_memory"))
            self.assertNotRegex(one["where"], "cuda")

    def test_every_hindrance_comes_with_what_mends_it(self):
        for one in self.json_of()["hindrances"]:
            self.assertGreater(len(one["remedy"]), 5, one)

    def test_text_begins_with_how_it_stands_and_fits_80_columns(self):
        text = self.assay("doctor").stdout.decode()
        self.assertRegex(text, r"\ADoctor\n=+\n\d+ things? would spoil a run")
        self.assertIn("Spoils a run\n", text)
        self.assertIn("what mends it", text)
        self.assertLessEqual(max(map(len, text.splitlines())), 80)

    def test_markdown(self):
        self.assertTrue(self.assay("doctor", "--format", "markdown").stdout.startswith(b"# Doctor\n"))

    def test_writes_nothing(self):
        self.assay("doctor")
        self.assertEqual(self.files(), [])

    def test_wrong_usage(self):
        self.assert_refused(["doctor", "--device", "tpu"], 2, "--device tpu", "cpu")
        self.assert_refused(["doctor", "--format", "xml"], 2, "--format")


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
