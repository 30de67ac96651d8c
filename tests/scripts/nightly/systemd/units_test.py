#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Does systemd read the units as they are meant, how exposed does it find the service, and does it end in time?"""
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

NIGHTLY = pathlib.Path(__file__).resolve().parents[4] / "scripts/nightly"
UNITS = NIGHTLY / "systemd"
# In tenths; 1.8 is what is left of devices, network interfaces and the process list, which it needs.
MOST_EXPOSED = 20


class Unit:
    def __init__(self, name):
        text = (UNITS / name).read_text().replace("\\\n", " ")
        self.all = {}
        for key, value in re.findall(r"^(\w+)=(.*)$", text, re.MULTILINE):
            self.all.setdefault(key, []).append(value.strip())

    def only(self, key):
        (value,) = self.all[key]
        return value


def seconds_of(text):
    return sum(int(number) * {"h": 3600, "min": 60, "s": 1, "": 1}[unit]
               for number, unit in re.findall(r"(\d+)(h|min|s|)", text))


class Units(unittest.TestCase):
    def systemd_analyze(self, *words):
        return subprocess.run(["systemd-analyze", *words], capture_output=True, text=True, check=False, timeout=60)

    def installed(self):
        """The units with programs that are there, for `verify` looks whether they can be run."""
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        for path in UNITS.iterdir():
            text = path.read_text().replace("/usr/lib/assay/nightly/", f"{NIGHTLY}/")
            (pathlib.Path(temporary.name) / path.name).write_text(text)
        return [str(path) for path in sorted(pathlib.Path(temporary.name).iterdir())]

    def test_systemd_has_nothing_to_say(self):
        done = self.systemd_analyze("verify", "--man=no", *self.installed())
        self.assertEqual((done.returncode, done.stdout + done.stderr), (0, ""))

    def test_a_misspelt_setting_would_be_found(self):
        service, timer = self.installed()
        path = pathlib.Path(service)
        path.write_text(path.read_text().replace("ProtectHome=", "ProtectHomes="))
        done = self.systemd_analyze("verify", "--man=no", service, timer)
        self.assertIn("'ProtectHomes'", done.stderr)

    def test_how_exposed_it_is(self):
        service = str(UNITS / "assay-nightly.service")
        done = self.systemd_analyze("security", "--offline=true", f"--threshold={MOST_EXPOSED}", service)
        if "unrecognized option" in done.stderr:
            self.skipTest("this systemd-analyze does not look at files: " + done.stderr.strip())
        self.assertEqual(done.returncode, 0, done.stdout[-500:] + done.stderr)
        done = self.systemd_analyze("security", "--offline=true", "--threshold=1", service)
        self.assertNotEqual(done.returncode, 0, "the threshold is not looked at")

    def test_a_night_fits_into_its_time(self):
        service = Unit("assay-nightly.service")
        budget = seconds_of(re.search(r"--budget (\S+)", service.only("ExecStart"))[1])
        self.assertLess(2 * budget, seconds_of(service.only("TimeoutStartSec")))
        self.assertEqual(service.only("Type"), "oneshot")
        self.assertEqual(service.only("KillMode"), "mixed")

    def test_nothing_makes_a_failure_look_well(self):
        service = Unit("assay-nightly.service")
        for key in service.all:
            self.assertNotRegex(key, "SuccessExitStatus|Condition|Restart$")
        self.assertNotRegex(service.only("ExecStart"), "^[-+!|:@]")

    def test_programs_and_folders_are_those_of_the_package(self):
        words = Unit("assay-nightly.service").only("ExecStart").split()
        self.assertEqual(words[0], "/usr/lib/assay/nightly/night")
        self.assertIn("/usr/bin/assay", words)
        for word in words:
            if "STATE" in word:
                self.assertRegex(word, r"^\$\{STATE_DIRECTORY\}/")

    def test_the_timer_spreads_the_nodes_and_makes_up_for_a_lost_night(self):
        timer = Unit("assay-nightly.timer")
        self.assertGreaterEqual(seconds_of(timer.only("RandomizedDelaySec")), 1800)
        self.assertEqual((timer.only("FixedRandomDelay"), timer.only("Persistent"), timer.only("WantedBy")),
                         ("yes", "yes", "timers.target"))
        done = self.systemd_analyze("calendar", timer.only("OnCalendar"))
        self.assertEqual(done.returncode, 0, done.stderr)


if __name__ == "__main__":
    if not shutil.which("systemd-analyze"):
        print("skipped: systemd-analyze is not installed")
        sys.exit(77)
    unittest.main()
