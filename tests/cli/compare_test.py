#!/usr/bin/env python3
"""Does assay compare judge, refuse and exit as its help says? compare_test.py BINARY"""
# SPDX-License-Identifier: Apache-2.0
import copy
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

from binary import BINARY, Cli, ENVIRONMENT, SECONDS_AT_MOST

ROOT = pathlib.Path(__file__).resolve().parents[2]
RUN = ["--device", "cpu", "--only", "memory.read", "--only", "memory.copy", "--bytes", "64KiB"]
SIMULATION = {"part": "h20", "noise": 0.01, "clock_ratio": 1, "disabled_multiprocessors": 0}


def record(case, rates):
    """Puts seven measured rates, in B/s and rising, into the record of a bandwidth case."""
    work = case["work"]["bytes"] * case["parameters"]["iterations_per_sample"]
    case["samples"]["values"] = [work / rate for rate in rates]
    case["statistics"] = {
        "count": 7, "median": rates[3], "q1": (rates[1] + rates[2]) / 2, "q3": (rates[4] + rates[5]) / 2,
        "minimum": rates[0], "maximum": rates[6], "relative_iqr": 0.01,
        "median_interval": {"low": rates[0], "high": rates[6], "confidence": 0.95}}
    case["telemetry"] = {}


def rates(centre, spread=0.001):
    return [centre * (1 + spread * (step - 3) / 3) for step in range(7)]


def without_result(case, status, reason):
    for key in ("samples", "statistics", "stopping", "warm_up_s", "check"):
        case.pop(key, None)
    case.update(status=status, reason=reason)


def with_wrong_answer(case):
    for key in ("samples", "statistics"):
        del case[key]
    case.update(status="wrong", reason="2 elements are wrong")
    case["check"].update(after=False, wrong_elements=2, detail="element 17: expected 3, got 4")


class Compare(Cli):
    @classmethod
    def setUpClass(cls):
        with tempfile.TemporaryDirectory() as folder:
            file = pathlib.Path(folder, "r.json")
            subprocess.run([BINARY, "run", *RUN, "-o", str(file)], check=True, capture_output=True, env=ENVIRONMENT,
                           timeout=SECONDS_AT_MOST)
            cls.base = json.loads(file.read_text())
        for case in cls.base["cases"]:
            record(case, rates(1e11))

    def setUp(self):
        super().setUp()
        self.old = copy.deepcopy(self.base)
        self.new = copy.deepcopy(self.base)
        self.new["run"]["id"] = "00000000-0000-4000-8000-000000000000"
        for case in self.new["cases"]:
            record(case, rates(1.001e11))

    def write(self):
        (self.folder / "old.json").write_text(json.dumps(self.old))
        (self.folder / "new.json").write_text(json.dumps(self.new))

    def compare(self, *flags):
        self.write()
        return self.assay("compare", "old.json", "new.json", *flags)

    def assert_judged(self, code, *words, flags=()):
        result = self.compare(*flags)
        text = result.stdout.decode()
        self.assertEqual(result.returncode, code, text + result.stderr.decode())
        for line in text.splitlines():
            self.assertLessEqual(len(line), 80)
        for word in words:
            self.assertIn(word, " ".join(text.split()))
        return text

    def assert_bad_input(self, *words, arguments=("compare", "old.json", "new.json")):
        self.write()
        self.assert_refused(list(arguments), 2, *words)

    def test_no_change(self):
        self.assert_judged(0, "2 cases: 2 same; no regression")

    def test_the_same_document_twice(self):
        record(self.old["cases"][0], rates(1e11, 0.5))
        self.write()
        result = self.assay("compare", "old.json", "old.json")
        self.assertEqual(result.returncode, 0)
        self.assertIn(b"2 cases: 2 same; no regression", result.stdout)
        self.assertIn(b"the same run", result.stdout)

    def test_a_regression(self):
        record(self.new["cases"][1], rates(0.9e11))
        self.assert_judged(1, "1 slower, 1 same", "beyond the tolerance of 5 %", "0.900")
        self.assert_judged(0, "no regression", flags=["--tolerance", "15"])
        self.assert_judged(0, "2 same", flags=["--floor", "15"])

    def test_a_gain(self):
        record(self.new["cases"][1], rates(1.2e11))
        self.assert_judged(0, "1 faster, 1 same; no regression")

    def test_noise(self):
        record(self.new["cases"][1], rates(1e11, 0.3))
        self.assert_judged(3, "1 uncertain", "to settle it, repeat NEW")

    def test_clocks_explain(self):
        for document, clock in ((self.old, 2e9), (self.new, 1.8e9)):
            document["cases"][1]["telemetry"] = {"clock_hz": {"median": clock}}
        record(self.new["cases"][1], rates(0.9e11))
        self.new["cases"][1]["telemetry"] = {"clock_hz": {"median": 1.8e9}}
        self.assert_judged(1, "clock 10 % lower", "2.00 GHz 1.80 GHz")

    def test_a_case_that_is_missing(self):
        name = self.new["cases"].pop(0)["kernel"]
        self.new["plan"]["case_count"] = 1
        self.assert_judged(3, f"lost: {name}", "not planned")

    def test_a_case_without_a_result(self):
        for status in ("skipped", "error"):
            with self.subTest(status=status):
                without_result(self.new["cases"][0], status, "out of memory")
                self.assert_judged(3, "1 same, 1 lost", "out of memory")

    def test_a_wrong_answer(self):
        with_wrong_answer(self.new["cases"][0])
        record(self.new["cases"][1], rates(0.5e11))
        self.assert_judged(4, "wrong", "2 elements are wrong", "1 lost more than is tolerated")

    def test_a_case_only_new_has(self):
        self.old["cases"].pop(0)
        self.old["plan"]["case_count"] = 1
        self.assert_judged(0, "only in NEW")

    def test_other_cases(self):
        self.old["cases"].pop(0)
        self.new["cases"].pop(1)
        for document in (self.old, self.new):
            document["plan"]["case_count"] = 1
        self.assert_judged(3, "nothing was compared: run both with the same")

    def test_an_incomplete_run(self):
        self.new["run"].update(complete=False, interrupted_by="SIGINT")
        without_result(self.new["cases"][1], "skipped", "not reached")
        self.new["cases"][1].pop("elapsed_s", None)
        self.assert_judged(3, "interrupted by SIGINT", "not reached")

    def test_conditions(self):
        self.new["plan"].update(level="soak", seed=5)
        self.new["tool"]["version"] = "0.2.0"
        self.assert_judged(0, "What else differs", "level quick soak", "seed", "0.1.0 0.2.0")

    def test_absurd_rates_are_compared_all_the_same(self):
        record(self.new["cases"][0], rates(1.7e15))
        self.assert_judged(0, "1 faster", "1.7e+04")

    def test_simulated(self):
        for document in (self.old, self.new):
            document["run"]["simulated"] = SIMULATION
        text = self.assert_judged(3, "simulated h20")
        self.assertTrue(all(line.startswith("SIMULATED") for line in text.splitlines()), text)
        self.assert_judged(0, flags=["--allow-simulated"])
        for line in self.compare("--format", "markdown").stdout.decode().splitlines():
            self.assertTrue(not line or "**SIMULATED**" in line or set(line) <= set("|-: "), line)
        self.assertIs(json.loads(self.compare("--format", "json").stdout)["simulated"], True)
        record(self.new["cases"][0], rates(0.5e11))
        self.assert_judged(1, flags=["--allow-simulated"])
        self.assert_judged(1)

    def test_json_follows_its_schema(self):
        sys.path.insert(0, str(ROOT / "tests/results-schema"))
        try:
            import validate
        except SystemExit:
            self.skipTest("the Python package jsonschema is not installed")
        schema = validate.parse((ROOT / "results-schema/comparison.schema.json").read_text())
        record(self.new["cases"][1], rates(0.9e11))
        self.new["cases"][1]["parameters"]["iterations_per_sample"] += 1
        record(self.new["cases"][1], rates(0.9e11))
        for change in (lambda: None, lambda: without_result(self.new["cases"][0], "error", "x"),
                       lambda: self.new["run"].update(simulated=SIMULATION)):
            change()
            result = self.compare("--format", "json")
            self.assertNotEqual(result.stdout, b"", result.stderr)
            answer = validate.parse(result.stdout.decode())
            self.assertEqual(validate.problems(schema, answer), [])
        self.assertEqual([case["outcome"] for case in answer["cases"]], ["lost", "slower"])
        self.assertEqual(answer["effect"], "not_judged")

    def test_output_is_the_same_every_time(self):
        for form in ("text", "markdown", "json"):
            self.assertEqual(self.compare("--format", form).stdout, self.compare("--format", form).stdout)

    def test_bad_documents(self):
        self.new["schema_version"] = "2.0.0"
        self.assert_bad_input("new.json", "2.0.0")
        self.new["schema_version"] = "1.0.0"
        self.new["cases"][1] = copy.deepcopy(self.new["cases"][0])
        self.assert_bad_input("new.json", "is there twice")
        self.new["cases"] = copy.deepcopy(self.base["cases"])
        self.new["cases"][0]["samples"]["values"] = []
        self.assert_bad_input("new.json", "/cases/0/samples")
        self.new = {"benchmarks": []}
        self.assert_bad_input("new.json")

    def test_wrong_usage(self):
        for arguments, word in ((["old.json", "missing.json"], "missing.json"), (["-", "-"], "standard input"),
                                (["old.json", "new.json", "--tolerance", "-1"], "--tolerance"),
                                (["old.json", "new.json", "--tolerance", "100"], "--tolerance"),
                                (["old.json", "new.json", "--floor", "nan"], "--floor"),
                                (["old.json", "new.json", "--floor", "x"], "--floor"),
                                (["old.json", "new.json", "--format", "xml"], "--format xml"), (["old.json"], "NEW")):
            with self.subTest(arguments=arguments):
                self.assert_bad_input(word, arguments=["compare", *arguments])


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
