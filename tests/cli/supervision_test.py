#!/usr/bin/env python3
"""Injected faults, locks, logs and workers of the real binary. supervision_test.py BINARY"""
# SPDX-License-Identifier: Apache-2.0
import json
import signal
import subprocess
import sys
import time
import unittest

from binary import BINARY
from faulty import Faulty, SHORT, THIRD


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

    def test_what_would_fail_is_measured_again(self):
        part = ["--simulate", "h100-sxm", "--seed", "1", "--inject", "slow@memory.read:0.5", "--cool-down", "0"]
        document = self.run_document(*part, code=0)
        twice = [case for case in document["cases"] if "first" in case]
        self.assertTrue(twice)
        self.assertEqual({case["kernel"] for case in twice}, {"memory.read"})
        for case in twice:
            self.assertIn("below the gate", case["first"]["reason"])
            self.assertEqual(case["first"]["statistics"]["count"], case["statistics"]["count"])
        self.assertIn("measured again, because it would have failed: memory.read", self.text)
        verdict = self.assay("verdict", "r.json", "--expect", "h100-sxm", "--allow-simulated")
        self.assertEqual(verdict.returncode, 1, verdict.stdout)
        told = " ".join(verdict.stdout.replace(b"SIMULATED INJECTED", b"").decode().split())
        self.assertIn("measured twice, at first", told)
        once = self.run_document(*part[:-2], "--no-confirm", code=0)
        self.assertFalse([case for case in once["cases"] if "first" in case])

    def test_what_there_is_no_time_to_measure_again_is_said(self):
        document = self.run_document("--simulate", "h100-sxm", "--seed", "1", "--inject", "slow@memory.read:0.5",
                                     "--cool-down", "600", "--budget", "60s", code=0)
        self.assertFalse([case for case in document["cases"] if "first" in case])
        self.assertIn("there is no time to measure it again: memory.read", self.text)

    def test_a_run_that_is_ended_while_it_cools_down_keeps_what_it_has(self):
        process = self.start("--simulate", "h100-sxm", "--seed", "1", "--inject", "slow@memory.read:0.5",
                             "--cool-down", "600", "--log-file", "log")
        log = self.folder / "log"
        while not (log.exists() and b"cooling_down" in log.read_bytes()):
            time.sleep(0.02)
        process.send_signal(signal.SIGINT)
        self.end_of(process)
        document = self.read_valid()
        self.assertEqual(set(self.statuses(document)), {"ok"})
        self.assertFalse([case for case in document["cases"] if "first" in case])

    def test_slow_reaches_its_share(self):
        exact = ["--simulate", "h20", "--noise", "0", "--seed", "1", "--only", "memory.read", "--no-confirm"]
        healthy = self.run_document(*exact, code=0)
        slow = self.run_document(*exact, "--inject", "slow@memory.read:0.8", code=0)
        for one, other in zip(healthy["cases"], slow["cases"]):
            self.assertAlmostEqual(other["statistics"]["median"] / one["statistics"]["median"], 0.8, places=6)
        self.assertTrue(all(line.startswith("SIMULATED INJECTED") for line in self.text.splitlines()
                            if not line.startswith("assay:")), self.text)

    def test_a_part_of_which_something_hung_does_not_pass(self):
        part = ["--simulate", "h100-sxm", "--seed", "1"]
        judge = ["verdict", "r.json", "--expect", "h100-sxm", "--allow-simulated"]
        self.run_document(*part, code=0)
        self.assertEqual(self.assay(*judge).returncode, 0)
        for cases in ("gemm.bf16", "memory.read", "sm.census"):
            document = self.run_document(*part, "--inject", f"hang@{cases}*", "--hung-after", "2", code=3)
            self.assertIn("hung", self.statuses(document))
            result = self.assay(*judge)
            self.assertEqual(result.returncode, 3, cases)
            self.assertIn(b"hung: did not end within", result.stdout.replace(b"SIMULATED INJECTED", b"").replace(b"\n ", b""))

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
        result = subprocess.run([BINARY, "run", *SHORT, "--lock-folder", "missing", "-o", "r.json"], cwd=self.folder,
                                capture_output=True, text=True, timeout=60, check=False)
        self.assertEqual(result.returncode, 3, result.stderr)
        self.assertIn("missing", result.stderr)
        self.assertIn("--lock-folder", result.stderr)
        self.assertEqual(self.files(), [])


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


class Budget(Faulty):
    ALL = ["--device", "cpu", "--only", "memory.*", "--bytes", "64KiB..1MiB"]

    def test_chooses_and_names_what_is_left_out(self):
        whole = json.loads(self.assay("run", *self.ALL, "--dry-run", "--json").stdout)
        part = json.loads(self.assay("run", *self.ALL, "--dry-run", "--json", "--budget", "8s").stdout)
        names = [case["name"] for case in part["cases"]]
        self.assertEqual(sorted(names + part["without"]), sorted(case["name"] for case in whole["cases"]))
        self.assertLess(part["estimate_s"], 8)
        # A machine that others keep busy takes longer than the estimates say, and the run ends in time all the same.
        document = self.run_document(*self.ALL, "--budget", "8s", code=(0, 3))
        self.assertLessEqual(set(self.statuses(document)), {"ok", "skipped"})
        self.assertEqual(document["run"]["complete"], set(self.statuses(document)) == {"ok"})
        self.assertEqual([case["name"] for case in document["cases"]], names)
        self.assertEqual((document["plan"]["budget_s"], document["plan"]["without"]), (8, part["without"]))
        self.assertRegex(self.text, r"assay: left out for --budget 8s: \d+ of \d+ cases, such as memory")
        self.assertLess(self.took, 8 + 5)

    def test_ends_in_time_whatever_happens(self):
        for inject in ("hang@memory.read", "hang@*"):
            document = self.run_document(*self.ALL, "--budget", "8s", "--inject", inject, code=3)
            self.assertLess(self.took, 8 + 5)
            self.assertFalse(document["run"]["complete"])
            self.assertEqual(document["run"]["interrupted_by"], "--budget")
            self.assertEqual(set(self.statuses(document)) - {"ok"}, {"skipped"})

    def test_bad_usage(self):
        for budget in ("90", "0s", "soon"):
            self.assert_refused(["run", *self.ALL, "--budget", budget], 2, f"--budget {budget}", "90s, 10min or 2h")
        self.assert_refused(["run", *self.ALL, "--budget", "1s", "-o", "r.json"], 3, "--budget 1s", "no case")


class Resumed(Faulty):
    def setUp(self):
        super().setUp()
        self.run_document(*SHORT, code=0)
        self.whole = json.loads((self.folder / "r.json").read_text())

    def interrupted(self):
        """As if the run had stopped in its third case."""
        document = json.loads(json.dumps(self.whole))
        for case in document["cases"][2:]:
            for key in ("samples", "statistics", "stopping", "warm_up_s", "elapsed_s", "check", "instruction"):
                case.pop(key, None)
            case.update(status="skipped", reason="not reached", telemetry={})
        document["run"].update(complete=False, interrupted_by="SIGINT")
        (self.folder / "old.json").write_text(json.dumps(document))
        return document

    def test_measures_what_is_missing_and_nothing_else(self):
        before = self.interrupted()
        document = self.run_document(*SHORT, "--resume", "old.json", code=0)
        self.assertEqual(self.statuses(document), 5 * ["ok"])
        self.assertEqual(document["cases"][:2], before["cases"][:2])
        self.assertEqual(document["run"]["id"], before["run"]["id"])
        self.assertEqual(document["plan"]["seed"], before["plan"]["seed"])
        self.assertEqual(len(document["run"]["resumed_at"]), 1)
        self.assertTrue(document["run"]["complete"])
        self.assertNotIn("case 1 of 5", self.text)
        self.assertIn("case 3 of 5", self.text)

    def test_refuses_what_changed(self):
        def changed(change):
            document = self.interrupted()
            change(document)
            (self.folder / "old.json").write_text(json.dumps(document))

        for change, words in (
                (lambda d: d["tool"].update(version="0.0.9"), ["assay is", "was 0.0.9"]),
                (lambda d: d["host"].update(hostname="elsewhere"), ["the host is", "was elsewhere"]),
                (lambda d: d["devices"][0].update(name="Another CPU"), ["the CPU is", "was Another CPU"]),
                (lambda d: d["cuda"].update(driver_version="9.9"), ["the CUDA version of the driver"]),
                (lambda d: d["cases"][3]["parameters"].update(iterations_per_sample=7), ["case 4", "7 iterations"])):
            changed(change)
            self.assert_refused(["run", *SHORT, "--resume", "old.json", "-o", "new.json"], 2, "--resume old.json", *words)

    def test_refuses_another_plan_and_a_whole_run(self):
        self.interrupted()
        self.assert_refused(["run", *SHORT, "--resume", "r.json"], 2, "--resume r.json", "nothing is missing")
        self.assert_refused(["run", *SHORT[:-2], "--only", "memory.copy", "--resume", "old.json"], 2, "--resume old.json",
                            "number of cases")
        self.assert_refused(["run", *SHORT, "--seed", "1", "--resume", "old.json"], 2, "--seed 1")
        self.assert_refused(["run", *SHORT, "--resume", "missing.json"], 2, "missing.json")


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
