#!/usr/bin/env python3
"""Does the nightly form of the collectives measure, judge and archive one document of all ranks? mpi_test.py BINARY

Ranks are processes of this machine under the real mpirun, or hosts in network namespaces, one of them behind a slow
link. Skipped, with the reason, where there is no mpirun.
"""
# SPDX-License-Identifier: Apache-2.0
import os
import pathlib
import re
import sqlite3
import subprocess
import sys
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "tests" / "mpi"))
from launcher import (Launched, MPIRUN, ON_ONE_MACHINE, SECONDS_AT_MOST, SKIPPED, clean_environment,  # noqa: E402
                      why_no_mpirun, why_without_verbs)
from network import Network, why_no_network  # noqa: E402
from slurm_cluster import Cluster, VARIABLES, why_no_pmix  # noqa: E402

COLLECTIVES = ROOT / "scripts" / "nightly" / "mpi" / "collectives"
README = (ROOT / "scripts" / "nightly" / "README.md").read_text(encoding="utf-8")
FAST = ["--bytes", "64KiB", "--minimum-time", "0.05"]


class Collectives(Launched):
    """What a CPU reaches alone is not judged, so exit 3 is what a good night ends with here."""

    def setUp(self):
        super().setUp()
        self.written = self.folder / "collectives"

    def night(self, *arguments, ranks=3, code=3, options=tuple(ON_ONE_MACHINE), launcher=None, on_host=list):
        launcher = launcher or [*MPIRUN, *options, "-n", str(ranks)]
        done = subprocess.run(on_host([str(COLLECTIVES), "--folder", self.folder, "--assay", self.binary, *arguments,
                                       "--", *launcher]),
                              cwd=self.folder, env=clean_environment(), capture_output=True, text=True,
                              timeout=SECONDS_AT_MOST, check=False)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return done

    def archived(self):
        with sqlite3.connect(self.folder / "archive.db") as archive:
            return [run for run, in archive.execute("SELECT run FROM runs")]

    def test_one_document_of_all_ranks_is_kept_judged_and_archived(self):
        done = self.night(*FAST, "--name", "first")
        self.assertIn("3 ranks on 1 host", done.stdout)
        self.assertTrue(done.stdout.endswith(f"exit code 3\n{self.written}/first.json\n"), done.stdout)
        self.assert_valid("collectives/first.json")
        document = self.document("collectives/first.json")
        self.assertEqual([one["rank"] for one in document["world"]], [0, 1, 2])
        self.assertIn("COULD-NOT-JUDGE", (self.written / "first.txt").read_text(encoding="utf-8"))
        self.assertEqual(os.listdir(self.written / "unfinished"), [])
        self.assertEqual(self.archived(), [document["run"]["id"]])

        before = (self.written / "first.json").read_bytes()
        again = self.night(*FAST, "--name", "first", code=2)
        self.assertIn("first.txt is there already", again.stderr)
        self.assertEqual((self.written / "first.json").read_bytes(), before)
        self.night(*FAST)
        self.assertEqual(len(list(self.written.glob("*.json"))), 2)

    @unittest.skipIf(why_no_network(), why_no_network())
    def test_a_slow_host_fails_and_is_named(self):
        network = Network(4, slow=[2])
        self.addCleanup(network.remove)
        done = self.night("--bytes", "256KiB", "--minimum-time", "0.1", ranks=4,
                          options=network.options(self.folder), on_host=lambda command: network.on_host(0, command))
        self.assertIn("FAIL: host host2 is slow", done.stdout)

    def test_what_does_not_end_is_ended_and_leaves_what_it_has(self):
        done = self.night("--bytes", "64KiB", "--minimum-time", "600", "--within", "5", "--name", "long")
        self.assertTrue(done.stdout.endswith(f"exit code 3\n{self.written}/long.json\n"), done.stdout)
        self.assertFalse(self.document("collectives/long.json")["run"]["complete"])

    def test_a_launcher_that_launches_nothing_leaves_no_document(self):
        done = self.night(launcher=["false"], code=3)
        self.assertNotIn(".json\n", done.stdout.rpartition("exit code")[2])
        self.assertEqual(list(self.written.glob("*.json")), [])

    def test_wrong_usage_is_refused_in_words(self):
        for launcher, arguments, said in ((["no_such_launcher"], [], "no no_such_launcher here"),
                                          (["true"], ["--name", "../x"], "is no name of a file"),
                                          (["true"], ["--within", "1h"], "is no number of seconds"),
                                          (["true"], ["--folder", "/nowhere"], "/nowhere is no folder"),
                                          (["true"], ["--assay", "/nowhere"], "no /nowhere to run"),
                                          (["true"], ["--bogus"], "unknown argument '--bogus'")):
            with self.subTest(said):
                self.assertIn(said, self.night(*arguments, launcher=launcher, code=2).stderr)
        self.assertFalse(self.written.exists())

    @unittest.skipIf(why_no_pmix(), why_no_pmix())
    def test_the_line_of_the_readme_runs_it_in_a_job_of_slurm(self):
        line, = re.findall(r"^(sbatch .*collectives.*)$", README, re.MULTILINE)
        line = line.replace("scripts/nightly/mpi/collectives", f"{COLLECTIVES} {' '.join(FAST)} --assay {self.binary}")
        cluster = Cluster(4, variables=VARIABLES)
        self.addCleanup(cluster.end)
        line = line.replace("/shared/assay", str(self.folder)).replace("sbatch", "sbatch --wait --output=job.out")
        done = cluster.run("sh", "-c", line, cwd=self.folder, timeout=SECONDS_AT_MOST)
        said = (self.folder / "job.out").read_text(encoding="utf-8")
        self.assertEqual(done.returncode, 3, said + done.stderr)
        self.assertIn("4 ranks on 4 hosts: node0, node1, node2, node3", said)
        self.assertEqual(len(list(self.written.glob("srun-*.json"))), 1)


if __name__ == "__main__":
    Launched.binary = os.path.abspath(sys.argv.pop(1))
    why = why_no_mpirun() or why_without_verbs(Launched.binary, "archive")
    if why:
        print(f"SKIPPED: {why}")
        sys.exit(SKIPPED)
    unittest.main(verbosity=2)
