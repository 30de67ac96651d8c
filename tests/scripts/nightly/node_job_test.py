#!/usr/bin/env python3
"""Does a node's job leave whole documents only, whatever ends it, and never overwrite one? node_job_test.py BINARY

As Slurm starts it, without Slurm: nights_test.py and checks_test.py are about the rest.
"""
# SPDX-License-Identifier: Apache-2.0
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest

NIGHTLY = pathlib.Path(__file__).resolve().parents[3] / "scripts" / "nightly"
SECONDS_AT_MOST = 60


class NodeJob(unittest.TestCase):
    def setUp(self):
        self.night = pathlib.Path(tempfile.mkdtemp(prefix="assay_night_"))
        self.addCleanup(shutil.rmtree, self.night)
        for name in ("documents", "unfinished", "logs", "codes", "locks"):
            (self.night / name).mkdir()
        shutil.copytree(NIGHTLY, self.night / "scripts")

    def start(self, seconds, assay=None, **variables):
        environment = {**os.environ, "SLURMD_NODENAME": "node7", **variables}
        return subprocess.Popen(
            [str(NIGHTLY / "slurm" / "node-job"), "--night", self.night, "--assay", assay or BINARY, "--",
             "--device", "cpu", "--only", "memory.copy", "--bytes", "1MiB", "--minimum-time", str(seconds),
             "--lock-folder", self.night / "locks"],
            env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True)

    def ended(self, job):
        _, errors = job.communicate(timeout=SECONDS_AT_MOST)
        return job.returncode, errors

    def measuring(self, job):
        until = time.monotonic() + SECONDS_AT_MOST
        while not (self.night / "unfinished" / "node7.json").exists() and time.monotonic() < until:
            time.sleep(0.05)
        self.assertIsNone(job.poll())

    def left(self):
        return {name: sorted(os.listdir(self.night / name)) for name in ("documents", "unfinished", "codes")}

    def document(self, name="node7"):
        return json.loads((self.night / "documents" / f"{name}.json").read_text(encoding="utf-8"))

    def test_a_whole_run_leaves_document_log_and_code(self):
        self.assertEqual(self.ended(self.start(0.05)), (3, ""))  # a CPU is measured and not judged
        self.assertEqual(self.left(), {"documents": ["node7.json"], "unfinished": [], "codes": ["node7"]})
        self.assertTrue(self.document()["run"]["complete"])
        self.assertEqual((self.night / "codes" / "node7").read_text(), "3\n")
        self.assertIn("COULD-NOT-JUDGE", (self.night / "logs" / "node7.log").read_text())

    def test_what_slurm_begins_again_overwrites_nothing(self):
        self.ended(self.start(0.05))
        first = (self.night / "documents" / "node7.json").read_bytes()
        self.ended(self.start(0.05, SLURM_RESTART_COUNT="1"))
        self.assertEqual(self.left(), {"documents": ["node7.again1.json", "node7.json"], "unfinished": [],
                                       "codes": ["node7", "node7.again1"]})
        self.ended(self.start(0.05))  # the same once more, which Slurm does not do
        self.assertEqual((self.night / "documents" / "node7.json").read_bytes(), first)

    def test_a_time_limit_that_comes_near_ends_the_run_in_order(self):
        job = self.start(600)
        self.measuring(job)
        os.kill(job.pid, signal.SIGUSR1)
        self.assertEqual(self.ended(job)[0], 3)
        self.assertEqual(self.left()["documents"], ["node7.json"])
        self.assertEqual(self.document()["run"]["interrupted_by"], "SIGTERM")

    def test_a_signal_to_all_processes_does_so_too(self):
        job = self.start(600)
        self.measuring(job)
        os.killpg(job.pid, signal.SIGTERM)
        self.assertEqual(self.ended(job)[0], 3)
        self.assertEqual(self.document()["run"]["interrupted_by"], "SIGTERM")

    def test_what_is_killed_leaves_no_document(self):
        job = self.start(600)
        self.measuring(job)
        os.killpg(job.pid, signal.SIGKILL)
        self.ended(job)
        self.assertEqual(self.left(), {"documents": [], "unfinished": ["node7.json"], "codes": []})

    def test_what_leaves_half_a_document_leaves_none(self):
        for deed, code in (("kill -SEGV $$", 139), ("exit 0", 0)):
            with self.subTest(deed):
                program = self.night / "program"
                program.write_text('#!/bin/sh\n[ "$1" = run ] || exec ' + BINARY + ' "$@"\n'
                                   f'while [ "$1" != -o ]; do shift; done\necho "{{" > "$2"\n{deed}\n')
                program.chmod(0o755)
                self.assertEqual(self.ended(self.start(0.05, assay=program))[0], 3)
                self.assertEqual(self.left(), {"documents": [], "unfinished": ["node7.json"], "codes": ["node7"]})
                self.assertIn(f"assay run ended with exit code {code}\n",
                              (self.night / "logs" / "node7.log").read_text())

    def test_a_folder_that_is_not_there_is_named_with_the_node(self):
        shutil.rmtree(self.night / "logs")
        code, errors = self.ended(self.start(0.05))
        self.assertEqual(code, 3)
        self.assertIn(f"{self.night} is not there or cannot be written on node7", errors)


if __name__ == "__main__":
    BINARY = os.path.abspath(sys.argv.pop(1))
    unittest.main(verbosity=2)
