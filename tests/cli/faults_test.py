#!/usr/bin/env python3
"""Whatever goes wrong, does the real binary end, say so, and leave a true document? faults_test.py BINARY

The rows of the table in tests/README.md that need no GPU, by their names there.
"""
# SPDX-License-Identifier: Apache-2.0
import json
import os
import resource
import signal
import sys
import time
import unittest

from faulty import Faulty, SHORT, THIRD, children_of, is_alive

MEGABYTES = 1 << 20


class Matrix(Faulty):
    def test_filter_without_match(self):
        self.assert_refused(["run", "--device", "cpu", "--only", "memory.raed", "-o", "r.json"], 2, "memory.raed")

    def test_empty_cuda_visible_devices(self):
        self.assert_refused(["run", "-o", "r.json"], 3, "no usable GPU", "--device cpu")
        result = self.assay("probe", "--json")
        probed = json.loads(result.stdout)
        self.assertTrue(probed["cuda"]["reason"], "why there is none")
        self.assertEqual([device["kind"] for device in probed["devices"]], ["cpu"])

    def test_one_hung_worker(self):
        document = self.run_document(*SHORT, "--inject", f"hang@{THIRD}:4", "--hung-after", "3", code=3)
        self.assertEqual(self.statuses(document), ["ok", "ok", "hung", "ok", "ok"])
        hung = document["cases"][2]
        self.assertIn("did not end within 3.00 s (phase sampling, for ", hung["reason"])
        self.assertIn("was killed by SIGKILL", hung["reason"])
        self.assertEqual(hung["unfinished"]["phase"], "sampling")
        self.assertEqual(len(hung["unfinished"]["samples"]["values"]), 3, "what was finished is kept")
        self.assertTrue(document["run"]["complete"])
        self.assertLess(self.took, 30)
        self.assertIn("1 hung", self.text)
        self.assert_no_pass()

    def test_a_worker_that_is_stopped(self):
        process = self.start("--device", "cpu", "--only", "memory.read", "--bytes", "16KiB..64KiB", "--minimum-time", "0.5",
                             "--hung-after", "8")
        self.await_case(process, 2)
        for worker in children_of(process.pid):
            os.kill(worker, signal.SIGSTOP)
        self.assertEqual(self.end_of(process), 3, self.text)
        self.assertEqual(self.statuses(self.read_valid()), ["ok", "hung", "ok"])

    def test_a_worker_killed_by_a_signal_of_its_own(self):
        document = self.run_document(*SHORT, "--inject", f"crash@{THIRD}:3", code=3)
        self.assertEqual(self.statuses(document), ["ok", "ok", "error", "ok", "ok"])
        crashed = document["cases"][2]
        self.assertIn("its process was killed by SIGSEGV (phase sampling", crashed["reason"])
        self.assertEqual(len(crashed["unfinished"]["samples"]["values"]), 2)
        self.assert_no_pass()

    def test_a_worker_killed_from_outside(self):
        process = self.start("--device", "cpu", "--only", "memory.read", "--bytes", "16KiB..64KiB", "--minimum-time", "1")
        self.await_case(process, 2)
        for worker in children_of(process.pid):
            os.kill(worker, signal.SIGKILL)
        self.assertEqual(self.end_of(process), 3, self.text)
        document = self.read_valid()
        self.assertEqual(self.statuses(document), ["ok", "error", "ok"])
        self.assertIn("was killed by SIGKILL, by somebody else", document["cases"][1]["reason"])
        self.assertIn("dmesg", document["cases"][1]["reason"])

    def test_a_worker_told_to_end_from_outside(self):
        process = self.start("--device", "cpu", "--only", "memory.read", "--bytes", "16KiB..64KiB", "--minimum-time", "1")
        self.await_case(process, 2)
        time.sleep(0.2)
        for worker in children_of(process.pid):
            os.kill(worker, signal.SIGTERM)
        self.assertEqual(self.end_of(process), 3, self.text)
        document = self.read_valid()
        self.assertEqual(self.statuses(document), ["ok", "error", "ok"])
        self.assertIn("somebody else told it to end", document["cases"][1]["reason"])
        self.assertTrue(document["run"]["complete"])

    def test_two_lost_workers_end_the_device(self):
        document = self.run_document(*SHORT, "--inject", "crash@memory.read", code=3)
        self.assertEqual(self.statuses(document), ["error", "error", "skipped", "skipped", "skipped"])
        self.assertRegex(document["cases"][4]["reason"],
                         r"\Anot tried: two processes of cpu were lost before it; the last: was killed by SIGSEGV\Z")
        self.assertTrue(document["run"]["complete"])
        self.assert_no_pass()

    def test_out_of_memory(self):
        limit = 1500 * MEGABYTES
        result = self.assay("run", "--device", "cpu", "--only", "memory.read", "--bytes", "1GiB", "--only", "fma.rate",
                            "--minimum-time", "0.05", "-o", "r.json",
                            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (limit // 2, limit // 2)))
        self.text = result.stdout.decode() + result.stderr.decode()
        self.assertEqual(result.returncode, 3, self.text)
        by_kernel = {case["kernel"]: case for case in self.read_valid()["cases"]}
        self.assertEqual(by_kernel["memory.read"]["status"], "error")
        self.assertRegex(by_kernel["memory.read"]["reason"], "memory")
        self.assertEqual(by_kernel["fma.rate"]["status"], "ok", "and the next case goes on")
        self.assert_no_pass()

    def test_a_full_disk_while_writing(self):
        process = self.start("--device", "cpu", "--only", "memory.read", "--bytes", "16KiB..64KiB", "--minimum-time", "1")
        self.await_case(process, 2)
        # From now on no file can be longer than this: what a full disk does to who writes.
        resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (512, 512))
        self.assertEqual(self.end_of(process), 3, self.text)
        self.assertIn("3 cases: 3 ok", self.text, "what was measured is shown")
        self.assertRegex(self.text, r"assay: cannot write r\.json: File too large; make room")
        self.assertEqual(self.files(), ["r.json"])
        document = self.read_valid()
        self.assertFalse(document["run"]["complete"])
        self.assertEqual(self.statuses(document), ["ok", "skipped", "skipped"])
        self.assert_no_pass()

    def test_a_full_disk_from_the_beginning(self):
        self.assert_refused(["run", *SHORT, "-o", "/dev/full"], 2, "/dev/full", "-o")

    def test_a_read_only_results_folder(self):
        # Nobody may create files there, root included.
        self.assert_refused(["run", *SHORT, "-o", "/sys/r.json"], 2, "/sys/r.json", "-o")

    def test_samples_that_are_no_number(self):
        document = self.run_document(*SHORT, "--inject", f"nan@{THIRD}", code=3)
        self.assertEqual(self.statuses(document), ["ok", "ok", "error", "ok", "ok"])
        self.assertEqual(document["cases"][2]["reason"], "the clock gave nan s for a sample")
        self.assert_no_pass()

    def test_a_wrong_answer(self):
        document = self.run_document(*SHORT, "--inject", f"wrong@{THIRD}", code=4)
        self.assertEqual(self.statuses(document), ["ok", "ok", "wrong", "ok", "ok"])
        self.assertEqual(self.assay("verdict", "r.json").returncode, 4)

    def test_a_document_truncated_by_power_loss(self):
        self.run_document(*SHORT, code=0)
        whole = (self.folder / "r.json").read_bytes()
        for length in [0, 1, 2, len(whole) // 3, len(whole) // 2, len(whole) - 2]:
            (self.folder / "r.json").write_bytes(whole[:length])
            for verb in ("validate", "verdict", "identify"):
                result = self.assay(verb, "r.json")
                self.assertEqual(result.returncode, 2, (verb, length))
                self.assertRegex(result.stderr.decode(), r"\Aassay: [^\n]*r\.json[^\n]+\n\Z")
        # What a file system may leave of blocks that were never written.
        (self.folder / "r.json").write_bytes(whole[:100] + bytes(len(whole) - 100))
        self.assertEqual(self.assay("validate", "r.json").returncode, 2)

    def test_a_supervisor_that_is_killed_takes_its_workers_with_it(self):
        process = self.start("--device", "cpu", "--only", "memory.read", "--bytes", "16KiB..64KiB", "--minimum-time", "5")
        self.await_case(process, 1)
        workers = children_of(process.pid)
        self.assertEqual(len(workers), 1)
        process.kill()
        process.wait()
        until = time.monotonic() + 10
        while any(is_alive(worker) for worker in workers) and time.monotonic() < until:
            time.sleep(0.01)
        self.assertFalse(any(is_alive(worker) for worker in workers))
        self.assertFalse(self.read_valid()["run"]["complete"])


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
