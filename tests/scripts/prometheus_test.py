#!/usr/bin/env python3
"""Do alerts and dashboard name only what assay emits, and do the alerts fire? prometheus_test.py

promtool (Debian: prometheus) checks the rules; without it those tests are skipped.
"""
# SPDX-License-Identifier: Apache-2.0
import itertools
import json
import pathlib
import re
import shutil
import subprocess
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
FOLDER = ROOT / "scripts" / "nightly" / "prometheus"
ALERTS = FOLDER / "alerts.yml"
UNIT_TESTS = ROOT / "tests" / "scripts" / "prometheus" / "alerts_test.yml"
FAMILIES = ROOT / "harness" / "report" / "verdict_families.hpp"
PROMTOOL = shutil.which("promtool")
COLUMNS = 24
# Of every panel; what the import form of Grafana 9 writes.
LABELS = {"host", "device", "uuid", "evidence", "state", "metric", "status", "cause", "name", "serial", "part",
          "tool_version"}


def emitted():
    return set(re.findall(r'\{"(assay_\w+)"', FAMILIES.read_text()))


def recorded():
    return set(re.findall(r"record: (\S+)", ALERTS.read_text()))


def named(text):
    """Metrics that a PromQL expression names: those of ours all begin alike."""
    return set(re.findall(r"\bassay[_:][\w:]+", text))


def expressions_of_rules():
    """The text of each expr, blocks included, without a YAML reader that may not be installed."""
    found, block = [], None
    for line in ALERTS.read_text().splitlines():
        indent = len(line) - len(line.lstrip())
        if block is not None and line.strip() and indent <= block:
            block = None
        if block is not None:
            found[-1] += line.strip() + " "
        match = re.match(r"\s*expr: (.*)", line)
        if match:
            found.append("" if match.group(1) == "|" else match.group(1))
            block = indent if match.group(1) == "|" else None
    return found


class Rules(unittest.TestCase):
    def test_every_expression_names_what_is_emitted_or_recorded(self):
        expressions = expressions_of_rules()
        self.assertEqual(len(expressions), len(re.findall(r"^\s*- (?:alert|record): ", ALERTS.read_text(), re.M)))
        for expression in expressions:
            self.assertTrue(named(expression), expression)
            self.assertEqual(named(expression) - emitted() - recorded(), set(), expression)

    def test_every_alert_stands_in_the_readme_and_in_the_unit_tests(self):
        alerts = set(re.findall(r"alert: (\w+)", ALERTS.read_text()))
        self.assertEqual(set(re.findall(r"`(Assay\w+)`", (FOLDER / "README.md").read_text())), alerts)
        self.assertEqual(set(re.findall(r"alertname: (\w+)", UNIT_TESTS.read_text())), alerts)

    @unittest.skipUnless(PROMTOOL, "promtool is not installed")
    def test_promtool_accepts_the_rules_and_they_fire(self):
        for arguments in (["check", "rules", str(ALERTS)], ["test", "rules", str(UNIT_TESTS)]):
            done = subprocess.run([PROMTOOL, *arguments], capture_output=True, text=True, timeout=100)
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)


class Dashboard(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.dashboard = json.loads((FOLDER / "dashboard.json").read_text())
        cls.panels = cls.dashboard["panels"]
        cls.expressions = [target["expr"] for panel in cls.panels for target in panel["targets"]]

    def test_every_expression_names_what_is_emitted_or_recorded(self):
        for expression in self.expressions:
            self.assertTrue(named(expression), expression)
            self.assertEqual(named(expression) - emitted() - recorded(), set(), expression)
            for group in re.findall(r"\{([^{}]*)\}", expression):
                self.assertLessEqual(set(re.findall(r'(\w+)\s*(?:!=|=~|=)\s*"', group)), LABELS, expression)

    @unittest.skipUnless(PROMTOOL, "promtool is not installed")
    def test_every_expression_is_promql(self):
        """As a recording rule, which promtool reads; variables of the dashboard are in strings alone."""
        rules = {"groups": [{"name": "panels", "rules": [{"record": f"panel:{number}", "expr": expression}
                                                         for number, expression in enumerate(self.expressions)]}]}
        build = ROOT / "build"
        build.mkdir(exist_ok=True)
        file = build / "panels-of-the-dashboard.yml"
        file.write_text(json.dumps(rules))
        self.addCleanup(file.unlink)
        done = subprocess.run([PROMTOOL, "check", "rules", str(file)], capture_output=True, text=True, timeout=100)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_panels_have_ids_of_their_own_and_do_not_overlap(self):
        self.assertEqual(len({panel["id"] for panel in self.panels}), len(self.panels))
        self.assertEqual(len({panel["title"] for panel in self.panels}), len(self.panels))
        taken = set()
        for panel in self.panels:
            place = panel["gridPos"]
            self.assertLessEqual(place["x"] + place["w"], COLUMNS)
            squares = set(itertools.product(range(place["x"], place["x"] + place["w"]),
                                            range(place["y"], place["y"] + place["h"])))
            self.assertEqual(squares & taken, set(), panel["title"])
            taken |= squares

    def test_it_can_be_imported_anywhere(self):
        self.assertIsNone(self.dashboard["id"])
        self.assertGreaterEqual(self.dashboard["schemaVersion"], 36)
        variables = {one["name"]: one for one in self.dashboard["templating"]["list"]}
        self.assertEqual(variables["datasource"]["type"], "datasource")
        sources = re.findall(r'"uid": "([^"]*)"', (FOLDER / "dashboard.json").read_text())
        self.assertEqual(set(sources), {"${datasource}", "assay"})
        for panel in self.panels:
            self.assertEqual(panel["datasource"]["uid"], "${datasource}")
            self.assertTrue(panel["description"], panel["title"])
            self.assertEqual(len({one["refId"] for one in panel["targets"]}), len(panel["targets"]))
        used = set(re.findall(r"\$(\w+)", " ".join(self.expressions)))
        self.assertEqual(used, set(variables) - {"datasource"})


if __name__ == "__main__":
    unittest.main()
