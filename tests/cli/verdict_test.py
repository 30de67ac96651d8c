#!/usr/bin/env python3
"""Does assay verdict judge, refuse and exit as its help says? verdict_test.py BINARY"""
# SPDX-License-Identifier: Apache-2.0
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

from binary import BINARY, Cli, ENVIRONMENT, SECONDS_AT_MOST

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "results-schema"))
GATES = {"metric": "memory.copy/bandwidth", "lower": 3200, "unit": "GB/s", "source": "contract", "date": "2026-11-01"}


def simulate(file, *flags):
    subprocess.run([BINARY, "run", "--simulate", *flags, "--seed", "1", "-o", str(file)], check=True,
                   capture_output=True, env=ENVIRONMENT, timeout=SECONDS_AT_MOST)
    return json.loads(file.read_text())


def case_of(document, kernel):
    return next(case for case in document["cases"] if case["kernel"] == kernel)


class Verdict(Cli):
    @classmethod
    def setUpClass(cls):
        with tempfile.TemporaryDirectory() as folder:
            file = pathlib.Path(folder, "r.json")
            cls.h20 = simulate(file, "h20")
            cls.fake = simulate(file, "h20", "--present-as", "h100-sxm")
            cls.slow = simulate(file, "h100-sxm", "--clock-ratio", "0.6")

    def write(self, name, document, simulated=False):
        document = json.loads(json.dumps(document))
        if not simulated:
            document["run"].pop("simulated", None)
        (self.folder / name).write_text(json.dumps(document))
        return name

    def verdict(self, code, *arguments, words=(), errors=()):
        result = self.assay("verdict", *arguments)
        text = result.stdout.decode()
        self.assertEqual(result.returncode, code, text + result.stderr.decode())
        if "json" not in arguments:
            for line in text.splitlines():
                self.assertLessEqual(len(line), 80)
                self.assertEqual(line, line.rstrip())
        for word in words:
            self.assertIn(word, " ".join(text.split()))
        for word in errors:
            self.assertIn(word, result.stderr.decode())
        return text

    def test_a_healthy_part_passes(self):
        text = self.verdict(0, self.write("a.json", self.h20), words=["Coverage: ", "Identity: ", "A pass says"])
        self.assertTrue(text.startswith("PASS h20 cuda:0 NVIDIA H20 (GPU-"), text)
        self.verdict(0, "a.json", "--expect", "h20", "--devices", "1")

    def test_simulated_is_said_on_every_line_and_is_no_pass(self):
        self.write("a.json", self.h20, simulated=True)
        text = self.verdict(3, "a.json", errors=["--allow-simulated"])
        self.assertTrue(all(line.startswith("SIMULATED") for line in text.splitlines()), text)
        self.verdict(0, "a.json", "--allow-simulated")
        text = self.verdict(0, "a.json", "a.json", "--allow-simulated")
        self.assertTrue(all(line.startswith("SIMULATED") for line in text.splitlines()), text)

    def test_another_part_is_said_first(self):
        text = self.verdict(1, self.write("a.json", self.fake))
        self.assertTrue(text.startswith("FAIL h100-sxm cuda:0 NVIDIA H100 80GB HBM3"), text)
        self.assertIn("identity: ", text.splitlines()[3 if "(GPU" in text.splitlines()[1] else 2])
        self.verdict(1, self.write("b.json", self.h20), "--expect", "h100-sxm", words=["identity: "])

    def test_the_clock_is_the_cause(self):
        self.verdict(1, self.write("a.json", self.slow), words=["FAIL: gemm.bf16: ", "MHz", "cause of gemm.fp32, "])

    def test_json_follows_its_schema(self):
        try:
            import validate
        except SystemExit:
            self.skipTest("the Python package jsonschema is not installed")
        schema = json.loads((ROOT / "results-schema" / "verdict.schema.json").read_text())
        files = [self.write("a.json", self.h20), self.write("b.json", self.fake), self.write("c.json", self.slow, True)]
        (self.folder / "bad.json").write_text("{}")
        for given, code in ((files, 1), (files + ["bad.json"], 3), (files[:1], 0)):
            found = json.loads(self.verdict(code, *given, "--format", "json"))
            self.assertEqual(validate.problems(schema, found), [])
            self.assertEqual([document["file"] for document in found["documents"]], given)
        device = found["documents"][0]["devices"][0]
        self.assertEqual((device["part"], device["state"]), ("h20", "pass"))
        gemm = next(one for one in device["metrics"] if one["metric"] == "gemm.bf16/throughput")
        self.assertEqual(gemm["published"]["value"], 148e12)
        self.assertEqual(gemm["published"]["authority"], "secondary")
        self.assertAlmostEqual(gemm["lower"]["value"], 141.86e12 * 0.95, delta=1)
        self.assertEqual(found["summary"]["state"], "pass")

    def test_impossible_rates(self):
        document = json.loads(json.dumps(self.h20))
        case = case_of(document, "memory.read")
        work = case["work"]["bytes"] * case["parameters"]["iterations_per_sample"]
        case["samples"]["values"] = [work / 1.7e15 for _ in case["samples"]["values"]]
        case["statistics"].update(median=1.7e15, q1=1.7e15, q3=1.7e15, minimum=1.7e15, maximum=1.7e15, relative_iqr=0,
                                  median_interval={"low": 1.7e15, "high": 1.7e15, "confidence": 0.95})
        for roofline in document["rooflines"]:
            roofline["memory"] = {"case": case["name"], "rate": 1.7e15}
            for peak in roofline["peaks"]:
                peak["ridge"] = peak["rate"] / 1.7e15
        self.verdict(3, self.write("a.json", document), words=["INVALID: memory.read", "more than is possible"])

    def test_nothing_measured(self):
        document = json.loads(json.dumps(self.h20))
        document["cases"] = []
        document["plan"]["case_count"] = 0
        result = self.assay("verdict", self.write("a.json", document))
        self.assertIn(result.returncode, (2, 3))

    def test_an_incomplete_run(self):
        document = json.loads(json.dumps(self.h20))
        document["run"]["complete"] = False
        self.verdict(3, self.write("a.json", document), words=["did not come to its end"])

    def test_an_unknown_device(self):
        text = json.dumps(self.h20).replace('"NVIDIA H20"', '"NVIDIA H1"').replace('"2329"', '"FFFF"')
        self.verdict(3, self.write("a.json", json.loads(text)), words=["neither the name", "--expect PART"])

    def test_bad_documents(self):
        self.write("a.json", self.h20)
        other = dict(self.h20, schema_version="2.0.0")
        self.write("b.json", other)
        (self.folder / "c.json").write_text('{"context": {}, "benchmarks": []}')
        for name in ("b.json", "c.json", "absent.json"):
            self.assert_refused(["verdict", name], 2, name)
            self.verdict(3, "a.json", name, words=["could not be read"], errors=[name])
        self.verdict(2, "b.json", "c.json", errors=["b.json", "c.json"])

    def test_duplicate_cases_are_refused(self):
        document = json.loads(json.dumps(self.h20))
        document["cases"].append(document["cases"][0])
        document["plan"]["case_count"] += 1
        self.write("a.json", document)
        self.assert_refused(["verdict", "a.json"], 2, "a.json")

    def test_bad_flags(self):
        self.write("a.json", self.h20)
        self.assert_refused(["verdict", "a.json", "--expect", "h21"], 2, "--expect", "h20")
        self.assert_refused(["verdict", "a.json", "--format", "xml"], 2, "--format")
        self.assert_refused(["verdict", "-", "-"], 2, "once only")
        self.assert_refused(["verdict"], 2, "DOC")

    def gates(self, part, *gates):
        document = {"schema_version": "1.0.0", "kind": "gates", "part": part, "gates": list(gates)}
        (self.folder / "gates.json").write_text(json.dumps(document))
        return ["--gates", "gates.json"]

    def test_gates(self):
        self.write("a.json", self.h20)
        self.verdict(0, "a.json", *self.gates("h20", GATES))
        self.verdict(1, "a.json", *self.gates("h20", dict(GATES, lower=3600)), words=["gates file: contract"])
        self.verdict(3, "a.json", *self.gates("h100-sxm", dict(GATES, lower=2800)), words=["is for h100-sxm"])
        self.gates("h100-sxm", dict(GATES, lower=2800))
        self.assert_refused(["verdict", "a.json", "--gates", "gates.json", "--expect", "h20"], 2, "h100-sxm")

    def test_gates_that_judge_nothing_are_refused(self):
        self.write("a.json", self.h20)
        self.gates("h20", dict(GATES, lower=3.2))
        self.assert_refused(["verdict", "a.json", "--gates", "gates.json"], 2, "gates.json", "assay lint")

    def test_many_documents_are_one_line_each(self):
        self.write("a.json", self.h20)
        self.write("b.json", self.fake)
        text = self.verdict(1, *["a.json"] * 30, "b.json", words=["31 documents, 31 devices: 30 pass, 1 fail"])
        self.assertEqual(text.count("PASS h20"), 30)
        self.assertEqual(text.count("identity: "), 1)

    def test_markdown(self):
        text = self.verdict_markdown()
        self.assertIn("| gemm.bf16 |", text)

    def verdict_markdown(self):
        result = self.assay("verdict", self.write("a.json", self.h20), "--format", "markdown")
        self.assertEqual(result.returncode, 0)
        return result.stdout.decode()


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
