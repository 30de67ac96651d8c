#!/usr/bin/env python3
"""Does assay lint see what is wrong with gates files? lint_test.py BINARY RESULTS_SCHEMA_FOLDER"""
# SPDX-License-Identifier: Apache-2.0
import json
import pathlib
import shutil
import sys
import unittest

import binary

HERE = pathlib.Path(__file__).resolve().parent
SCHEMAS = pathlib.Path(sys.argv[2]).resolve()
sys.path.insert(0, str(HERE.parent / "results-schema"))
import validate  # noqa: E402

# Gates that others published or wrote: place, check, and words that the sentence must hold.
PUBLISHED = {
    "dcgm-h200-bandwidth.json": ("/gates/0/lower", "units", "2333 MB/s", "4.48 TB/s", "was 2333 GB/s meant?"),
    "dcgm-b100-sgemm.json": ("/gates/0/lower", "ceiling", "3416250 GFLOP/s", "divided by 100", "34.16 TFLOP/s"),
    "dcgm-b100-part.json": ("/part", "part", "b100 is no part", "no default", "b200"),
    "dcgm-l40-bandwidth.json": ("/gates/0/lower", "slack", "49050 MB/s", "multiplied by 10 it would be 490.5 GB/s"),
    "superbench-rule.json": ("/gates/0/metric", "metric", "gemm-flops/*_tc_.*", "matches no metric", "gemm."),
    "superbench-launch.json": ("/gates/0/upper", "units", "1 ms", "was 1 us meant?"),
    "all-reduce-8-bytes.json": ("/gates/0/lower", "impossible", "470 GB/s at 8 B", "17.02 ps", "1 us"),
}
GATE = {"metric": "memory.read/bandwidth", "lower": 3000, "unit": "GB/s", "source": "a test", "date": "2026"}


class Lint(binary.Cli):
    def lint(self, *arguments):
        result = self.assay("lint", *arguments, "--format", "json")
        self.assertEqual(result.stderr, b"")
        report = validate.parse(result.stdout.decode())
        schema = json.loads((SCHEMAS / "lint.schema.json").read_text())
        self.assertEqual(validate.problems(schema, report), [])
        return result.returncode, report

    def gates(self, *gates, **members):
        file = self.folder / "gates.json"
        file.write_text(json.dumps({"schema_version": "1.0.0", "kind": "gates", "part": "h100-sxm",
                                    "gates": list(gates), **members}))
        return str(file)

    def assert_found(self, file, place, check, *words, code=1):
        exit_code, report = self.lint(file)
        findings = [(finding.get("place"), finding["check"]) for finding in report["findings"]]
        self.assertEqual(findings, [(place, check)], report["findings"])
        self.assertEqual(exit_code, code)
        for word in words:
            self.assertIn(word, report["findings"][0]["what"])

    def test_mistakes_that_were_published(self):
        self.assertEqual(set(PUBLISHED), {path.name for path in (HERE / "lint").iterdir()})
        for name, (place, check, *words) in PUBLISHED.items():
            with self.subTest(name=name):
                self.assert_found(str(HERE / "lint" / name), place, check, *words)

    def test_the_catalogue_in_the_binary_is_clean(self):
        result = self.assay("lint")
        self.assertEqual(result.returncode, 0, result.stdout)
        self.assertIn(b"Nothing is wrong with the catalogue of this binary.", result.stdout)

    def test_the_examples_are_clean(self):
        examples = sorted(str(path) for path in (SCHEMAS / "examples/gates").glob("*.json"))
        self.assertGreaterEqual(len(examples), 2)
        code, report = self.lint(*examples)
        self.assertEqual((code, report["findings"], report["checked"]), (0, [], examples))

    def test_a_warning_fails_nothing(self):
        self.assert_found(self.gates(dict(GATE, lower=3300)), "/gates/0/lower", "typical", code=0)

    def test_files_that_cannot_be_used(self):
        for text in ("", "{", "[]", '{"kind": "part"}', '{"kind": "gates", "schema_version": "2.0.0"}',
                     '{"kind": "gates", "kind": "gates"}'):
            with self.subTest(text=text):
                (self.folder / "bad.json").write_text(text)
                self.assert_found(str(self.folder / "bad.json"), None, "file", code=2)
        self.assert_found("missing.json", None, "file", "missing.json", code=2)

    def test_every_breach_of_the_schema_is_listed(self):
        broken = [dict(GATE, colour="green"), dict(GATE, unit="furlong"),
                  {key: value for key, value in GATE.items() if key != "source"}]
        code, report = self.lint(self.gates(*broken))
        self.assertEqual(code, 2)
        text = json.dumps(report["findings"])
        for word in ("colour", "furlong", "source"):
            self.assertIn(word, text)

    def test_several_files_and_the_worst_wins(self):
        good, bad = str(SCHEMAS / "examples/gates/h20.json"), str(HERE / "lint/superbench-rule.json")
        self.assertEqual(self.lint(good, bad)[0], 1)
        self.assertEqual(self.lint(good, bad, "missing.json")[0], 2)

    def test_catalogue_of_a_folder(self):
        code, report = self.lint("--catalogue", str(SCHEMAS / "catalogue"), str(SCHEMAS / "examples/gates/h20.json"))
        self.assertEqual((code, report["findings"], len(report["checked"])), (0, [], 2))
        self.assert_refused(["lint", "--catalogue", "nowhere"], 2, "nowhere", "parts")

    def test_every_broken_file_of_a_catalogue_is_listed(self):
        copy = self.folder / "catalogue"
        shutil.copytree(SCHEMAS / "catalogue", copy)
        (copy / "parts/h20.json").write_text("{")
        part = json.loads((copy / "parts/l20.json").read_text())
        part.update(colour="green", product=7)
        (copy / "parts/l20.json").write_text(json.dumps(part))
        code, report = self.lint("--catalogue", str(copy))
        self.assertEqual(code, 2)
        found = {(finding["file"], finding["check"], finding.get("place")) for finding in report["findings"]}
        self.assertIn(("parts/h20.json", "file", None), found)
        self.assertIn(("parts/l20.json", "schema", "/product"), found)
        self.assertIn("colour", json.dumps(report["findings"]))

    def test_text_fits_the_terminal_and_markdown_is_whole(self):
        files = [str(HERE / "lint" / name) for name in PUBLISHED]
        text = self.assay("lint", *files).stdout.decode()
        self.assertLessEqual(max(map(len, text.splitlines())), 80)
        self.assertIn("was 2333 GB/s meant?", " ".join(text.split()))
        self.assertIn("was 2333 GB/s meant?", self.assay("lint", *files, "--format", "markdown").stdout.decode())

    def test_wrong_usage(self):
        self.assert_refused(["lint", "--format", "xml"], 2, "--format")


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
