#!/usr/bin/env python3
"""Does the program measure as several processes of Slurm's srun, on three nodes? srun_test.py BINARY

Nodes are slurmds with names of their own; all of the cluster is in namespaces and in one temporary folder,
and goes when this process ends, however it ends. Skipped, with the reason, where none can be made.
"""
# SPDX-License-Identifier: Apache-2.0
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

from launched_test import FAST, LONG, processes_of
from launcher import Launched, SKIPPED, clean_environment

UNSHARE = ["unshare", "--net", "--uts", "--pid", "--fork", "--kill-child", "--mount-proc"]

CONFIGURATION = """ClusterName=assay
SlurmctldHost=head(127.0.0.1)
AuthInfo=socket={folder}/socket
ProctrackType=proctrack/linuxproc
StateSaveLocation={folder}
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/%n.pid
SlurmdSpoolDir={folder}/%n
TmpFS={folder}/%n
NodeName=node[0-2] NodeHostname=node[0-2] NodeAddr=127.0.0.1 Port=[7000-7002]
PartitionName=all Nodes=ALL Default=YES
"""
# Of the first process in the namespaces; when its input ends it does, and Linux then ends all others there.
# glibc looks up no address as long as there are none but 127.*.
BEGIN = """ip link set lo up && ip address add 10.86.0.1/32 dev lo && hostname head && cd "$0" || exit 1
munged --force --key-file=$0/key --socket=$0/socket --pid-file=$0/munged.pid --log-file=$0/munged.log \
  --seed-file=$0/seed 2>first.log
slurmctld -D -i 2>slurmctld.log &
for node in node0 node1 node2; do
  unshare --uts sh -c 'hostname $0; exec slurmd -D -N $0 2>$0.log' $node &
done
timeout 30 sh -c 'until [ "$(sinfo -ho "%D %t")" = "3 idle" ]; do sleep 0.2; done' 2>>first.log || exec cat *.log
echo ready
cat; rm -r "$0"
"""
VARIABLES = ["OMPI_MCA_pml=ob1", "OMPI_MCA_btl=self,tcp",
             "OMPI_MCA_btl_tcp_if_include=lo", "OMPI_MCA_mpi_yield_when_idle=1"]
MIDWAY = "until [ -e r.json ]; do sleep 0.1; done; sleep 1;"


def why_no_slurm():
    """Why no cluster can be made here; empty: it can."""
    for program in "munged slurmctld slurmd srun sinfo scancel ip unshare nsenter".split():
        if not shutil.which(program):
            return f"no {program} here (Debian: slurmctld, slurmd, slurm-client, munge, iproute2, util-linux)"
    made = subprocess.run([*UNSHARE, "true"], capture_output=True, text=True, timeout=20, check=False)
    if os.geteuid() != 0 or made.returncode != 0:
        return f"it takes root, and namespaces: {made.stderr.strip()}"
    with tempfile.NamedTemporaryFile("w") as file:
        print(CONFIGURATION, file=file, flush=True)
        known = subprocess.run(["env", f"SLURM_CONF={file.name}", "srun", "--mpi=list"], capture_output=True,
                               text=True, timeout=20, check=False)
    return "" if "pmix" in known.stdout + known.stderr else f"this srun has no PMIx: {known.stderr.strip()}"


class UnderSlurm(Launched):
    @classmethod
    def setUpClass(cls):
        folder = pathlib.Path(tempfile.mkdtemp(prefix="assay_slurm_", dir="/tmp"))  # sockets need short names
        cls.addClassCleanup(shutil.rmtree, folder, ignore_errors=True)
        (folder / "slurm.conf").write_text(CONFIGURATION.format(folder=folder))
        (folder / "key").write_bytes(os.urandom(128))
        variables = [f"SLURM_CONF={folder}/slurm.conf", *VARIABLES]
        first = subprocess.Popen(["env", *variables, *UNSHARE, "sh", "-c", BEGIN, folder], env=clean_environment(),
                                 text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        cls.addClassCleanup(first.communicate, timeout=20)
        if (said := first.stdout.readline()) != "ready\n":
            raise OSError(said + first.stdout.read())
        cls.within = ["nsenter", f"--target={processes_of(first.pid)[0]}", "--net", "--pid", "env", *variables]

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
    reason = why_no_slurm()
    if reason:
        print(f"SKIPPED: {reason}")
        sys.exit(SKIPPED)
    Launched.binary = os.path.abspath(sys.argv.pop(1))
    unittest.main(verbosity=2)
