#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Does gpu_peers read its peers right, compare with the best of each round, and fail where nothing was measured?

Stand-ins play the GPU programs: what is tested is the arithmetic and the reading.
"""
import importlib.machinery
import importlib.util
import json
import os
import subprocess
import sys
import tempfile
import unittest

REPOSITORY = os.path.realpath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "../.."))
BENCH = os.path.join(REPOSITORY, "scripts/bench")
sys.dont_write_bytecode = True
sys.path.insert(0, BENCH)
loader = importlib.machinery.SourceFileLoader("gpu_peers", os.path.join(BENCH, "gpu_peers"))
gpu_peers = importlib.util.module_from_spec(importlib.util.spec_from_loader("gpu_peers", loader))
loader.exec_module(gpu_peers)

CSV = """BabelStream
Version: 5.0
function,num_times,n_elements,sizeof,max_mbytes_per_sec,min_runtime,max_runtime,avg_runtime
Copy,20,134217728,8,3000000,0.0007,0.0008,0.001
Mul,20,134217728,8,3000000,0.0007,0.0008,0.002
Dot,20,134217728,8,3000000,0.0007,0.0008,0.004
"""
ASSAY = """#!/bin/sh
case $1 in
probe) echo '{"tool": {}, "devices": [{"id": "cuda:0", "name": "GPU"}]}' ;;
run) echo '{"cases": [{"name": "c", "kernel": "memory.copy", "status": "%s", "statistics": {"median": 3e12}}]}' ;;
esac
"""


class Reading(unittest.TestCase):
    def test_the_programs_medians(self):
        self.assertEqual(gpu_peers.stream_rates("runtime.copy 2.5e12 2.6e12\ncub.read 3e12 3e12\n"),
                         {"runtime.copy": 2.5e12, "cub.read": 3e12})

    def test_babelstream_by_its_mean_times(self):
        self.assertEqual(gpu_peers.babelstream_rates(CSV, 1e9),
                         {"babelstream.copy": 2e12, "babelstream.scale": 1e12, "babelstream.read": 5e11})

    def test_a_case_without_a_result_is_no_rate(self):
        with self.assertRaises(gpu_peers.Unmeasured):
            gpu_peers.assay_rates({"cases": [{"name": "n", "status": "error", "reason": "lost"}]})


class Comparing(unittest.TestCase):
    def test_with_the_best_of_the_same_round(self):
        rounds = [gpu_peers.best_of_round({"assay.copy": 3.0, "cub.copy": 2.0, "runtime.copy": 1.5}),
                  gpu_peers.best_of_round({"assay.copy": 3.0, "cub.copy": 2.0, "runtime.copy": 4.0})]
        (row,) = gpu_peers.rows(rounds)
        self.assertEqual(row["ratio"], {"median": 1.125, "minimum": 0.75, "maximum": 1.5})
        self.assertTrue(row["reached"])

    def test_a_missed_goal_is_said(self):
        (row,) = gpu_peers.rows([gpu_peers.best_of_round({"assay.read": 1.0, "cub.read": 2.0})])
        self.assertFalse(row["reached"])


class Whole(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)

    def program(self, name, text):
        path = os.path.join(self.folder.name, name)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        os.chmod(path, 0o755)
        return path

    def peers(self, status="ok"):
        return subprocess.run(
            [sys.executable, "-B", os.path.join(BENCH, "gpu_peers"), "--rounds", "3", "--assay",
             self.program("assay", ASSAY % status), "--stream-peers",
             self.program("peers", "#!/bin/sh\necho cub.copy 2e12 2e12\n"), "-o",
             os.path.join(self.folder.name, "out.json")], capture_output=True, text=True, check=False)

    def test_prints_the_table_and_keeps_the_rounds(self):
        done = self.peers()
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertRegex(done.stdout, r"memory\.copy / best peer +3000\.00 +2000\.00 GB/s +1\.5000.*reached")
        self.assertIn("BabelStream was left out", done.stdout)
        with open(os.path.join(self.folder.name, "out.json"), encoding="utf-8") as file:
            self.assertEqual(len(json.load(file)["rounds"]), 3)

    def test_an_unmeasured_case_is_exit_3(self):
        done = self.peers("error")
        self.assertEqual(done.returncode, 3)
        self.assertFalse(os.path.exists(os.path.join(self.folder.name, "out.json")))


if __name__ == "__main__":
    unittest.main()
