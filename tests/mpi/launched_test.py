#!/usr/bin/env python3
"""Does the program measure as several processes of mpirun on this machine? launched_test.py BINARY"""
# SPDX-License-Identifier: Apache-2.0
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import time
import unittest

from launcher import Launched, SECONDS_AT_MOST, SKIPPED, clean_environment, why_no_mpirun

FAST = ["--only", "collective.*", "--bytes", "64KiB", "--minimum-time", "0.05"]
LONG = ["--only", "collective.*", "--bytes", "64KiB", "--minimum-time", "600"]


def processes_of(parent):
    """Ids of all processes below this one."""
    children = {}
    for entry in pathlib.Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            fields = (entry / "stat").read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        children.setdefault(int(fields[1]), []).append(int(entry.name))
    found, open_ends = [], [parent]
    while open_ends:
        below = children.get(open_ends.pop(), [])
        found += below
        open_ends += below
    return found


def rank_of(process):
    try:
        variables = pathlib.Path(f"/proc/{process}/environ").read_bytes().split(b"\0")
    except OSError:
        return None
    for variable in variables:
        if variable.startswith(b"OMPI_COMM_WORLD_RANK="):
            return int(variable.split(b"=")[1])
    return None


class OnOneMachine(Launched):
    def test_rank_0_alone_prints_and_writes_one_document(self):
        done = self.mpirun(4, "run", *FAST, "-o", "r.json")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(done.stdout.count("assay 0."), 1, done.stdout)
        self.assertIn("4 ranks on 1 host", done.stdout)
        self.assertEqual(os.listdir(self.folder), ["r.json"])
        self.assert_valid()
        document = self.document()
        self.assertEqual([one["rank"] for one in document["world"]], [0, 1, 2, 3])
        self.assertRegex(document["world"][3]["mpi_version"], r"^Open MPI v\d")
        for case in document["cases"]:
            self.assertEqual(case["status"], "ok", case)
            self.assertEqual(case["parameters"]["ranks"], 4)
            self.assertEqual(len(case["ranks"]), 4)
            self.assertEqual({one["wrong_elements"] for one in case["ranks"]}, {0})
            self.assertGreaterEqual(case["check"]["repeats"], case["statistics"]["count"])
            self.assertEqual(case["library"]["name"], "MPI")

    def test_one_process_under_mpirun_is_an_ordinary_run(self):
        done = self.mpirun(1, "run", "--device", "cpu", "--only", "memory.read", "--bytes", "64KiB",
                           "--minimum-time", "0.01", "-o", "r.json")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertNotIn("world", self.document())

    def test_cases_of_one_node_are_refused_once_and_in_words(self):
        done = self.mpirun(3, "run", "--only", "memory.*", "-o", "r.json")
        self.assertEqual(done.returncode, 2, done.stderr)
        self.assertEqual(done.stderr.count("matches no case that the processes of a launcher share"), 1)
        self.assertEqual(done.stdout, "")
        self.assertEqual(os.listdir(self.folder), [])

    def test_a_dry_run_prints_the_plan_once(self):
        done = self.mpirun(2, "run", *FAST, "--dry-run")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(done.stdout.count(", level quick, about"), 1)
        plan = json.loads(self.mpirun(2, "run", *FAST, "--dry-run", "--json").stdout)
        self.assertEqual(len(plan["cases"]), 1)
        self.assertIn("engine=mpi", plan["cases"][0]["name"])

    def test_simulating_is_refused(self):
        done = self.mpirun(2, "run", "--simulate", "h20")
        self.assertEqual(done.returncode, 2)
        self.assertEqual(done.stderr.count("--simulate: nothing is launched for it"), 1)

    def test_without_the_module_it_says_what_to_install(self):
        alone = self.folder / "alone"
        alone.mkdir()
        shutil.copy(self.binary, alone / "assay")
        self.binary = str(alone / "assay")
        done = self.mpirun(2, "run", *FAST)
        self.assertEqual(done.returncode, 3)
        self.assertIn("libopenmpi-dev", done.stderr)
        done = subprocess.run([self.binary, "run", "--device", "cpu", "--only", "memory.read", "--bytes",
                               "64KiB", "--minimum-time", "0.01"], cwd=self.folder, check=False,
                              env=clean_environment(), capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stderr)

    def test_a_rank_that_never_arrives_is_named(self):
        # What stands in for rank 2 never begins MPI.
        script = self.folder / "assay_or_sleep"
        script.write_text('#!/bin/sh\n[ "$OMPI_COMM_WORLD_RANK" = 2 ] && exec sleep 60\n'
                          f'exec {self.binary} "$@"\n')
        script.chmod(0o755)
        self.binary, real = str(script), self.binary
        begin = time.monotonic()
        done = self.mpirun(3, "run", *FAST, "--join-within", "3", "-o", "r.json")
        self.assertLess(time.monotonic() - begin, 30)
        self.assertEqual(done.returncode, 3, done.stderr)
        self.binary = real
        self.assert_valid()
        for case in self.document()["cases"]:
            self.assertEqual(case["status"], "skipped")
            self.assertRegex(case["reason"], "rank 2 on [^ ]+ did not come")

    def killed(self):
        """A run of three ranks whose rank 2 is killed midway: how it ended, and how long that took."""
        run = self.start(self.command(3, "run", *LONG, "-o", "r.json"))
        try:
            victim, give_up = None, time.monotonic() + 60
            while victim is None and time.monotonic() < give_up:
                time.sleep(0.1)
                if not (self.folder / "r.json").exists():
                    continue  # the first case has not begun
                victim = next((one for one in processes_of(run.pid) if rank_of(one) == 2), None)
            self.assertIsNotNone(victim)
            time.sleep(1)
            os.kill(victim, signal.SIGKILL)
            begin = time.monotonic()
            output, errors = run.communicate(timeout=SECONDS_AT_MOST)
            return run.returncode, output, errors, time.monotonic() - begin
        finally:
            if run.poll() is None:
                run.kill()
                run.communicate()

    def test_a_rank_that_is_killed_is_named_and_the_document_stands(self):
        code, _, errors, seconds = self.killed()
        self.assertNotEqual(code, 0)
        self.assertLess(seconds, 40)
        self.assert_valid()
        document = self.document()
        broken = [case for case in document["cases"] if "hang" in case]
        self.assertEqual(len(broken), 1, errors)
        self.assertEqual(broken[0]["hang"]["missing"], [2])
        self.assertRegex(broken[0]["reason"], "rank 2 on [^ ]+ did not answer")
        self.assertRegex(errors, "rank 2 on [^ ]+ did not answer")

    def test_an_interruption_ends_it_in_order(self):
        run = self.start(self.command(3, "run", *LONG, "-o", "r.json"))
        give_up = time.monotonic() + 60
        while not (self.folder / "r.json").exists() and time.monotonic() < give_up:
            time.sleep(0.1)
        time.sleep(1)
        run.send_signal(signal.SIGINT)
        begin = time.monotonic()
        run.communicate(timeout=SECONDS_AT_MOST)
        self.assertLess(time.monotonic() - begin, 20)
        self.assert_valid()
        document = self.document()
        self.assertFalse(document["run"]["complete"])
        self.assertIn(document["run"]["interrupted_by"], ("SIGINT", "SIGTERM"))


if __name__ == "__main__":
    reason = why_no_mpirun()
    if reason:
        print(f"SKIPPED: {reason}")
        sys.exit(SKIPPED)
    Launched.binary = os.path.abspath(sys.argv.pop(1))
    unittest.main(verbosity=2)
