#!/usr/bin/env python3
"""Does assay explain say what each kernel reports? explain_test.py BINARY RESULTS_SCHEMA_FOLDER"""
# SPDX-License-Identifier: Apache-2.0
import json
import pathlib
import re
import sys
import unittest

import binary

SCHEMAS = pathlib.Path(sys.argv[2]).resolve()
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "results-schema"))
import validate  # noqa: E402


class Explain(binary.Cli):
    def explain(self, *arguments):
        result = self.assay("explain", *arguments)
        self.assertEqual((result.returncode, result.stderr), (0, b""), arguments)
        return result.stdout.decode()

    def json_of(self, *arguments):
        made = validate.parse(self.explain(*arguments, "--format", "json"))
        schema = json.loads((SCHEMAS / "explanations.schema.json").read_text())
        self.assertEqual(validate.problems(schema, made), [])
        return made

    def kernels(self):
        return [kernel["kernel"] for kernel in json.loads(self.assay("list", "--json").stdout)]

    def test_every_file_follows_its_schema(self):
        schema = json.loads((SCHEMAS / "explanation.schema.json").read_text())
        files = sorted((SCHEMAS / "explanations").iterdir())
        self.assertGreater(len(files), 10)
        for file in files:
            with self.subTest(file=file.name):
                self.assertEqual(file.suffix, ".json")
                self.assertEqual(validate.problems_of_file(schema, file), [])

    def test_alone_it_lists_every_kernel(self):
        text = self.explain()
        kernels = self.kernels()
        self.assertGreater(len(kernels), 20)
        for kernel in kernels:
            self.assertRegex(text, rf"(?m)^{re.escape(kernel)}/\w+ ")

    def test_everything_in_the_binary_is_valid_and_fits_80_columns(self):
        made = self.json_of("*")
        self.assertEqual(len({one["metric"] for one in made["explanations"]}), len(made["explanations"]))
        for part in ("h100-sxm", "h20"):
            text = self.explain("*", "--part", part)
            self.assertLessEqual(max(map(len, text.splitlines())), 80)
        self.assertLessEqual(max(map(len, self.explain().splitlines())), 80)

    def test_one_metric_has_all_of_its_sections(self):
        text = self.explain("memory.triad")
        for words in ("memory.triad/bandwidth", "Formula, in B/s", "3 x bytes of one array", "Why so",
                      "What limits it", "Where it is low", "what to do", "Checked: "):
            self.assertIn(words, text)
        self.assertIn("Where it is high", self.explain("latency.chase"))
        self.assertIn("No kernel of this build", self.explain("gemm.fp32"))

    def test_a_part_adds_figures_with_sources(self):
        made = self.json_of("memory.triad", "--part", "h20")
        self.assertEqual(made["part"], "h20")
        statements = made["explanations"][0]["statements"]
        part = json.loads((SCHEMAS / "catalogue/parts/h20.json").read_text())
        self.assertEqual(statements[0]["value"], part["memory"]["bandwidth"]["value"])
        self.assertEqual(statements[0]["source"], part["memory"]["bandwidth"]["source"])
        self.assertIn("typical", {one["kind"] for one in statements})
        self.assertIn("holds no figure", self.explain("shared.read", "--part", "h20"))

    def test_every_name_that_the_texts_point_to_is_there(self):
        named = set()
        for file in (SCHEMAS / "explanations").iterdir():
            named |= set(re.findall(r"assay explain ([a-z0-9_.*]+[a-z0-9_*])", file.read_text()))
        self.assertGreater(len(named), 5)
        for name in sorted(named):
            self.explain(name)

    def test_markdown(self):
        self.assertTrue(self.explain("fma.rate", "--format", "markdown").startswith("# fma.rate/rate\n"))

    def test_what_is_not_there_is_refused(self):
        self.assert_refused(["explain", "memory.raed"], 2, "memory.raed", "nearest: memory.read", "assay explain")
        self.assert_refused(["explain", "memory.read", "none.such"], 2, "none.such")
        self.assert_refused(["explain", "memory.read", "--part", "h1000"], 2, "--part", "h1000", "h100-sxm")
        self.assert_refused(["explain", "memory.read", "--format", "xml"], 2, "--format")


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
