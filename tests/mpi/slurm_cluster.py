"""A Slurm cluster of nothing: controller, munge and slurmds with names of their own, in namespaces and one folder.

Nothing outside is touched, and all of it goes when the process that made it ends, however it ends.
"""
# SPDX-License-Identifier: Apache-2.0
import os
import pathlib
import shutil
import subprocess
import tempfile

from launcher import clean_environment

UNSHARE = ["unshare", "--net", "--uts", "--pid", "--fork", "--kill-child", "--mount-proc"]
PROGRAMS = "munged slurmctld slurmd srun sbatch sinfo scancel scontrol ip unshare nsenter"
CONFIGURATION = """ClusterName=assay
SlurmctldHost=head(127.0.0.1)
AuthInfo=socket={folder}/socket
ProctrackType=proctrack/linuxproc
StateSaveLocation={folder}
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/%n.pid
SlurmdSpoolDir={folder}/%n
TmpFS={folder}/%n
NodeName=node[0-{last}] NodeHostname=node[0-{last}] NodeAddr=127.0.0.1 Port=[7000-{last_port}]
PartitionName=all Nodes=ALL Default=YES
"""
# What Open MPI needs there.
VARIABLES = ["OMPI_MCA_pml=ob1", "OMPI_MCA_btl=self,tcp",
             "OMPI_MCA_btl_tcp_if_include=lo", "OMPI_MCA_mpi_yield_when_idle=1"]
# Of the first process in the namespaces; when its input ends it does, and Linux then ends all others there.
# glibc looks up no address as long as there are none but 127.*.
BEGIN = """ip link set lo up && ip address add 10.86.0.1/32 dev lo && hostname head && cd "$0" || exit 1
munged --force --key-file=$0/key --socket=$0/socket --pid-file=$0/munged.pid --log-file=$0/munged.log \
  --seed-file=$0/seed 2>first.log
slurmctld -D -i 2>slurmctld.log &
for node in $(seq -f node%.0f 0 $(($1 - 1))); do
  unshare --uts sh -c 'hostname $0; exec slurmd -D -N $0 2>$0.log' $node &
done
timeout 30 sh -c 'until [ "$(sinfo -ho "%D %t")" = "$0 idle" ]; do sleep 0.2; done' $1 2>>first.log || exec cat *.log
echo ready
cat; rm -r "$0"
"""


def why_no_cluster():
    """Why no cluster can be made here; empty: it can."""
    for program in PROGRAMS.split():
        if not shutil.which(program):
            return f"no {program} here (Debian: slurmctld, slurmd, slurm-client, munge, iproute2, util-linux)"
    made = subprocess.run([*UNSHARE, "true"], capture_output=True, text=True, timeout=20, check=False)
    if os.geteuid() != 0 or made.returncode != 0:
        return f"it takes root, and namespaces: {made.stderr.strip()}"
    return ""


def why_no_pmix():
    """Why no cluster can be made whose srun starts MPI; empty: it can."""
    if reason := why_no_cluster():
        return reason
    with tempfile.TemporaryDirectory() as folder:
        file = pathlib.Path(folder, "slurm.conf")
        file.write_text(CONFIGURATION.format(folder=folder, last=0, last_port=7000), encoding="utf-8")
        known = subprocess.run(["env", f"SLURM_CONF={file}", "srun", "--mpi=list"], capture_output=True, text=True,
                               timeout=20, check=False)
    return "" if "pmix" in known.stdout + known.stderr else f"this srun has no PMIx: {known.stderr.strip()}"


def first_child(parent):
    return pathlib.Path(f"/proc/{parent}/task/{parent}/children").read_text(encoding="utf-8").split()[0]


class Cluster:
    """node0, node1, ... of one processor each, in the partition `all`; `lines` are added to slurm.conf."""

    def __init__(self, nodes=3, lines="", variables=()):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="assay_slurm_", dir="/tmp"))  # sockets need short names
        try:
            self.begin(nodes, lines, variables)
        except BaseException:
            self.end()
            raise

    def begin(self, nodes, lines, variables):
        self.first = None
        text = CONFIGURATION.format(folder=self.folder, last=nodes - 1, last_port=7000 + nodes - 1)
        (self.folder / "slurm.conf").write_text(text + lines.format(folder=self.folder), encoding="utf-8")
        (self.folder / "key").write_bytes(os.urandom(128))
        variables = [f"SLURM_CONF={self.folder}/slurm.conf", *variables]
        self.first = subprocess.Popen(["env", *variables, *UNSHARE, "sh", "-c", BEGIN, self.folder, str(nodes)],
                                      env=clean_environment(), text=True, stdin=subprocess.PIPE,
                                      stdout=subprocess.PIPE)
        said = self.first.stdout.readline()
        if said != "ready\n":
            raise OSError(said + self.first.stdout.read())
        # What a command begins with that is to run in the cluster, on no node of it.
        self.within = ["nsenter", f"--target={first_child(self.first.pid)}", "--net", "--pid", "env", *variables]

    def run(self, *command, timeout=60, **options):
        return subprocess.run([*self.within, *map(str, command)], env=clean_environment(), capture_output=True,
                              text=True, timeout=timeout, check=False, **options)

    def end(self):
        if self.first:
            self.first.communicate(timeout=20)
        shutil.rmtree(self.folder, ignore_errors=True)
