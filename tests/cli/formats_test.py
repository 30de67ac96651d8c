#!/usr/bin/env python3
"""Do other tools read what assay verdict writes for them, and the same as assay says? formats_test.py BINARY

Without promtool, prometheus-node-exporter, xmllint or a way to PyPI the tests that need them are skipped.
"""
# SPDX-License-Identifier: Apache-2.0
import csv
import io
import json
import os
import pathlib
import re
import shutil
import socket
import subprocess
import sys
import time
import unittest
import urllib.request

from binary import Cli
import verdict_test
from python_package import package_folder

ROOT = pathlib.Path(__file__).resolve().parents[2]
HOSTILE = ["a\"b'c\\d|e,f;g=h{}", "line\nbreak\ttab\rreturn", "=cmd|' /C calc'!A0", "emoji \U0001f525 ]]> <&> --> &#0;",
           "x" * 256, "\x01\x1b[31m\x9b\x7f\ufffe", "|x=1;;;; \\n", "@SUM(A1)", " "]
STATES = {"pass": "passed", "fail": "failures", "wrong": "failures", "could-not-judge": "errors"}


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def without_the_unfit(text):
    """What foreign_text() makes of it."""
    return re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]", "\ufffd", text)


class Formats(Cli):
    @classmethod
    def setUpClass(cls):
        verdict_test.Verdict.setUpClass.__func__(cls)

    def write(self, name, document, host="node7", simulated=False, uuid=None, device_name=None):
        document = json.loads(json.dumps(document))
        if not simulated:
            document["run"].pop("simulated", None)
        document["host"]["hostname"] = host
        for device in document["devices"]:
            if device["kind"] != "cpu":
                device["uuid"] = uuid or device["uuid"]
        for device in document["cuda"].get("devices", []):
            device["uuid"] = uuid or device.get("uuid")
            device["name"] = device_name or device["name"]
        (self.folder / name).write_text(json.dumps(document))
        return name

    def exported(self, form, *arguments, code=None):
        done = self.assay("verdict", *arguments, "--format", form)
        if code is not None:
            self.assertEqual(done.returncode, code, done.stderr.decode())
        return done.stdout.decode("utf-8")

    def several(self):
        """One that passes, one that fails, one that cannot be judged, one that cannot be read."""
        partial = json.loads(json.dumps(self.h20))
        partial["cases"] = [case for case in partial["cases"] if case["kernel"] != "sm.census"]
        partial["plan"]["case_count"] = len(partial["cases"])
        (self.folder / "broken.json").write_text("{")
        return [self.write("pass.json", self.h20), self.write("fail.json", self.slow, host="node8"),
                self.write("partial.json", partial, host="node9", uuid="GPU-9"), "broken.json"]

    def hostile(self):
        return [self.write(f"hostile{number}.json", self.slow, host=text, uuid=f"GPU-{number}", device_name=text)
                for number, text in enumerate(HOSTILE)]

    def judged(self, files):
        return json.loads(self.exported("json", *files))["documents"]

    def test_csv_holds_what_the_verdict_holds(self):
        files = self.several()
        rows = list(csv.DictReader(io.StringIO(self.exported("csv", *files, code=3))))
        expected = []
        for document in self.judged(files):
            for device in document.get("devices", []):
                expected += [(document["file"], device["device"], metric) for metric in device["metrics"]]
        metrics = [row for row in rows if row["metric"]]
        self.assertEqual(len(metrics), len(expected))
        for row, (file, device, metric) in zip(metrics, expected):
            self.assertEqual((row["file"], row["device"], row["status"]), (file, device, metric["status"]))
            self.assertEqual(row["value"] and float(row["value"]), metric.get("measured", {}).get("median", ""))
            self.assertEqual(row["lower"] and float(row["lower"]), metric.get("lower", {}).get("value", ""))
            self.assertEqual(row["cause"], metric.get("cause", {}).get("kind", ""))
        self.assertEqual([row["device_state"] for row in rows if not row["metric"]], ["could-not-judge"])
        readme = (ROOT / "results-schema" / "README.md").read_text()
        section = readme[readme.index("| column |"):readme.index("**`junit`**")]
        documented = [name for line in section.splitlines() if line.startswith("| `")
                      for name in re.findall(r"`(\w+)`", line.split("|")[1])]
        self.assertEqual(list(rows[0]), documented)

    def test_csv_carries_any_text_and_no_formula(self):
        rows = csv.DictReader(io.StringIO(self.exported("csv", *self.hostile(), code=1), newline=""))
        hosts = list(dict.fromkeys(row["host"] for row in rows))
        self.assertEqual([host.removeprefix("'") for host in hosts], [without_the_unfit(text) for text in HOSTILE])
        for host in hosts:
            self.assertNotRegex(host, r"\A[=+@\t\r-]")

    def junit(self, files, *flags):
        folder = package_folder("junitparser", "5.0.3")
        if folder is None:
            self.skipTest("junitparser cannot be installed")
        sys.path.insert(0, str(folder))
        import junitparser
        text = self.exported("junit", *files, *flags)
        (self.folder / "junit.xml").write_text(text)
        return list(junitparser.JUnitXml.fromstring(text.encode()))

    def test_junit_counts_agree_with_the_verdict(self):
        files = self.several()
        suites = [suite for suite in self.junit(files) if not suite.name.endswith(" run")]
        devices = [(document, device) for document in self.judged(files) for device in document.get("devices", [])]
        self.assertEqual(len(suites), len(devices))
        seen = set()
        for suite, (document, device) in zip(suites, devices):
            seen.add(device["state"] if device["counts"] else "not-counted")
            counted = {"failures": 0, "errors": 0, "skipped": 0}
            for case in suite:
                for result in case.result:
                    counted[{"Failure": "failures", "Error": "errors", "Skipped": "skipped"}[type(result).__name__]] += 1
            self.assertEqual(counted, {key: getattr(suite, key) for key in counted})
            self.assertEqual(suite.tests, len(list(suite)))
            self.assertEqual({one.name: one.value for one in suite.properties()}["run_id"], document["run_id"])
            if not device["counts"]:
                self.assertEqual((suite.tests, suite.skipped), (1, 1))
                continue
            states = [device["state"]] + [metric["state"] for metric in device["metrics"] if "state" in metric]
            missing = len(device["coverage"]["missing"])
            failures = sum(STATES[state] == "failures" for state in states)
            errors = sum(STATES[state] == "errors" for state in states) + missing
            self.assertEqual((suite.failures, suite.errors), (failures, errors), suite.name)
            self.assertEqual(suite.tests, len(states) + (missing or 1))
            self.assertEqual(suite.failures + suite.errors == 0, device["state"] == "pass")
        self.assertLessEqual({"pass", "fail", "could-not-judge"}, seen)

    def test_junit_of_simulated_documents_is_red_unless_they_are_accepted(self):
        file = self.write("s.json", self.h20, simulated=True)
        red = self.junit([file])
        self.assertEqual(sum(suite.errors for suite in red), 1)
        self.assertTrue(all(suite.name.startswith("SIMULATED ") for suite in red))
        self.assertEqual(sum(suite.errors for suite in self.junit([file], "--allow-simulated")), 0)

    def test_junit_carries_any_text(self):
        suites = self.junit(self.hostile())
        hosts = list(dict.fromkeys({one.name: one.value for one in suite.properties()}["host"] for suite in suites))
        self.assertEqual(hosts, [without_the_unfit(text) for text in HOSTILE])

    @unittest.skipUnless(shutil.which("xmllint"), "xmllint is not installed")
    def test_junit_follows_the_schema_of_ant(self):
        folder = package_folder("ReFrame-HPC", "4.10.4")  # ships that schema
        if folder is None:
            self.skipTest("ReFrame-HPC cannot be installed")
        for files in (self.several(), self.hostile()):
            (self.folder / "junit.xml").write_text(self.exported("junit", *files))
            done = subprocess.run(["xmllint", "--noout", "--nonet", "--schema", str(folder / "reframe/schemas/junit.xsd"),
                                   "junit.xml"], cwd=self.folder, capture_output=True, text=True, timeout=60)
            self.assertEqual(done.returncode, 0, done.stderr[:2000])

    @unittest.skipUnless(shutil.which("promtool"), "promtool is not installed")
    def test_promtool_has_nothing_to_say(self):
        for files in (self.several(), self.hostile()):
            text = self.exported("openmetrics", *files)
            done = subprocess.run(["promtool", "check", "metrics"], input=text.encode(), capture_output=True, timeout=60)
            self.assertEqual((done.returncode, done.stdout, done.stderr), (0, b"", b""))

    def test_every_metric_is_documented_and_listed(self):
        text = self.exported("openmetrics", *self.several())
        emitted = set(re.findall(r"^# TYPE (\w+) gauge$", text, re.M))
        listed = set(re.findall(r'\{"(assay_\w+)"', (ROOT / "harness/report/verdict_families.hpp").read_text()))
        self.assertLessEqual(emitted, listed)
        self.assertLessEqual(listed - emitted, {"assay_measured_operations_per_second", "assay_measured_seconds"})
        readme = (ROOT / "results-schema" / "README.md").read_text()
        for name in listed:
            self.assertIn(f"`{name.removeprefix('assay_measured')}`" if name.startswith("assay_measured_") and
                          f"`{name}`" not in readme else f"`{name}`", readme)

    @unittest.skipUnless(shutil.which("prometheus-node-exporter"), "prometheus-node-exporter is not installed")
    def test_a_node_exporter_serves_it(self):
        folder = self.folder / "textfile"
        folder.mkdir()
        self.assay("verdict", *self.several(), *self.hostile(), "--format", "openmetrics", "-o", str(folder / "a.prom"))
        port = free_port()
        process = subprocess.Popen(["prometheus-node-exporter", "--collector.disable-defaults", "--collector.textfile",
                                    f"--collector.textfile.directory={folder}",
                                    f"--web.listen-address=127.0.0.1:{port}"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        served = self.fetched(f"http://127.0.0.1:{port}/metrics", process)
        self.assertIn("\nnode_textfile_scrape_error 0\n", served)
        written = (folder / "a.prom").read_bytes().decode()
        samples = [line for line in written.split("\n")[:-1] if not line.startswith("#")]
        of_ours = [line for line in served.split("\n") if line.startswith("assay_")]
        self.assertEqual(len(of_ours), len(samples))
        # The exporter sorts labels, so that values are compared without them.
        self.assertEqual(sorted(float(line.rpartition(" ")[2]) for line in of_ours),
                         sorted(float(line.rpartition(" ")[2]) for line in samples))

    def fetched(self, address, process):
        direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        for _ in range(300):
            self.assertIsNone(process.poll(), "the node exporter ended")
            try:
                return direct.open(address, timeout=30).read().decode()
            except OSError:
                time.sleep(0.1)
        return self.fail("the node exporter does not answer")

    def plugin(self, code, *arguments):
        line = self.exported("nagios", *arguments, code=code)
        self.assertLessEqual(len(line.encode()), 4096)
        self.assertRegex(line, r"\AASSAY (OK|CRITICAL|UNKNOWN) - [^|\n]+"
                               r"(\| ('[\w.-]+'=-?[\d.]+(s|B)?;;([-~]?[\d.]*:[\d.]*)?;;?0 ?)+)?\n\Z")
        return line

    def test_nagios_exits_as_a_plugin_does(self):
        passing, failing, partial, broken = self.several()
        self.assertTrue(self.plugin(0, passing).startswith("ASSAY OK - "))
        self.assertRegex(self.plugin(2, failing), r"CRITICAL - node8 cuda:0 gemm\.\w+ [\d.]+ TFLOP/s, [\d.]+ % of the published")
        self.assertIn("UNKNOWN - node9 cuda:0 ", self.plugin(3, partial))
        self.assertIn("UNKNOWN - broken.json", self.plugin(3, passing, broken))
        self.assertIn("CRITICAL - node8", self.plugin(2, partial, broken, failing))
        wrong = json.loads(json.dumps(self.h20))
        case = next(case for case in wrong["cases"] if case["kernel"] == "memory.copy")
        for key in set(case) & {"samples", "statistics", "stopping", "reference", "telemetry", "curve", "processors", "roofline"}:
            case.pop(key)
        case.update(status="wrong", reason="it differs")
        case["check"] = {**case["check"], "passed": False} if "passed" in case["check"] else case["check"]
        done = self.assay("verdict", self.write("wrong.json", wrong), "--format", "nagios")
        self.assertIn(done.returncode, (2, 3), done.stdout)

    def test_nagios_is_unknown_and_not_critical_where_nothing_can_be_read(self):
        (self.folder / "broken.json").write_text("{")
        self.assertIn("UNKNOWN - ", self.plugin(3, "broken.json"))
        self.assertIn("UNKNOWN - ", self.plugin(3, "absent.json"))
        self.assertIn("UNKNOWN - ", self.plugin(3, self.write("a.json", self.h20), "--expect", "h21"))

    def test_nagios_takes_nothing_simulated_for_ok(self):
        file = self.write("s.json", self.h20, simulated=True)
        self.assertIn("UNKNOWN - SIMULATED", self.plugin(3, file))
        self.assertIn("OK - SIMULATED", self.plugin(0, file, "--allow-simulated"))

    def test_nagios_stays_one_line_whatever_the_text(self):
        for file in self.hostile():
            self.assertIn("CRITICAL - ", self.plugin(2, file))
        self.plugin(2, *self.hostile())

    def test_file_names_need_not_be_text(self):
        self.write("a.json", self.h20)
        os.rename(self.folder / "a.json", os.fsencode(self.folder) + b"/bad\xff.json")
        for form in ("csv", "junit", "openmetrics", "nagios"):
            done = self.assay("verdict", b"bad\xff.json", "--format", form)
            self.assertEqual(done.returncode, 0, done.stderr)
            done.stdout.decode("utf-8")

    def test_a_file_is_replaced_only_when_all_is_there(self):
        file = self.write("a.json", self.h20)
        for form in ("text", "json", "csv", "junit", "openmetrics", "nagios"):
            done = self.assay("verdict", file, "--format", form, "-o", "out")
            self.assertEqual((done.returncode, done.stdout), (0, b""))
            self.assertEqual((self.folder / "out").read_text(), self.exported(form, file))
        before = (self.folder / "out").read_text()
        self.assert_refused(["verdict", "absent.json", "--format", "openmetrics", "-o", "out"], 2, "absent.json")
        self.assertEqual((self.folder / "out").read_text(), before)
        self.assert_refused(["verdict", file, "--format", "csv", "-o", "no/such"], 2, "no/such", "-o")


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
