#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Does fleet_scale make a fleet of valid documents, and tell a goal that is reached from one that is not?
fleet_scale_test.py BINARY"""
import json
import os
import subprocess
import sys
import tempfile
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
BENCH = os.path.join(HERE, "../../scripts/bench")
sys.dont_write_bytecode = True
sys.path.insert(0, BENCH)
import fleet_scale_documents as documents  # noqa: E402  (the folder is known only now)
import fleet_scale_table as table  # noqa: E402

BINARY = os.path.abspath(sys.argv.pop())


def read(path):
    with open(path, encoding="utf-8") as file:
        return json.load(file)


class Documents(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.folder.cleanup)
        path = os.path.join(cls.folder.name, "one")
        cls.texts = [documents.simulated(BINARY, "h100-sxm", seed, path) for seed in (1, 2)]
        cls.templates = [documents.template(text) for text in cls.texts]

    def test_a_night_is_made_of_valid_documents_that_differ(self):
        with tempfile.TemporaryDirectory() as folder:
            size = documents.write_night(self.templates, folder, range(20), 3)
            names = sorted(os.listdir(folder))
            self.assertEqual(len(names), 20)
            paths = [os.path.join(folder, name) for name in names]
            self.assertEqual(size, sum(os.path.getsize(path) for path in paths))
            checked = subprocess.run([BINARY, "validate", *paths], capture_output=True, text=True, timeout=60)
            self.assertEqual((checked.returncode, checked.stderr), (0, ""))
            found = [read(path) for path in paths]
        self.assertEqual(len({one["run"]["id"] for one in found}), 20)
        self.assertEqual(len({one["host"]["hostname"] for one in found}), 20)
        self.assertEqual(len({one["devices"][1]["uuid"] for one in found}), 20)

    def test_a_node_keeps_its_gpu_and_goes_on_by_a_day(self):
        first, second = (json.loads(documents.document(self.templates[0], 7, night)) for night in (0, 1))
        self.assertEqual(first["devices"], second["devices"])
        self.assertEqual(first["host"], second["host"])
        self.assertNotEqual(first["run"]["id"], second["run"]["id"])
        self.assertEqual((first["run"]["started_at"], second["run"]["started_at"]),
                         ("2025-01-01T02:00:07Z", "2025-01-02T02:00:07Z"))

    def test_nothing_but_names_and_times_changes(self):
        made, source = json.loads(documents.document(self.templates[1], 4, 9)), json.loads(self.texts[1])
        for key in ("cases", "plan", "rooflines", "tool"):
            self.assertEqual(made[key], source[key])

    def test_a_text_that_says_its_host_twice_is_refused(self):
        with self.assertRaises(ValueError):
            documents.template(self.texts[0].replace('"operating_system"', '"hostname": "simulated", "operating_system"'))


class Goals(unittest.TestCase):
    def test_a_rate_is_reached_from_the_goal_on(self):
        self.assertTrue(table.added_row(10000, 5.0)["kept"])
        self.assertFalse(table.added_row(10000, 5.001)["kept"])
        self.assertIsNone(table.added_row(100, 5.0)["kept"])

    def test_fleet_and_trend_have_limits_of_time_and_memory(self):
        fast, slow = {"seconds": 5.0, "bytes": 1 << 30}, {"seconds": 10.1, "bytes": (1 << 30) + 1}
        self.assertEqual([one["kept"] for one in table.fleet_rows(10000, fast)], [True, True])
        self.assertEqual([one["kept"] for one in table.fleet_rows(10000, slow)], [False, False])
        self.assertEqual([one["kept"] for one in table.fleet_rows(1000, slow)], [None, None])
        self.assertEqual([one["kept"] for one in table.trend_rows(40008, 365, fast)], [True, True])
        self.assertEqual([one["kept"] for one in table.trend_rows(40008, 365, slow)], [False, False])
        self.assertEqual([one["kept"] for one in table.trend_rows(40008, 364, slow)], [None, None])

    def test_cost_that_grows_with_the_number_is_missed(self):
        linear, square = [(100, 0.1), (1000, 1.0), (10000, 10.0)], [(100, 0.1), (1000, 10.0), (10000, 1000.0)]
        self.assertEqual((table.growth_row(linear)["value"], table.growth_row(linear)["kept"]), (1.0, True))
        self.assertFalse(table.growth_row(square)["kept"])

    def test_a_missed_goal_is_said(self):
        text = table.text([table.added_row(10000, 50.0), table.added_row(100, 1.0)])
        self.assertIn("MISSED", text)
        self.assertEqual(text.count("MISSED"), 1)


class Whole(unittest.TestCase):
    def test_a_small_fleet_goes_all_the_way(self):
        with tempfile.TemporaryDirectory() as folder:
            result = os.path.join(folder, "result.json")
            ran = subprocess.run([os.path.join(BENCH, "fleet_scale"), "--assay", BINARY, "--templates", "2",
                                  "--documents", "120", "--nodes", "2", "--nights", "12", "-o", result],
                                 capture_output=True, text=True, timeout=300)
            self.assertIn(ran.returncode, (0, 1), ran.stderr)
            with open(result, encoding="utf-8") as file:
                found = json.load(file)
        self.assertEqual([step for step, _ in found["points"]["archive add"]], [100, 120])
        labels = [row["label"] for row in found["rows"]]
        self.assertIn("fleet over 120 nodes", labels)
        self.assertIn("trend over 48 series of 12 nights", labels)


if __name__ == "__main__":
    unittest.main()
