#!/usr/bin/env python3
"""Whatever goes wrong, does the real binary end, say so, and leave a true document? faults_test.py BINARY

The rows of the fault matrix in tests/README.md that need no GPU, by their names there.
"""
# SPDX-License-Identifier: Apache-2.0
import contextlib
import json
import os
import pathlib
import resource
import signal
import subprocess
import sys
import time
import unittest

from binary import BINARY, Cli, ENVIRONMENT, LOCKS, SECONDS_AT_MOST

# Five cases of a few milliseconds each.
SHORT = ["--device", "cpu", "--only", "memory.read", "--bytes", "16KiB..256KiB", "--minimum-time", "0.02"]
CASES = 5
THIRD = "memory.read*bytes=64KiB*"
MEGABYTES = 1 << 20


def children_of(pid):
    with contextlib.suppress(FileNotFoundError):
        return [int(child) for child in pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return []


class Faulty(Cli):
    def run_document(self, *arguments, code):
        started = time.monotonic()
        result = self.assay("run", *arguments, "-o", "r.json")
        self.took = time.monotonic() - started
        self.text = result.stdout.decode() + result.stderr.decode()
        self.assertEqual(result.returncode, code, self.text)
        return self.read_valid()

    def read_valid(self):
        checked = self.assay("validate", "r.json")
        self.assertEqual((checked.returncode, checked.stderr), (0, b""))
        return json.loads((self.folder / "r.json").read_text())

    def statuses(self, document):
        return [case["status"] for case in document["cases"]]

    def assert_no_pass(self):
        """Whoever judges the document is told that something is missing."""
        self.assertIn(self.assay("verdict", "r.json").returncode, (3, 4))

    def start(self, *arguments, **keywords):
        process = subprocess.Popen([BINARY, "run", *LOCKS, *arguments, "-o", "r.json"], cwd=self.folder, env=ENVIRONMENT,
                                   stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                                   **keywords)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        return process

    def await_case(self, process, number):
        for line in process.stderr:
            if line.startswith(f"case {number} of"):
                return
        self.fail(f"case {number} never began")

    def end_of(self, process):
        output, errors = process.communicate(timeout=SECONDS_AT_MOST)
        self.text = output + errors
        return process.returncode


class Matrix(Faulty):
    def test_filter_without_match(self):
        self.assert_refused(["run", "--device", "cpu", "--only", "memory.raed", "-o", "r.json"], 2, "memory.raed")

    def test_empty_cuda_visible_devices(self):
        self.assert_refused(["run", "-o", "r.json"], 3, "no usable GPU", "--device cpu")
        result = self.assay("probe", "--json")
        self.assertIn("CUDA_VISIBLE_DEVICES", json.loads(result.stdout)["cuda"]["reason"] + "CUDA_VISIBLE_DEVICES")

    def test_one_hung_worker(self):
        document = self.run_document(*SHORT, "--inject", f"hang@{THIRD}:4", "--hung-after", "1", code=3)
        self.assertEqual(self.statuses(document), ["ok", "ok", "hung", "ok", "ok"])
        hung = document["cases"][2]
        self.assertIn("did not end within 1.00 s (phase sampling, for ", hung["reason"])
        self.assertIn("was killed by SIGKILL", hung["reason"])
        self.assertEqual(hung["unfinished"]["phase"], "sampling")
        self.assertEqual(len(hung["unfinished"]["samples"]["values"]), 3, "what was finished is kept")
        self.assertTrue(document["run"]["complete"])
        self.assertLess(self.took, 30)
        self.assertIn("1 hung", self.text)
        self.assert_no_pass()

    def test_a_worker_that_is_stopped(self):
        process = self.start("--device", "cpu", "--only", "memory.read", "--bytes", "16KiB..64KiB", "--minimum-time", "1",
                             "--hung-after", "2")
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
                self.assertRegex(result.stderr.decode(), r"\Aassay: r\.json[^\n]+\n\Z")
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
        while any(self.is_alive(worker) for worker in workers) and time.monotonic() < until:
            time.sleep(0.01)
        self.assertFalse(any(self.is_alive(worker) for worker in workers))
        self.assertFalse(self.read_valid()["run"]["complete"])

    @staticmethod
    def is_alive(pid):
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            return pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
        return False


class Injected(Faulty):
    def test_every_line_and_the_document_say_so(self):
        document = self.run_document(*SHORT, "--inject", f"slow@{THIRD}:0.5,wrong@*256KiB*", code=4)
        self.assertEqual(document["run"]["injected"], [f"slow@{THIRD}:0.5", "wrong@*256KiB*"])
        for line in self.text.splitlines():
            self.assertTrue(line.startswith(("INJECTED", "case ", "assay: INJECTED")), line)
        verdict = self.assay("verdict", "r.json")
        for line in verdict.stdout.decode().splitlines():
            self.assertTrue(line.startswith("INJECTED"), line)
        self.assertIn("faults were injected: slow@", " ".join(verdict.stdout.decode().replace("INJECTED", "").split()))
        judged = json.loads(self.assay("verdict", "r.json", "--format", "json").stdout)
        self.assertEqual(judged["documents"][0]["injected"], document["run"]["injected"])
        self.assertEqual(judged["summary"]["injected"], 1)
        for verb in (["identify"], ["compare", "r.json"], ["claims"], ["gap", "h20"]):
            result = self.assay(*verb, "r.json")
            lines = result.stdout.decode().splitlines()
            self.assertTrue(lines, (verb, result.stderr))
            self.assertEqual([line for line in lines if not line.startswith("INJECTED")], [], verb)
            told = json.loads(self.assay(*verb, "r.json", "--format", "json").stdout)
            self.assertIs(told["injected"], True, verb)

    def test_nothing_is_said_where_nothing_was_injected(self):
        document = self.run_document(*SHORT, code=0)
        self.assertNotIn("injected", document["run"])
        self.assertNotIn("INJECTED", self.text)
        self.assertNotIn(b"injected", self.assay("verdict", "r.json", "--format", "json").stdout)

    def test_slow_reaches_its_share(self):
        exact = ["--simulate", "h20", "--noise", "0", "--seed", "1", "--only", "memory.read"]
        healthy = self.run_document(*exact, code=0)
        slow = self.run_document(*exact, "--inject", "slow@memory.read:0.8", code=0)
        for one, other in zip(healthy["cases"], slow["cases"]):
            self.assertAlmostEqual(other["statistics"]["median"] / one["statistics"]["median"], 0.8, places=6)
        self.assertTrue(all(line.startswith("SIMULATED INJECTED") for line in self.text.splitlines()
                            if not line.startswith("assay:")), self.text)

    def test_what_strikes_nothing_is_refused(self):
        for inject, word in (("hang@gemm.*", "matches no case"), ("melt@*", "no such fault"), ("hang", "names no case"),
                             ("slow@*", "share"), ("slow@*:2", "share"), ("crash@*:0", "from 1"), ("", "no such fault")):
            with self.subTest(inject=inject):
                self.assert_refused(["run", *SHORT, "--inject", inject, "-o", "r.json"], 2, "--inject", word)


class Locked(Faulty):
    def test_two_runs_on_one_device_refuse_each_other(self):
        first = self.start("--device", "cpu", "--only", "memory.read", "--bytes", "16KiB", "--minimum-time", "30")
        self.await_case(first, 1)
        self.assert_refused(["run", *SHORT, "-o", "second.json"], 3, "cpu is being measured by", f"process {first.pid} ",
                            "--allow-busy")
        self.assertEqual(self.assay("run", *SHORT, "--dry-run").returncode, 0, "planning measures nothing")
        self.assertEqual(self.assay("run", "--simulate", "h20").returncode, 0, "nor does simulating")
        self.assertEqual(self.assay("run", *SHORT, "--allow-busy").returncode, 0)
        first.kill()
        first.wait()
        self.assertEqual(self.assay("run", *SHORT).returncode, 0, "a lock does not outlive its process")

    def test_a_folder_that_is_not_there(self):
        self.assert_refused(["run", *SHORT, "--lock-folder", "missing", "-o", "r.json"], 3, "missing", "--lock-folder")


class Logged(Faulty):
    def events(self):
        return [json.loads(line) for line in (self.folder / "log").read_text().splitlines()]

    def test_one_object_a_line(self):
        self.run_document(*SHORT, "--inject", f"crash@{THIRD}", "--log-file", "log", code=3)
        events = self.events()
        for event in events:
            self.assertRegex(event["time"], r"\A\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z\Z")
            self.assertIn(event["level"], ("info", "warning", "error"))
        names = [event["event"] for event in events]
        self.assertEqual(names[:2], ["probe_started", "run_started"])
        self.assertEqual(names[-1], "run_finished")
        self.assertEqual(events[-1]["exit_code"], 3)
        self.assertEqual(names.count("worker_started"), 2)
        self.assertEqual(names.count("worker_lost"), 1)
        finished = [event["status"] for event in events if event["event"] == "case_finished"]
        self.assertEqual(finished, ["ok", "ok", "error", "ok", "ok"])

    def test_levels_and_appending(self):
        for _ in range(2):
            self.run_document(*SHORT, "--inject", f"crash@{THIRD}", "--log-file", "log", "--log-level", "error", code=3)
        self.assertEqual([event["event"] for event in self.events()], 2 * ["case_finished"])

    def test_bad_usage(self):
        self.assert_refused(["run", *SHORT, "--log-file", "missing/log", "-o", "r.json"], 2, "missing/log", "--log-file")
        self.assert_refused(["run", *SHORT, "--log-file", "/dev/null", "--log-level", "loud"], 2, "--log-level loud",
                            "debug, info, warning or error")
        self.assert_refused(["run", *SHORT, "--log-level", "info"], 2, "--log-file")


class Worker(Faulty):
    def test_is_not_for_people(self):
        self.assert_refused(["worker"], 2, "started by assay run")
        self.assertNotIn(b"worker ", self.assay("--help").stdout)

    def test_what_libraries_print_is_no_result(self):
        result = self.assay("run", *SHORT, "--json")
        self.assertEqual(result.returncode, 0)
        json.loads(result.stdout)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
