"""Is every recording what its schema says, and does a recording of its replay tell the same again?"""
# SPDX-License-Identifier: Apache-2.0
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

import jsonschema

LIBRARY, SOURCE = (pathlib.Path(argument).resolve() for argument in sys.argv[1:3])
FOLDER = SOURCE / "tests/nvml"
RECORDINGS = sorted((FOLDER / "recordings").glob("*.json"))
SCHEMA = json.loads((FOLDER / "recording.schema.json").read_text())
# What NVML does not tell in a way that the recorder asks for.
NOT_RECORDED = (("mig", "slices"), ("remapped_rows", "banks"))


def facts(device):
    kept = json.loads(json.dumps(device))
    for one, other in NOT_RECORDED:
        kept.get(one, {}).pop(other, None)
    for key in ("timeline", "lost_at_s", "hang", "energy_j"):
        kept.pop(key, None)
    return kept


class Recordings(unittest.TestCase):
    maxDiff = 4000

    def record(self, path, *arguments):
        with tempfile.TemporaryDirectory() as folder:
            written = os.path.join(folder, "written.json")
            environment = dict(os.environ, LD_LIBRARY_PATH=str(LIBRARY.parent), FAKE_NVML_RECORDING=str(path))
            done = subprocess.run([sys.executable, "-B", SOURCE / "scripts/record_nvml", "-o", written, *arguments],
                                  env=environment, capture_output=True, text=True, timeout=60, check=False)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertEqual(done.stderr, "")
            with open(written, encoding="utf-8") as file:
                return json.load(file)

    def test_recordings_are_valid(self):
        self.assertGreater(len(RECORDINGS), 10)
        for path in RECORDINGS:
            with self.subTest(path.name):
                jsonschema.validate(json.loads(path.read_text()), SCHEMA)

    def test_the_schema_refuses_what_is_not_a_recording(self):
        good = json.loads(RECORDINGS[0].read_text())
        for change in ({"provenance": "from a friend"}, {"devices": [{"name": "x"}]}, {"driver": "1"}):
            with self.assertRaises(jsonschema.ValidationError):
                jsonschema.validate({**good, **change}, SCHEMA)
        good["devices"][0]["timeline"] = [{"at_s": 1, "power": 7}]
        with self.assertRaises(jsonschema.ValidationError):
            jsonschema.validate(good, SCHEMA)

    def test_the_readme_names_every_recording(self):
        named = re.findall(r"^\| `(\w+)` \| ", (FOLDER / "README.md").read_text(), re.M)
        self.assertEqual(sorted(name for name in named if not name.startswith("fake_")),
                         [path.stem for path in RECORDINGS])

    def test_a_recording_of_a_replay_tells_the_same(self):
        for name in ("eight_devices", "busy", "link_below_maximum", "old_driver"):
            with self.subTest(name):
                path = FOLDER / f"recordings/{name}.json"
                told = json.loads(path.read_text())
                again = self.record(path, "--seconds", "0")
                jsonschema.validate(again, SCHEMA)
                self.assertEqual([facts(device) for device in again["devices"]],
                                 [facts(device) for device in told["devices"]])
                self.assertRegex(again["provenance"], r"^recorded on \d x NVIDIA H100 80GB HBM3 at ")
                for key in ("missing_functions", "driver_version", "library_version", "confidential_compute",
                            "topology", "nvlink_peers"):
                    self.assertEqual(again.get(key), told.get(key), key)

    def test_what_moves_is_recorded_and_nothing_else(self):
        with tempfile.TemporaryDirectory() as folder:
            told = json.loads((FOLDER / "recordings/healthy_h100.json").read_text())
            device, = told["devices"]
            del device["energy_j"], device["violations_s"]
            device["timeline"] = [{"at_s": 0.8, "clock_mhz": {"sm": 1200}, "temperature_c": 77}]
            path = pathlib.Path(folder, "moves.json")
            path.write_text(json.dumps(told))
            again, = self.record(path, "--seconds", "2", "--interval", "0.05")["devices"]
        self.assertEqual(again["clock_mhz"]["sm"], 1980)
        point, = again["timeline"]
        at_s = point.pop("at_s")
        self.assertEqual(point, {"clock_mhz": {"sm": 1200}, "temperature_c": 77})
        self.assertGreater(at_s, 0)
        self.assertLess(at_s, 2)

    def test_anonymous_recordings_name_no_board(self):
        path = FOLDER / "recordings/eight_devices.json"
        text = json.dumps(self.record(path, "--seconds", "0", "--anonymous"))
        for device in json.loads(path.read_text())["devices"]:
            self.assertNotIn(device["uuid"], text)
            self.assertNotIn(device["serial"], text)

    def test_without_the_library_nothing_is_written(self):
        environment = dict(os.environ, LD_LIBRARY_PATH="")
        done = subprocess.run([sys.executable, "-B", SOURCE / "scripts/record_nvml", "-o", "/dev/null",
                               "--library", "libnvidia-ml-that-is-not-there.so.1"], env=environment,
                              capture_output=True, text=True, timeout=60, check=False)
        self.assertEqual(done.returncode, 3)
        self.assertRegex(done.stderr, r"\Arecord_nvml: [^\n]+\n\Z")


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
