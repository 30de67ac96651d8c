#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Does collective_peers pair its runs right, and work with the real MPI program and a tiny size?

Usage: collective_peers_test.py [ASSAY]. Stand-ins play assay and mpirun where the arithmetic is tested; the whole
is run once with the real ones where MPI is there. Nothing is held to a time.
"""
import importlib.machinery
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import tempfile
import unittest

REPOSITORY = os.path.realpath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "../.."))
BENCH = os.path.join(REPOSITORY, "scripts/bench")
SCRIPT = os.path.join(BENCH, "collective_peers")
REAL = os.path.realpath(sys.argv.pop(1)) if len(sys.argv) > 1 else None
sys.dont_write_bytecode = True
sys.path.insert(0, BENCH)
loader = importlib.machinery.SourceFileLoader("collective_peers", SCRIPT)
collective_peers = importlib.util.module_from_spec(importlib.util.spec_from_loader("collective_peers", loader))
loader.exec_module(collective_peers)
comparison = collective_peers.comparison

MIB = 1 << 20
ASSAY = """#!/bin/sh
case $1 in
probe) echo '{"tool": {}, "devices": [{"kind": "cpu", "name": "CPU", "threads": 2, "instruction_set": "avx2"}]}' ;;
run) echo '{"cases": [{"name": "c", "kernel": "collective.all_reduce_colocated", "status": "%s",
            "parameters": {"ranks": 2}, "statistics": {"median": 4e9}}]}' ;;
esac
"""


def one_round(ours, peer, add=None, size=64 * MIB):
    case = {"ours": ours, "peer": peer} | ({} if add is None else {"add": add})
    return {"cases": {f"fp32 {size}": case}, "library": "MPI", "others_share": 0.0}


class Comparing(unittest.TestCase):
    def rows(self, *rounds):
        return comparison.rows(list(rounds), 2)

    def test_a_ratio_is_of_one_round(self):
        (row,) = self.rows(one_round(1.0, 2.0), one_round(2.0, 2.0), one_round(2.0, 6.0))
        self.assertEqual(row["ratio"], {"median": 2.0, "minimum": 1.0, "maximum": 3.0})
        self.assertTrue(row["reached"])

    def test_slower_than_the_peer_is_missed(self):
        (row,) = self.rows(one_round(2.0, 1.9))
        self.assertFalse(row["reached"])
        self.assertIn("MISSED", comparison.table([row]))

    def test_memory_allows_every_input_and_every_output_once(self):
        _, row = self.rows(one_round(1.0, 1.0, add=2 * 2 * 64 * MIB / 0.9))
        self.assertAlmostEqual(row["ratio"]["median"], 0.9)
        self.assertAlmostEqual(row["allowed"], 0.9)
        _, missed = self.rows(one_round(1.0, 1.0, add=2 * 2 * 64 * MIB / 0.89))
        self.assertFalse(missed["reached"])

    def test_types_that_the_peer_lacks_stand_beside_memory_alone(self):
        (row,) = comparison.rows([{"cases": {f"bf16 {64 * MIB}": {"ours": 1.0, "add": 4 * 64 * MIB / 0.95}}}], 2)
        self.assertEqual(row["label"], "bf16 64 MiB, rate / memory.add's")
        self.assertTrue(row["reached"])
        self.assertEqual(comparison.sizes_of(False, [1024, 64 * MIB]), [64 * MIB])
        self.assertEqual(comparison.sizes_of(True, [1024, 64 * MIB]), [1024, 64 * MIB])

    def test_sizes_are_said_in_binary_units(self):
        self.assertEqual([comparison.size_text(size) for size in (1024, MIB, 1 << 30, 1000)],
                         ["1 KiB", "1 MiB", "1 GiB", "1000 B"])


class Reading(unittest.TestCase):
    def case(self, **other):
        return {"name": "c", "kernel": collective_peers.KERNEL, "status": "ok", "parameters": {"ranks": 2},
                "statistics": {"median": 4e9}} | other

    def test_seconds_are_of_the_bytes_moved(self):
        found = collective_peers.assay_rates({"cases": [self.case()]}, 2, 1000)
        self.assertEqual(found, {"ours": 1e-6})

    def test_a_case_without_a_result_or_of_other_ranks_is_no_time(self):
        for cases in ([], [self.case(status="error")], [self.case(parameters={"ranks": 4})]):
            with self.assertRaises(collective_peers.Unmeasured):
                collective_peers.assay_rates({"cases": cases}, 2, 1000)

    def test_the_peers_line(self):
        self.assertEqual(collective_peers.peer_seconds("2e-06 Open MPI v4\n"), (2e-6, "Open MPI v4"))
        with self.assertRaises(collective_peers.Unmeasured):
            collective_peers.peer_seconds("mpirun: hello\n")


class Whole(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.output = os.path.join(self.folder.name, "out.json")

    def program(self, name, text):
        path = os.path.join(self.folder.name, name)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        os.chmod(path, 0o755)
        return path

    def run_script(self, *words):
        path = self.folder.name + os.pathsep + os.environ["PATH"]
        return subprocess.run([sys.executable, "-B", SCRIPT, "-o", self.output, *words], capture_output=True, text=True,
                              check=False, env={**os.environ, "PATH": path})

    def stand_ins(self, status="ok", peer="echo 2e-6 MPI"):
        self.program("mpirun", f"#!/bin/sh\n{peer}\n")
        return self.run_script("--assay", self.program("assay", ASSAY % status), "--peer", "unused", "--rounds", "3",
                               "--size", "1KiB", "--type", "fp32")

    def test_prints_the_table_and_keeps_the_rounds(self):
        done = self.stand_ins()
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertRegex(done.stdout, r"fp32 1 KiB, Open MPI's time / ours +1\.0 +2\.0 +1\.953.*reached")
        with open(self.output, encoding="utf-8") as file:
            self.assertEqual(len(json.load(file)["rounds"]), 3)

    def test_what_was_not_measured_is_exit_3(self):
        for words in ({"status": "error"}, {"peer": "echo wrong >&2; exit 4"}, {"peer": "echo lost"}):
            done = self.stand_ins(**words)
            self.assertEqual(done.returncode, 3, (words, done.stderr))
            self.assertFalse(os.path.exists(self.output))

    def test_wrong_usage_is_exit_2(self):
        for words in (["--size", "0"], ["--type", "fp64"], ["--rounds", "0"], ["--seconds", "0"]):
            self.assertEqual(self.run_script(*words).returncode, 2, words)

    @unittest.skipUnless(REAL and shutil.which("mpicxx") and shutil.which("mpirun"), "needs assay and Open MPI")
    @unittest.skipIf(len(os.sched_getaffinity(0)) < 2, "needs two processors")
    def test_the_real_programs_on_a_tiny_size(self):
        done = self.run_script("--assay", REAL, "--rounds", "1", "--size", "1KiB", "--seconds", "0.001")
        self.assertEqual(done.returncode, 0, done.stderr)
        for kind in ("fp32", "int32"):
            self.assertIn(f"{kind} 1 KiB, Open MPI's time / ours", done.stdout)
        self.assertNotIn("bf16", done.stdout, "there is nothing to compare it with at this size")


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0]])
