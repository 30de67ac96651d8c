# SPDX-License-Identifier: Apache-2.0
"""Runs the scripts of scripts/nightly/kubernetes against a fake API server."""
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

from fake_kubernetes import FakeKubernetes, node_of

NIGHTLY = pathlib.Path(__file__).resolve().parents[4] / "scripts/nightly"
BASE = NIGHTLY / "kubernetes/base"


class ClusterTest(unittest.TestCase):
    def setUp(self):
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.folder = pathlib.Path(temporary.name)
        self.account = self.folder / "account"
        self.account.mkdir()
        self.cluster = FakeKubernetes(str(self.account))
        self.addCleanup(self.cluster.close)
        self.cluster.nodes["gpu-1"] = node_of("gpu-1")

    def run_script(self, name, *words, attempts="1"):
        return subprocess.run([sys.executable, "-B", BASE / name, *words, "--server", self.cluster.url, "--account",
                               self.account, "--attempts", attempts], capture_output=True, text=True, check=False,
                              timeout=60, env={"PATH": os.environ["PATH"], "https_proxy": "http://127.0.0.1:1"})

    def condition(self, name="gpu-1"):
        return self.cluster.condition(name)

    def label(self, name="gpu-1"):
        return self.cluster.nodes[name]["metadata"]["labels"]["assay/verdict"]


def main():
    if not shutil.which("openssl"):
        print("skipped: openssl is not installed, and there is no TLS without a certificate")
        sys.exit(77)
    unittest.main(argv=sys.argv[:1])
