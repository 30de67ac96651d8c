"""mpirun as the tests start it: bounded in time, in a folder of its own, as root too."""
# SPDX-License-Identifier: Apache-2.0
import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

SECONDS_AT_MOST = 100
SKIPPED = 77

# What one machine with few processors needs to stand for several.
MPIRUN = ["mpirun", "--allow-run-as-root", "--oversubscribe", "--bind-to", "none",
          "--mca", "btl", "self,tcp", "--mca", "pml", "ob1", "--mca", "mpi_yield_when_idle", "1",
          "--mca", "orte_base_help_aggregate", "0"]

# Nothing leaves this machine, or the namespaces that a test makes.
ON_ONE_MACHINE = ["--mca", "oob_tcp_if_include", "lo", "--mca", "btl_tcp_if_include", "lo"]


def why_no_mpirun():
    return "" if shutil.which("mpirun") else "no mpirun here (Debian: openmpi-bin)"


def why_without_verbs(binary, *verbs):
    """Which of these verbs the program does not have yet; empty: none."""
    known = subprocess.run([binary, "--help"], capture_output=True, text=True, timeout=60, check=False).stdout
    missing = [verb for verb in verbs if f"\n  {verb} " not in known]
    return f"this assay has no verb {missing[0]} yet" if missing else ""


def clean_environment():
    kept = {name: value for name, value in os.environ.items()
            if not name.startswith(("OMPI_", "PMIX_", "PMI_", "SLURM_"))}
    # Where the temporary folder is long Open MPI's sockets have no room for their names.
    return {**kept, "TMPDIR": "/tmp"}


class Launched(unittest.TestCase):
    """Runs the binary under mpirun in a fresh folder."""
    binary = ""

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="assay_mpi_"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)

    def command(self, ranks, *arguments, options=tuple(ON_ONE_MACHINE)):
        return [*MPIRUN, *options, "-n", str(ranks), self.binary, *arguments]

    def mpirun(self, ranks, *arguments):
        return subprocess.run(self.command(ranks, *arguments), cwd=self.folder,
                              env=clean_environment(), capture_output=True, text=True,
                              timeout=SECONDS_AT_MOST, check=False)

    def start(self, command):
        return subprocess.Popen(command, cwd=self.folder, env=clean_environment(), text=True,
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def document(self, name="r.json"):
        return json.loads((self.folder / name).read_text(encoding="utf-8"))

    def assert_valid(self, name="r.json"):
        done = subprocess.run([self.binary, "validate", name], cwd=self.folder, capture_output=True,
                              text=True, check=False)
        self.assertEqual((done.returncode, done.stderr), (0, ""), done.stdout)
