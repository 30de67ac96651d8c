#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Does a night keep its document, end with the worst that happened, and leave nothing that says pass for another night?

Usage: night_test.py [ASSAY]
"""
import json
import os
import pathlib
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import unittest

NIGHTLY = pathlib.Path(__file__).resolve().parents[3] / "scripts/nightly"
ASSAY = os.path.abspath(sys.argv[1]) if len(sys.argv) > 1 else None
HAS_ARCHIVE = ASSAY and "\n  archive " in subprocess.run([ASSAY, "--help"], capture_output=True, text=True, check=True,
                                                         timeout=60).stdout
# Plays assay: what each verb ends with is in a file of its name.
STAND_IN = """#!/bin/bash
here=$(dirname "$0")
echo "$*" >> "$here/calls"
verb=$1; [[ $verb == archive ]] && verb="$1-$2"
format=text previous=''
for word; do
  [[ $previous == --format ]] && format=$word
  [[ $previous == -o ]] && out=$word
  previous=$word
done
[[ -e $here/$verb-$format ]] && source "$here/$verb-$format"
case $verb in
  run) [[ -e $here/no-document ]] || echo '{"a": "document"}' > "$out" ;;
  verdict | fleet) echo "$verb as $format" ;;
esac
exit "$(cat "$here/$verb" 2> /dev/null || echo 0)"
"""


class NightTest(unittest.TestCase):
    script = "night"

    def setUp(self):
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.folder = pathlib.Path(temporary.name)
        self.bin = self.folder / "bin"
        self.bin.mkdir()
        self.assay = self.bin / "assay"
        self.assay.write_text(STAND_IN)
        self.assay.chmod(0o755)
        self.documents = self.folder / "documents"

    def plan(self, verb, code):
        (self.bin / verb).write_text(str(code))

    def command(self, *words):
        return [NIGHTLY / self.script, "--documents", self.documents, "--assay", self.assay, *words]

    def run_script(self, *words):
        return subprocess.run(self.command(*words), capture_output=True, text=True, check=False, timeout=100,
                              stdin=subprocess.DEVNULL)

    def calls(self):
        return (self.bin / "calls").read_text().splitlines()

    def kept(self):
        return sorted(path.name for path in self.documents.iterdir())


class Night(NightTest):
    def test_a_good_night(self):
        done = self.run_script("--name", "gpu-1", "--archive", self.folder / "a.db", "--metrics", self.folder / "prom",
                               "--expect", "h20", "--devices", "", "--", "--level", "quick")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        (name,) = self.kept()
        self.assertRegex(name, r"^gpu-1-\d{8}T\d{6}Z\.json$")
        document = self.documents / name
        self.assertEqual(self.calls(), [
            f"run --level quick -o {self.documents}/.{name}.part", f"validate {self.documents}/.{name}.part",
            f"verdict {document} --expect h20",
            f"archive add {self.folder}/a.db {self.documents}",
            f"verdict {document} --expect h20 --format openmetrics"])
        self.assertIn("verdict as text", done.stdout)
        self.assertEqual((self.folder / "prom/assay.prom").read_text(), "verdict as openmetrics\n")
        self.assertIn("\nassay_night_exit_code 0\n", (self.folder / "prom/assay_night.prom").read_text())
        self.assertEqual(sorted(path.name for path in (self.folder / "prom").iterdir()),
                         ["assay.prom", "assay_night.prom"])

    def test_the_worst_wins(self):
        for run, verdict, archive, code in ((0, 1, 0, 1), (3, 0, 0, 3), (3, 1, 0, 3), (4, 1, 0, 4), (1, 4, 2, 4),
                                            (0, 0, 1, 3), (0, 0, 2, 3), (0, 1, 3, 3), (0, 2, 0, 3), (137, 0, 0, 3)):
            with self.subTest(run=run, verdict=verdict, archive=archive):
                for verb, planned in (("run", run), ("verdict", verdict), ("archive-add", archive)):
                    self.plan(verb, planned)
                done = self.run_script("--archive", self.folder / "a.db", "--metrics", self.folder / "prom")
                self.assertEqual(done.returncode, code, done.stderr)
                self.assertIn(f"assay_night_exit_code {code}\n", (self.folder / "prom/assay_night.prom").read_text())

    def test_a_run_without_a_document(self):
        (self.bin / "no-document").touch()
        for run in (0, 2, 3):
            self.plan("run", run)
            done = self.run_script("--archive", self.folder / "a.db")
            self.assertEqual((done.returncode, self.kept()), (3, []))
            self.assertIn(f"assay run ended with exit {run} and left no whole document", done.stderr)
        self.assertFalse([call for call in self.calls() if call.startswith("verdict")])

    def test_half_a_document_is_kept_aside(self):
        self.plan("validate", 2)
        done = self.run_script()
        self.assertEqual(done.returncode, 3)
        self.assertIn("left no whole document", done.stderr)
        (name,) = self.kept()
        self.assertRegex(name, r"^\..*\.json\.part$")

    def test_yesterdays_metrics_do_not_stand_for_tonight(self):
        prom = self.folder / "prom"
        for spoil in ("no-document", "verdict-openmetrics"):
            with self.subTest(spoil):
                self.run_script("--metrics", prom)
                self.assertTrue((prom / "assay.prom").exists())
                (self.bin / spoil).write_text("exit 2\n")
                self.assertEqual(self.run_script("--metrics", prom).returncode, 3)
                (self.bin / spoil).unlink()
                self.assertEqual([path.name for path in prom.iterdir()], ["assay_night.prom"])

    def test_a_result_for_another_program(self):
        result = self.folder / "result"
        for verdict in (0, 1, 3, 4):
            self.plan("verdict", verdict)
            done = self.run_script("--result", result)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertEqual((result / "code").read_text(), f"{verdict}\n")
            self.assertTrue(pathlib.Path((result / "document").read_text().strip()).exists())
            self.assertEqual((result / "verdict.json").read_text(), "verdict as json\n")
        (self.bin / "no-document").touch()
        self.assertEqual(self.run_script("--result", result).returncode, 0)
        self.assertEqual({path.name: path.read_text() for path in result.iterdir()}, {"code": "3\n", "document": "\n"})

    def test_sigterm_ends_the_run_in_order(self):
        (self.bin / "run-text").write_text(
            'trap \'echo half > "$out"; exit 3\' TERM; touch "$here/begun"; for i in {1..500}; do sleep 0.1; done\n')
        night = subprocess.Popen(self.command(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        deadline = time.monotonic() + 60
        while not (self.bin / "begun").exists() and time.monotonic() < deadline:
            time.sleep(0.02)
        night.send_signal(signal.SIGTERM)
        told, _ = night.communicate(timeout=60)
        self.assertEqual(night.returncode, 3, told)
        (name,) = self.kept()
        self.assertEqual((self.documents / name).read_text(), "half\n")
        self.assertIn("verdict as text", told)

    def test_folders_that_cannot_be_written(self):
        (self.folder / "file").touch()
        for words in (["--metrics", self.folder / "file/x"], ["--result", self.folder / "file/x"]):
            done = self.run_script(*words)
            self.assertEqual(done.returncode, 3)
            self.assertIn("cannot be written, so that nothing is measured", done.stderr)
        self.assertFalse((self.bin / "calls").exists())

    def test_wrong_words_are_refused(self):
        for words in (["--name", "../x"], ["--other", "x"], ["--archive"], ["word"], ["--assay", "/not/there"]):
            self.assertEqual(self.run_script(*words).returncode, 2, words)
        done = subprocess.run([NIGHTLY / "night"], capture_output=True, check=False, timeout=60)
        self.assertEqual(done.returncode, 2)


class FleetNight(NightTest):
    script = "fleet-night"

    def setUp(self):
        super().setUp()
        for name in ("20261130", "20261201", "20200101"):
            (self.documents / name).mkdir(parents=True)
        os.utime(self.documents / "20200101", (1577836800, 1577836800))
        self.archive = self.folder / "a.db"
        self.archive.touch()

    def compare(self, *words):
        return self.run_script("--archive", self.archive, "--reports", self.folder / "reports", *words)

    def test_the_last_nights_are_archived_and_compared(self):
        done = self.compare()
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertEqual(self.calls(), [
            f"archive add {self.archive} {self.documents}/20261130 {self.documents}/20261201",
            f"fleet {self.archive} --format text", f"fleet {self.archive} --format json"])
        self.assertEqual({path.suffix: path.read_text() for path in (self.folder / "reports").iterdir()},
                         {".txt": "fleet as text\n", ".json": "fleet as json\n"})

    def test_the_worst_wins(self):
        for archive, fleet, code in ((0, 1, 1), (3, 0, 3), (3, 1, 3), (0, 4, 4), (0, 2, 3), (1, 0, 3)):
            with self.subTest(archive=archive, fleet=fleet):
                self.plan("archive-add", archive)
                self.plan("fleet", fleet)
                self.assertEqual(self.compare().returncode, code)

    def test_no_night_is_no_good_night(self):
        for name in ("20261130", "20261201"):
            (self.documents / name).rmdir()
        done = self.compare()
        self.assertEqual(done.returncode, 3)
        self.assertIn("holds no night of the last 4 days", done.stderr)

    def test_wrong_words_are_refused(self):
        self.assertEqual(self.run_script().returncode, 2)
        self.assertEqual(self.compare("--days", "0").returncode, 2)


@unittest.skipUnless(ASSAY, "no assay was given")
class RealNight(NightTest):
    def setUp(self):
        super().setUp()
        self.assay = ASSAY

    def simulated(self, *words, run=()):
        return self.run_script("--allow-simulated", *words, "--", "--simulate", "h20", "--seed", "5", *run)

    def documents_of(self, archive):
        done = subprocess.run([ASSAY, "archive", "list", archive, "--format", "json"], capture_output=True, text=True,
                              check=False, timeout=60)
        return json.loads(done.stdout)

    def test_a_cpu_is_measured_and_kept(self):
        done = self.run_script("--", "--device", "cpu", "--only", "memory.copy", "--bytes", "64KiB")
        self.assertEqual(done.returncode, 3, "no CPU is judged: " + done.stderr)
        self.assertEqual(len(self.kept()), 1)

    def test_a_node_that_passes_and_one_that_fails(self):
        prom = self.folder / "prom"
        self.assertEqual(self.simulated("--metrics", prom).returncode, 0)
        self.assertIn("assay_night_exit_code 0\n", (prom / "assay_night.prom").read_text())
        self.assertIn("h20", (prom / "assay.prom").read_text())
        self.assertEqual(self.simulated("--metrics", prom, run=["--disable-sms", "2"]).returncode, 1)
        self.assertIn("assay_night_exit_code 1\n", (prom / "assay_night.prom").read_text())

    def test_the_metrics_are_what_a_node_exporter_reads(self):
        if not shutil.which("promtool"):
            self.skipTest("promtool is not installed")
        prom = self.folder / "prom"
        self.simulated("--metrics", prom)
        text = b"".join((prom / name).read_bytes() for name in ("assay.prom", "assay_night.prom"))
        done = subprocess.run(["promtool", "check", "metrics"], input=text, capture_output=True, check=False, timeout=60)
        self.assertEqual((done.returncode, done.stderr), (0, b""))

    @unittest.skipUnless(HAS_ARCHIVE, "this assay has no archive")
    def test_a_locked_archive_costs_no_document_and_gets_it_the_next_night(self):
        archive = self.folder / "a.db"
        self.assertEqual(self.simulated("--archive", archive).returncode, 0)
        self.assertEqual(len(self.kept()), 1)
        archive.chmod(0)
        archive.rename(self.folder / "aside")
        archive.mkdir()  # what root cannot open either
        done = self.simulated("--archive", archive, "--name", "b")
        self.assertEqual((done.returncode, len(self.kept())), (3, 2))
        self.assertIn("the next night tries again", done.stderr)
        archive.rmdir()
        (self.folder / "aside").rename(archive)
        archive.chmod(0o600)
        self.assertEqual(self.simulated("--archive", archive, "--name", "c").returncode, 0)
        self.assertEqual(len(self.documents_of(archive)["runs"]), 3)

    @unittest.skipUnless(HAS_ARCHIVE, "this assay has no archive")
    def test_an_archive_that_somebody_holds_is_waited_for(self):
        archive = self.folder / "a.db"
        self.assertEqual(self.simulated("--archive", archive).returncode, 0)
        holder = sqlite3.connect(archive, isolation_level=None, check_same_thread=False)
        self.addCleanup(holder.close)
        holder.execute("BEGIN IMMEDIATE")
        threading.Timer(3, holder.execute, ["ROLLBACK"]).start()
        self.assertEqual(self.simulated("--archive", archive, "--name", "b").returncode, 0)
        self.assertEqual(len(self.documents_of(archive)["runs"]), 2)

    def test_a_full_disk(self):
        if not os.path.exists("/dev/full"):
            self.skipTest("no /dev/full")
        prom = self.folder / "prom"
        prom.mkdir()
        (prom / "assay_night.prom.part").symlink_to("/dev/full")
        done = self.simulated("--metrics", prom)
        self.assertEqual((done.returncode, len(self.kept())), (3, 1))
        self.assertIn("assay_night.prom could not be written", done.stderr)
        result = self.folder / "result"
        result.mkdir()
        (result / "verdict.json.part").symlink_to("/dev/full")
        self.assertEqual(self.simulated("--result", result).returncode, 0)
        self.assertEqual((result / "code").read_text(), "3\n")
        self.assertFalse((result / "verdict.json").exists())


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
