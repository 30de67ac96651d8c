#!/usr/bin/env python3
"""Do the nightly forms for Slurm measure, compare and drain on a real Slurm of five nodes? slurm_test.py BINARY

The nodes are slurmds of this machine. Real runs are of its CPU, which no verdict judges; what a verdict is to fail is
simulated, on nodes whose name stands in a file, as an H100 with a low clock. So this shows what becomes of a verdict in
Slurm, and nothing of how long a GPU takes. Skipped, with the reason, where no cluster can be made.
"""
# SPDX-License-Identifier: Apache-2.0
import fcntl
import json
import os
import pathlib
import re
import shutil
import sqlite3
import sys
import time
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "tests" / "mpi"))
from launcher import SKIPPED  # noqa: E402
from slurm_cluster import Cluster, why_no_cluster  # noqa: E402

SLURM = ROOT / "scripts" / "nightly" / "slurm"
NODES = [f"node{number}" for number in range(5)]
QUICK = "--device cpu --only memory.copy --bytes 1MiB --minimum-time 0.05".split()
# Sessions of a minute and more are of no use to a test.
LINES = """SchedulerParameters=batch_sched_delay=0,sched_interval=1,bf_interval=1
KillWait=3
BatchStartTimeout=60
Prolog={folder}/prolog
Epilog={folder}/epilog
HealthCheckProgram={folder}/health
HealthCheckInterval=2
HealthCheckNodeState=IDLE
"""
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
if has lasting; then trap 'exit 3' TERM; for i in $(seq 100); do sleep 0.1; done; fi
if has slow; then clock="--clock-ratio 0.7"; fi
{binary} run --simulate h100-sxm --gpus {gpus} --seed 1${{node#node}} $clock -o "$2" || exit
sed -i 's/"hostname": "simulated"/"hostname": "'$node'"/' "$2"
"""


class Nightly(unittest.TestCase):
    gpus = 1

    @classmethod
    def setUpClass(cls):
        cls.cluster = Cluster(len(NODES), LINES)
        cls.addClassCleanup(cls.cluster.end)
        cls.folder = cls.cluster.folder
        cls.write_program("assay", PROGRAM.format(folder=cls.folder, binary=BINARY, gpus=cls.gpus))
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
        text = self.slurm("scontrol", "show", "node", "--oneliner").stdout
        return dict(re.findall(r"NodeName=(\S+) .* State=(\S+)", text))

    def reason(self, name):
        found = re.search(r" Reason=(.*) \[root@", self.node(name))
        return found.group(1) if found else ""

    def log(self):
        file = self.folder / "log"
        return file.read_text(encoding="utf-8") if file.exists() else ""

    def submit(self, *arguments, code=0, wait=True):
        waiting = ["--wait"] if wait else []
        done = self.slurm(SLURM / "submit", "--folder", self.shared, "--assay", self.folder / "assay", *waiting,
                          *arguments, code=code)
        self.night = pathlib.Path(done.stdout.splitlines()[0]) if done.stdout else None
        return done

    def documents(self):
        return {file.stem: json.loads(file.read_text()) for file in (self.night / "documents").iterdir()}

    def summary(self):
        return (self.night / "summary.txt").read_text(encoding="utf-8")

    def archived(self):
        with sqlite3.connect(f"file:{self.shared}/archive.db?mode=ro", uri=True) as archive:
            table, = archive.execute("select name from sqlite_master where name in ('documents', 'runs', 'run')")
            return archive.execute(f"select count(*) from {table[0]}").fetchone()[0]


class Nights(Nightly):
    gpus = 4

    def assert_whole(self, nodes):
        found = self.documents()
        self.assertEqual(sorted(found), sorted(nodes))
        self.assertEqual({name: one["host"]["hostname"] for name, one in found.items()},
                         {name: name for name in nodes})
        self.assertTrue(all(one["run"]["complete"] for one in found.values()))
        self.assertEqual(os.listdir(self.night / "unfinished"), [])

    def test_every_node_is_measured_once(self):
        self.submit("--", *QUICK, code=3)  # a CPU is measured and not judged
        self.assert_whole(NODES)
        self.assertEqual(sorted((self.folder / "ran").read_text().split()), NODES)
        self.assertRegex(self.summary(), r"node3 +3  could not be measured or judged in full\n")
        self.assertTrue(self.summary().endswith("\nexit code 3\n"))
        self.assertEqual(set(self.states().values()), {"IDLE"})
        self.assertEqual(self.documents()["node3"]["cases"][0]["kernel"], "memory.copy")

    def test_the_slow_node_is_found_named_and_drained_and_a_second_night_keeps_the_first(self):
        self.are("simulated", *NODES)
        self.are("slow", "node2")
        self.submit("--drain", "--allow-simulated", "--expect", "h100-sxm", code=1)
        first = self.night
        self.assert_whole(NODES)
        self.assertIn("node2                1  FAILS\n", self.summary())
        self.assertIn("node1                0  passes\n", self.summary())
        self.assertRegex((self.night / "fleet.txt").read_text(), r"\bnode2\b")
        self.assertNotRegex((self.night / "fleet.txt").read_text(), r"\bnode[0134]\b.*clock")
        self.assertEqual(self.states(), {name: "IDLE+DRAIN" if name == "node2" else "IDLE" for name in NODES})
        self.assertRegex(self.reason("node2"), r"^assay: .*gemm")
        self.assertEqual(self.archived(), 5)

        (self.folder / "slow").unlink()
        done = self.submit("--form", "srun", "--allow-simulated", code=0)
        self.assertRegex(done.stderr, "left out: node2 drained assay: ")
        self.assertNotEqual(self.night, first)
        self.assert_whole([name for name in NODES if name != "node2"])
        self.assertIn("node2: not measured, drained assay: ", self.summary())
        self.assertEqual(len(os.listdir(first / "documents")), 5)
        self.assertEqual(self.archived(), 9)

    def test_what_dies_or_never_begins_is_named_and_the_others_are_compared(self):
        self.are("killed", "node4")
        busy = self.slurm("sbatch", "--parsable", "--nodelist=node1", "--output=/dev/null", "--wrap=sleep 60")
        self.submit("--", *QUICK, wait=False)
        waiting = ["squeue", "--noheader", f"--name=assay-{self.night.name}", "--format=%i %n"]
        self.until(lambda: re.findall(r"(\d+) node(\d)", self.slurm(*waiting).stdout)[1:] == [], "job for node1 alone")
        (job, node), = re.findall(r"(\d+) node(\d)", self.slurm(*waiting).stdout)
        self.assertEqual(node, "1")
        self.slurm("scancel", job)
        self.until((self.night / "summary.txt").exists, "summary")
        self.until(lambda: "exit code" in self.summary(), "end of the summary")
        self.assertTrue(self.summary().endswith("\nexit code 3\n"))
        for name in ("node1", "node4"):
            self.assertRegex(self.summary(), rf"{name} +3  no document; see ")
        self.assertEqual(sorted(self.documents()), ["node0", "node2", "node3"])
        self.slurm("scancel", busy.stdout.strip())

    def test_a_dry_run_prints_what_it_would_submit_and_changes_nothing(self):
        for form in ("jobs", "srun"):
            done = self.submit("--dry-run", "--form", form, "--nodes", "node[1-2]", "--slurm", "--account=ops",
                               wait=False)
            self.assertEqual((done.stdout, os.listdir(self.shared)), ("", []))
            self.assertIn("--dependency=singleton", done.stderr)
            self.assertIn("--account=ops", done.stderr)
            self.assertIn("node1", done.stderr)
            self.assertNotIn("node0", done.stderr)

    def test_what_cannot_work_is_refused_in_words(self):
        for words, said in {("--partition", "none"): "no partition none; there are all",
                            ("--nodes", "node[3-9]"): "no node node5 in partition all",
                            ("--folder", "/nowhere"): "--folder /nowhere is no folder",
                            ("--level", "slow"): "--level 'slow' is none of",
                            ("--within", "6"): "--within '6' is no count",
                            ("--assay", "/nowhere/assay"): "no /nowhere/assay to run",
                            ("--slurm", "--no-such-option"): "Slurm refused the nodes' jobs",
                            ("--bogus",): "unknown argument '--bogus'",
                            ("--folder",): "--folder needs a value"}.items():
            with self.subTest(words):
                done = self.submit(*words, code=2, wait=False)
                self.assertIn(said, done.stderr)
                self.assertEqual(self.slurm("squeue", "--noheader").stdout, "")

    def test_without_slurm_it_says_so(self):
        (self.shared / "bin").mkdir()
        for program in ("bash", "dirname", "cat"):
            (self.shared / "bin" / program).symlink_to(shutil.which(program))
        done = self.slurm("env", f"PATH={self.shared}/bin", "bash", SLURM / "submit", "--folder", self.shared, code=2)
        self.assertIn("no sbatch here", done.stderr)


class Checks(Nightly):
    """Prolog, epilog and health check, as slurmd starts them."""

    def setUp(self):
        super().setUp()
        self.are("simulated", *NODES)

    def check(self, form, *arguments, nodes=("node1", "node3")):
        for node in nodes:
            file = self.folder / f"{form}.{node}.arguments"
            file.with_suffix(".new").write_text(" ".join(["--allow-simulated", *arguments]), encoding="utf-8")
            file.with_suffix(".new").rename(file)

    def job(self, node, *options, script="true"):
        done = self.slurm("sbatch", "--parsable", f"--nodelist={node}", f"--output={self.shared}/%j.out", *options,
                          f"--wrap={script}")
        return done.stdout.strip()

    def job_state(self, job):
        return re.search(r" JobState=(\S+)", self.slurm("scontrol", "show", "job", "--oneliner", job).stdout).group(1)

    def until_state(self, job, state):
        self.until(lambda: self.job_state(job) == state, f"job that is {state}")

    def until_drained(self, node):
        self.until(lambda: "DRAIN" in self.states()[node], f"drained {node}")

    def assert_drained_for_its_clock(self, node):
        self.assertRegex(self.reason(node), r"^assay: .*gemm")
        self.assertEqual([name for name, state in self.states().items() if "DRAIN" in state], [node])

    def test_a_prolog_keeps_jobs_off_a_slow_node(self):
        self.check("prolog")
        self.are("slow", "node1")
        bad, good = self.job("node1"), self.job("node3")
        self.until_state(good, "COMPLETED")
        self.until_drained("node1")
        self.assert_drained_for_its_clock("node1")
        self.assertNotEqual(self.job_state(bad), "COMPLETED")
        self.assertIn("node3 prolog: exit code 0: node3 passes", self.log())

    def test_an_epilog_drains_after_the_job(self):
        self.check("epilog")
        self.are("slow", "node1")
        bad, good = self.job("node1"), self.job("node3")
        self.until_drained("node1")
        self.until_state(bad, "COMPLETED")
        self.until_state(good, "COMPLETED")
        self.until(lambda: "node3 epilog: exit code 0" in self.log(), "epilog of node3")
        self.assert_drained_for_its_clock("node1")

    def test_no_mistake_in_a_configuration_drains_a_node(self):
        for wrong in ("--bogus", "--budget soon", "--drain-on 2", "-- --bogus"):
            with self.subTest(wrong):
                self.check("prolog", wrong)
                self.are("simulated")
                self.until_state(self.job("node1"), "COMPLETED")
                self.assertEqual(self.states()["node1"], "IDLE")
                self.assertIn("wrong usage: ", self.log())
                (self.folder / "log").unlink()

    def test_what_could_not_be_judged_drains_only_where_that_is_asked_for(self):
        self.are("simulated")
        self.check("prolog", "--", *QUICK)
        self.until_state(self.job("node1"), "COMPLETED")
        self.assertIn("node1 is not drained for exit code 3: ", self.log())
        self.check("prolog", "--drain-on", "1,3,4", "--", *QUICK)
        self.job("node1")
        self.until_drained("node1")
        self.assertRegex(self.reason("node1"), "^assay: ")

    def test_a_wrong_answer_drains(self):
        self.are("simulated")
        self.check("prolog", "--", *QUICK, "--inject", "wrong@memory.copy")
        self.job("node1")
        self.until_drained("node1")
        self.assertRegex(self.reason("node1"), "^assay: .*INJECTED")

    def test_missing_gpus_drain(self):
        self.check("prolog", "--devices", "8")
        self.job("node1")
        self.until_drained("node1")
        self.assertRegex(self.reason("node1"), "^assay: 0 of 8 GPUs usable: .*no NVIDIA driver")

    def test_a_health_check_drains_and_resumes_what_it_drained_and_nothing_else(self):
        self.slurm("scontrol", "update", "NodeName=node4", "State=DRAIN", "Reason=broken fan")
        self.are("slow", "node1")
        self.check("health", nodes=("node1", "node4"))
        self.until_drained("node1")
        self.assertRegex(self.reason("node1"), r"^assay: .*gemm")
        self.until(lambda: "node1 health: not measured: it is IDLE+DRAIN" in self.log(), "node left alone")
        (self.folder / "slow").unlink()
        self.check("health", "--resume", nodes=("node1", "node4"))
        self.until(lambda: self.states()["node1"] == "IDLE", "resumed node1")
        self.assertIn("node1 passes; resumed, it was drained: assay: ", self.log())
        self.assertEqual((self.states()["node4"], self.reason("node4")), ("IDLE+DRAIN", "broken fan"))
        self.assertNotIn("node4 health: exit code", self.log())

    def test_a_health_check_gives_way_to_a_job(self):
        self.are("slow", *NODES)
        self.are("lasting", *NODES)
        self.check("health", nodes=["node1"])
        self.until((self.folder / "ran").exists, "check of node1")
        began = time.monotonic()
        job = self.job("node1", script="sleep 5")
        self.until(lambda: "node1 health: a job began meanwhile" in self.log(), "check that gave way")
        self.assertLess(time.monotonic() - began, 9)
        (self.folder / "health.node1.arguments").unlink()
        self.until_state(job, "COMPLETED")
        self.assertEqual(self.states()["node1"], "IDLE")


if __name__ == "__main__":
    why = why_no_cluster()
    if why:
        print(f"SKIPPED: {why}")
        sys.exit(SKIPPED)
    BINARY = os.path.abspath(sys.argv.pop(1))
    unittest.main(verbosity=2)
