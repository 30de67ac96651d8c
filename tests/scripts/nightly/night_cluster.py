"""A real Slurm of five nodes, and a program for them of which a test says how each node behaves.

The nodes are slurmds of this machine. Real runs are of its CPU, which no verdict judges; what a verdict is to fail is
simulated, on nodes whose name stands in a file, as an H100 with a low clock. So this shows what becomes of a verdict in
Slurm, and nothing of how long a GPU takes.
"""
# SPDX-License-Identifier: Apache-2.0
import fcntl
import json
import os
import pathlib
import re
import sqlite3
import sys
import time
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "tests" / "mpi"))
from launcher import SKIPPED, why_without_verbs  # noqa: E402
from slurm_cluster import Cluster, why_no_cluster  # noqa: E402

SLURM = ROOT / "scripts" / "nightly" / "slurm"
NODES = [f"node{number}" for number in range(5)]
QUICK = "--device cpu --only memory.copy --bytes 1MiB --minimum-time 0.05".split()
README = (ROOT / "scripts" / "nightly" / "README.md").read_text(encoding="utf-8")
# What the README proposes, and for a test what makes Slurm quick.
LINES = re.search(r"```conf\n(.*?)```", README, re.DOTALL).group(1).replace("/etc/slurm/assay-", "{folder}/").replace(
    "Interval=14400", "Interval=2").replace(
        "Parameters=", "Parameters=batch_sched_delay=0,sched_interval=1,bf_interval=1,") + "KillWait=3\n"
# A check runs where a test has put its arguments; so one cluster serves all tests.
CHECK = """#!/bin/sh
export SLURM_CONF={folder}/slurm.conf
arguments={folder}/{form}.$SLURMD_NODENAME.arguments
[ -e $arguments ] || exit 0
exec {check} {form} --assay {folder}/assay --log {folder}/log --lock-folder {folder} $(cat $arguments)
"""
# The program as a node sees it. Nodes share this machine's CPU, so each has locks of its own; a simulated document gets
# the host's name, for all simulated ones are of one host.
PROGRAM = """#!/bin/bash
node=${{SLURMD_NODENAME:-none}}
has() {{ grep -qsx "$node" {folder}/$1; }}
if [ "$1" != run ]; then exec {binary} "$@"; fi
echo "$node" >> {folder}/ran
if has killed; then kill -9 $PPID; fi
if ! has simulated; then mkdir -p {folder}/locks/$node; exec {binary} "$@" --lock-folder {folder}/locks/$node; fi
while [ "$1" != -o ]; do shift; done
if has lasting; then trap told=yes TERM; for i in $(seq 100); do [ $told ] || sleep 0.1; done; fi
if has slow; then clock="--clock-ratio 0.7"; fi
{binary} run --simulate h100-sxm --gpus {gpus} --seed 1${{node#node}} $clock -o "$2" || exit
sed -i 's/"hostname": "simulated"/"hostname": "'$node'"/' "$2"
"""


class Nightly(unittest.TestCase):
    gpus, binary = 1, ""

    @classmethod
    def setUpClass(cls):
        cls.cluster = Cluster(len(NODES), LINES)
        cls.addClassCleanup(cls.cluster.end)
        cls.folder = cls.cluster.folder
        cls.write_program("assay", PROGRAM.format(folder=cls.folder, binary=cls.binary, gpus=cls.gpus))
        for form in ("prolog", "epilog", "health"):
            cls.write_program(form, CHECK.format(folder=cls.folder, form=form, check=SLURM / "node-check"))

    @classmethod
    def write_program(cls, name, text):
        (cls.folder / name).write_text(text, encoding="utf-8")
        (cls.folder / name).chmod(0o755)

    def setUp(self):
        self.shared = self.folder / self.id().rpartition(".")[2]
        self.shared.mkdir()
        self.slurm("scontrol", "update", "NodeName=node[0-4]", "State=RESUME", code=None)
        self.until(lambda: set(self.states().values()) == {"IDLE"}, "idle nodes")
        self.addCleanup(self.forget)

    def forget(self):
        self.slurm("scancel", "--user=root", code=None)
        for file in self.folder.glob("*.arguments"):
            file.unlink()
        self.until(lambda: all(self.lock_is_free(file) for file in self.folder.glob("*.lock")), "end of the checks")
        for name in ("slow", "simulated", "killed", "lasting", "ran", "log"):
            (self.folder / name).unlink(missing_ok=True)

    @staticmethod
    def lock_is_free(file):
        with open(file, encoding="utf-8") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                return False
        return True

    def are(self, name, *nodes):
        (self.folder / name).write_text("".join(f"{node}\n" for node in nodes), encoding="utf-8")

    def slurm(self, *command, code=0, **options):
        done = self.cluster.run(*command, **options)
        if code is not None:
            self.assertEqual(done.returncode, code, (command, done.stdout, done.stderr))
        return done

    def until(self, holds, what, seconds=20):
        end = time.monotonic() + seconds
        while not holds():
            self.assertLess(time.monotonic(), end, f"no {what}: {self.states()}\n{self.log()}")
            time.sleep(0.2)

    def node(self, name):
        return self.slurm("scontrol", "show", "node", name, "--oneliner").stdout

    def states(self):
        """Of every node, once none has a job left to clean up after."""
        for _ in range(100):
            text = self.slurm("scontrol", "show", "node", "--oneliner").stdout
            if "COMPLETING" not in text:
                break
            time.sleep(0.2)
        return dict(re.findall(r"NodeName=(\S+) .* State=(\S+)", text))

    def reason(self, name):
        found = re.search(r" Reason=(.*) \[root@", self.node(name))
        return found.group(1) if found else ""

    def log(self):
        file = self.folder / "log"
        return file.read_text(encoding="utf-8") if file.exists() else ""

    def submit(self, *arguments, code=0):
        done = self.slurm(SLURM / "submit", "--folder", self.shared, "--assay", self.folder / "assay", *arguments,
                          code=code)
        self.night = pathlib.Path(done.stdout.splitlines()[0]) if done.stdout else None
        return done

    def night_of(self, *arguments, code):
        """Submits, and waits for the last step, which ends with this code."""
        done = self.submit(*arguments)
        self.until_over()
        self.assertTrue(self.summary().endswith(f"\nexit code {code}\n"), self.summary())
        return done

    def until_over(self):
        self.until(lambda: "exit code " in self.summary(), "end of the night", 60)

    def documents(self):
        return {file.stem: json.loads(file.read_text()) for file in (self.night / "documents").iterdir()}

    def summary(self):
        file = self.night / "summary.txt"
        return file.read_text(encoding="utf-8") if file.exists() else ""

    def archived(self):
        with sqlite3.connect(self.shared / "archive.db") as archive:
            return archive.execute("SELECT count(*) FROM runs").fetchone()[0]


def main(*verbs):
    """Of a test's file: FILE BINARY [TEST...]; the binary has to have these verbs."""
    Nightly.binary = os.path.abspath(sys.argv.pop(1))
    why = why_no_cluster() or why_without_verbs(Nightly.binary, *verbs)
    if why:
        print(f"SKIPPED: {why}")
        sys.exit(SKIPPED)
    unittest.main(verbosity=2)
