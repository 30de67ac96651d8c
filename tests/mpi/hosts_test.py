#!/usr/bin/env python3
"""Is the slow host found, and the dead one named, between hosts? hosts_test.py BINARY

Hosts are network namespaces, started by the real mpirun; skipped, with the reason, where none can be made.
"""
# SPDX-License-Identifier: Apache-2.0
import os
import signal
import subprocess
import sys
import time
import unittest

from launcher import Launched, SECONDS_AT_MOST, SKIPPED, clean_environment, why_no_mpirun
from launched_test import rank_of
from network import Network, why_no_network

HOSTS = 4
FAST = ["--only", "collective.*", "--bytes", "256KiB", "--minimum-time", "0.1"]
LONG = ["--only", "*pattern=all_pairs*", "--bytes", "64KiB", "--minimum-time", "600"]


class BetweenHosts(Launched):
    def network(self, slow=()):
        network = Network(HOSTS, slow)
        self.addCleanup(network.remove)
        return network

    def between(self, network, ranks, *arguments, ranks_a_host=1):
        return network.on_host(0, self.command(
            ranks, *arguments, options=network.options(self.folder, ranks_a_host)))

    def finished(self, command):
        return subprocess.run(command, cwd=self.folder, env=clean_environment(), capture_output=True,
                              text=True, timeout=SECONDS_AT_MOST, check=False)

    def test_the_slow_host_is_named_and_no_other(self):
        network = self.network(slow=[2])
        done = self.finished(self.between(network, HOSTS, "run", *FAST, "-o", "r.json"))
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assert_valid()
        self.assertIn("4 ranks on 4 hosts: host0, host1, host2, host3", done.stdout)
        self.assertRegex(done.stdout, r"SLOW: host host2 is slow: its pairs reach 0\.\d\d of")
        self.assertEqual(done.stdout.count("SLOW:"), 1, done.stdout)
        pairs = next(case["pairs"] for case in self.document()["cases"] if "pairs" in case)
        self.assertEqual({(one["from_rank"], one["to_rank"]) for one in pairs},
                         {(a, b) for b in range(HOSTS) for a in range(b)})
        # 40 Mbit/s are 5 MB/s each way.
        self.assertLess(max(one["bytes_per_s"] for one in pairs), 10e6)
        verdict = self.finished([self.binary, "verdict", "r.json"])
        self.assertIn("FAIL: host host2 is slow", verdict.stdout)
        self.assertNotEqual(verdict.returncode, 0)

    def test_none_is_named_where_all_are_alike(self):
        network = self.network()
        done = self.finished(self.between(network, 2 * HOSTS, "run", *FAST, "-o", "r.json",
                                          ranks_a_host=2))
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertNotIn("SLOW", done.stdout)
        self.assertIn("8 ranks on 4 hosts", done.stdout)
        hosts = [one["host"] for one in self.document()["world"]]
        self.assertEqual({hosts.count(f"host{host}") for host in range(HOSTS)}, {2})

    def test_a_rank_that_is_killed_is_named_with_its_host(self):
        network = self.network()
        run = self.start(self.between(network, HOSTS, "run", *LONG, "-o", "r.json"))
        try:
            victim, give_up = None, time.monotonic() + 60
            while victim is None and time.monotonic() < give_up:
                time.sleep(0.1)
                if (self.folder / "r.json").exists():
                    victim = next((one for one in network.processes(2) if rank_of(one) == 2), None)
            self.assertIsNotNone(victim)
            time.sleep(1)
            os.kill(victim, signal.SIGKILL)
            begin = time.monotonic()
            _, errors = run.communicate(timeout=SECONDS_AT_MOST)
        finally:
            if run.poll() is None:
                run.kill()
                run.communicate()
        self.assertLess(time.monotonic() - begin, 40)
        self.assertNotEqual(run.returncode, 0)
        self.assert_valid()
        case = self.document()["cases"][0]
        self.assertEqual(case["status"], "error", errors)
        self.assertIn("host2 rank 2", case["hang"]["missing_names"], case["reason"])


if __name__ == "__main__":
    reason = why_no_mpirun() or why_no_network()
    if reason:
        print(f"SKIPPED: {reason}")
        sys.exit(SKIPPED)
    Launched.binary = os.path.abspath(sys.argv.pop(1))
    unittest.main(verbosity=2)
