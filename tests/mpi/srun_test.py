#!/usr/bin/env python3
"""Does the program measure as several processes of Slurm's srun, on three nodes? srun_test.py BINARY

Nodes are slurmds with names of their own; all of the cluster is in namespaces and in one temporary folder,
and goes when this process ends, however it ends. Skipped, with the reason, where none can be made.
"""
# SPDX-License-Identifier: Apache-2.0
import os
import sys
import unittest

from launched_test import FAST, LONG
from launcher import Launched, SKIPPED
from slurm_cluster import Cluster, VARIABLES, why_no_pmix

MIDWAY = "until [ -e r.json ]; do sleep 0.1; done; sleep 1;"


class UnderSlurm(Launched):
    @classmethod
    def setUpClass(cls):
        cluster = Cluster(variables=VARIABLES)
        cls.addClassCleanup(cluster.end)
        cls.within = cluster.within

    def command(self, ranks, *arguments, options=()):
        return [*self.within, "srun", "--mpi=pmix", "--overcommit", "--time=1", *self.options, *options,
                f"--nodes={min(ranks, 3)}", f"--ntasks={ranks}", self.binary, "run", *arguments, "-o", "r.json"]

    srun, options = Launched.mpirun, ()

    def let_first(self, rank, deed, *options):
        script = self.folder / "assay_after_deed"
        script.write_text(f'#!/bin/sh\n[ "$SLURM_PROCID" = {rank} ] && {deed}\nexec {self.binary} "$@"\n')
        script.chmod(0o755)
        self.binary, self.options = str(script), options

    def test_rank_0_alone_prints_and_writes_one_document(self):
        done = self.srun(6, *FAST)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(done.stdout.count("assay 0."), 1, done.stdout)
        self.assertIn("6 ranks on 3 hosts: node0, node1, node2", done.stdout)
        self.assertEqual(os.listdir(self.folder), ["r.json"])
        self.assert_valid()
        document = self.document()
        self.assertEqual([(one["rank"], one["host"]) for one in document["world"]],
                         [(rank, f"node{rank // 2}") for rank in range(6)])
        self.assertEqual(document["host"]["environment"]["SLURM_NNODES"], "3")
        self.assertEqual([len(case["ranks"]) for case in document["cases"]], [6, 3])
        for case in document["cases"]:
            self.assertEqual((case["status"], case["library"]["name"]), ("ok", "MPI"))
            self.assertEqual({one["wrong_elements"] for one in case["ranks"]}, {0})

    def test_one_process_is_an_ordinary_run(self):
        done = self.srun(1, "--device", "cpu", "--only", "memory.read", "--bytes", "64KiB")
        self.assertEqual((done.returncode, "world" in self.document()), (0, False), done.stderr)

    def test_cases_of_one_node_are_refused_once_and_in_words(self):
        done = self.srun(3, "--only", "memory.*")
        self.assertEqual((done.returncode, done.stdout, os.listdir(self.folder)), (2, "", []), done.stderr)
        self.assertEqual(done.stderr.count("matches no case that the processes of a launcher share"), 1)

    def test_a_rank_that_never_arrives_is_named(self):
        self.let_first(2, f"{{ {MIDWAY} exit; }}")
        done = self.srun(6, *FAST, "--join-within", "3")
        self.assertNotEqual(done.returncode, 0)
        self.assert_valid()
        for case in self.document()["cases"]:
            self.assertIn("rank 2 on node1 did not come", case["reason"], done.stderr)

    def test_a_rank_that_is_killed_is_named_and_the_document_stands(self):
        self.let_first(2, f"({MIDWAY} kill -9 $$) &", "--kill-on-bad-exit")
        done = self.srun(3, *LONG)
        self.assertNotEqual(done.returncode, 0)
        self.assert_valid()
        broken = [case for case in self.document()["cases"] if "hang" in case]
        self.assertEqual([case["hang"]["missing_names"] for case in broken], [["node2 rank 2"]], done.stderr)
        self.assertIn("rank 2 on node2 did not answer", broken[0]["reason"])

    def test_scancel_ends_it_in_order(self):
        self.let_first(0, f"({MIDWAY} exec scancel $SLURM_JOB_ID) &")
        done = self.srun(3, *LONG)
        self.assertEqual(done.returncode, 3, done.stderr)
        self.assert_valid()
        self.assertEqual(self.document()["run"]["interrupted_by"], "SIGTERM")


if __name__ == "__main__":
    reason = why_no_pmix()
    if reason:
        print(f"SKIPPED: {reason}")
        sys.exit(SKIPPED)
    Launched.binary = os.path.abspath(sys.argv.pop(1))
    unittest.main(verbosity=2)
