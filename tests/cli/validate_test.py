#!/usr/bin/env python3
"""Is every kind of bad document refused in one line? validate_test.py BINARY"""
# SPDX-License-Identifier: Apache-2.0
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

from binary import BINARY, Cli, ENVIRONMENT, SECONDS_AT_MOST, SMALL


class BadDocument(Cli):
    @classmethod
    def setUpClass(cls):
        with tempfile.TemporaryDirectory() as folder:
            file = pathlib.Path(folder, "r.json")
            subprocess.run([BINARY, "run", *SMALL, "-o", str(file)], check=True, capture_output=True, env=ENVIRONMENT,
                           timeout=SECONDS_AT_MOST)
            cls.good = file.read_text()

    def assert_invalid(self, text, *words):
        (self.folder / "bad.json").write_bytes(text if isinstance(text, bytes) else text.encode())
        self.assert_refused(["validate", "bad.json"], 2, "bad.json", *words)

    def changed(self, change):
        document = json.loads(self.good)
        change(document)
        return json.dumps(document)

    def test_the_unchanged_one_is_valid(self):
        (self.folder / "good.json").write_text(self.good)
        self.assertEqual(self.assay("validate", "good.json").returncode, 0)

    def test_truncated(self):
        self.assert_invalid(self.good[:len(self.good) // 2])
        self.assert_invalid("")

    def test_foreign(self):
        for text in ('{"benchmarks": []}', "[]", "null", "1", "not JSON\n", b"\x89PNG\r\n\x1a\n\x00", "{}"):
            with self.subTest(text=text):
                self.assert_invalid(text)

    def test_other_major_versions(self):
        for version in ("0.9.0", "2.0.0"):
            with self.subTest(version=version):
                self.assert_invalid(self.changed(lambda document: document.update(schema_version=version)), version)

    def test_nan_and_infinity(self):
        for word in ("NaN", "Infinity", "-Infinity", "1e999"):
            with self.subTest(word=word):
                text, count = re.subn(r'("estimate_s": )[0-9.e+-]+', rf"\g<1>{word}", self.good)
                self.assertEqual(count, 1)
                self.assert_invalid(text)

    def test_unknown_key(self):
        self.assert_invalid(self.changed(lambda document: document["run"].update(metircs=1)), "metircs")

    def test_two_gigabytes_that_are_not_json(self):
        with open(self.folder / "huge.json", "wb") as file:
            file.truncate(2 << 30)
        self.assert_refused(["validate", "huge.json"], 2, "huge.json")

    def test_what_is_no_file(self):
        self.assert_refused(["validate", "missing.json"], 2, "missing.json")
        self.assert_refused(["validate", "."], 2, ".")

    def test_good_and_bad_together(self):
        (self.folder / "good.json").write_text(self.good)
        (self.folder / "bad.json").write_text("{}")
        self.assert_refused(["validate", "good.json", "bad.json"], 2, "bad.json", stdout=b"good.json: ok\n")
        answer = json.loads(self.assay("validate", "--json", "good.json", "bad.json").stdout)
        self.assertEqual([entry["valid"] for entry in answer], [True, False])


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
