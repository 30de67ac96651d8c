#!/usr/bin/env python3
"""Does node-judge drain what it should, with a reason that Slurm can hold, and leave alone what is not its own?

scontrol and assay are stand-ins that say what a test wants; nights_test.py and checks_test.py ask the real ones.
"""
# SPDX-License-Identifier: Apache-2.0
import pathlib
import shutil
import subprocess
import tempfile
import unittest

JUDGE = pathlib.Path(__file__).resolve().parents[3] / "scripts" / "nightly" / "slurm" / "node-judge"
SCONTROL = """#!/bin/sh
cd {folder}
if [ "$1" = show ]; then cat node; exit; fi
for word; do echo "$word"; done > updated
[ ! -e refuses ]
"""
ASSAY = """#!/bin/sh
case "$*" in *nagios*) cat {folder}/line ;; *) echo "the verdict" ;; esac
exit $(cat {folder}/code)
"""
NODE = "NodeName=node1 Arch=x86_64 State={state} ThreadsPerCore=1 CurrentWatts=0{reason} Comment=[of the rack]\n"


class Judge(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="assay_judge_"))
        self.addCleanup(shutil.rmtree, self.folder)
        self.write("scontrol", SCONTROL.format(folder=self.folder), 0o755)
        self.write("assay", ASSAY.format(folder=self.folder), 0o755)
        self.node("IDLE")
        self.verdict(1, "ASSAY CRITICAL - cuda:3 gemm.bf16: 0.71 of typical: power limit | 'x'=1;2")

    def write(self, name, text, mode=0o644):
        (self.folder / name).write_text(text, encoding="utf-8")
        (self.folder / name).chmod(mode)

    def node(self, state, reason=""):
        reason = f" Reason={reason} [root@2026-11-23T02:00:00]" if reason else ""
        self.write("node", NODE.format(state=state, reason=reason))

    def verdict(self, code, line=""):
        self.write("code", f"{code}\n")
        self.write("line", f"{line}\n")

    def judge(self, code, *options, document=("r.json",)):
        done = subprocess.run([JUDGE, "--node", "node1", "--assay", self.folder / "assay", *options, *document],
                              env={"PATH": f"{self.folder}:/usr/bin:/bin"}, capture_output=True, text=True, timeout=60,
                              check=False)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return done.stdout

    def updated(self):
        file = self.folder / "updated"
        return file.read_text(encoding="utf-8").splitlines() if file.exists() else None

    def reason(self):
        return self.updated()[3].removeprefix("Reason=")

    def test_a_failed_verdict_drains_with_what_it_found(self):
        self.assertTrue(self.judge(1, "--drain-on", "1,4").startswith("the verdict\n"))
        self.assertEqual(self.updated(), ["update", "NodeName=node1", "State=DRAIN",
                                          "Reason=assay: cuda:3 gemm.bf16: 0.71 of typical: power limit"])

    def test_only_what_is_asked_for_drains(self):
        self.judge(1)
        for code, drain_on, drains in ((1, "4", False), (3, "1,4", False), (3, "1,3,4", True), (4, "1,4", True),
                                       (0, "1,3,4", False), (2, "1,4", False)):
            with self.subTest(code=code, drain_on=drain_on):
                self.verdict(code, "ASSAY X - found")
                self.judge(3 if code == 2 else code, "--drain-on", drain_on)
                self.assertEqual(self.updated() is not None, drains)
                (self.folder / "updated").unlink(missing_ok=True)

    def test_the_worst_of_run_and_verdict_counts(self):
        self.verdict(0)
        self.judge(4, "--ran", "4", "--drain-on", "1,4")
        self.assertEqual(self.reason(), "assay: exit code 4 of the run")
        self.judge(3, "--ran", "137")

    def test_a_reason_is_one_short_line_without_signs_that_mean_something(self):
        self.verdict(1, "ASSAY CRITICAL - a 'b' \"c\" $(d) `e` f;g\th#i é" + "x" * 300)
        self.judge(1, "--drain-on", "1")
        self.assertRegex(self.reason(), r"^assay: a b c \(d\) e f;g hi x+\.\.\.$")
        self.assertEqual(len(self.reason()), 200)

    def test_what_is_out_of_service_keeps_its_reason(self):
        for state in ("IDLE+DRAIN", "MIXED+DRAIN", "DOWN", "DOWN*+DRAIN", "IDLE+FAIL"):
            with self.subTest(state):
                self.node(state, "broken fan")
                self.assertIn(f"node1 is {state} already (broken fan)", self.judge(1, "--drain-on", "1"))
                self.assertIsNone(self.updated())

    def test_only_what_was_drained_here_is_resumed(self):
        self.verdict(0)
        for state, reason, options, resumes in (("IDLE+DRAIN", "assay: slow", ["--resume"], True),
                                                ("IDLE+DRAIN", "assay: slow", [], False),
                                                ("IDLE+DRAIN", "see assay: slow", ["--resume"], False),
                                                ("IDLE+DRAIN", "broken fan", ["--resume"], False),
                                                ("DOWN+DRAIN", "assay: slow", ["--resume"], False),
                                                ("IDLE", "assay: slow", ["--resume"], False)):
            with self.subTest(state=state, reason=reason, options=options):
                self.node(state, reason)
                self.judge(0, *options)
                self.assertEqual(self.updated(), ["update", "NodeName=node1", "State=RESUME"] if resumes else None)
                (self.folder / "updated").unlink(missing_ok=True)

    def test_a_failure_never_resumes(self):
        self.node("IDLE+DRAIN", "assay: slow")
        for code in (1, 3, 4):
            self.verdict(code, "ASSAY X - found")
            self.judge(code, "--resume", "--drain-on", "1,4")
            self.assertIsNone(self.updated())

    def test_what_scontrol_refuses_is_said(self):
        self.write("refuses", "")
        self.assertIn("node1 is to be drained, and scontrol refused: assay: cuda:3", self.judge(1, "--drain-on", "1"))

    def test_without_a_document_what_was_found_is_the_reason(self):
        self.judge(1, "--ran", "1", "--found", "7 of 8 GPUs usable", "--drain-on", "1", document=())
        self.assertEqual(self.reason(), "assay: 7 of 8 GPUs usable")

    def test_wrong_usage_drains_nothing(self):
        for options in (["--drain-on", "2"], ["--bogus"], ["--ran", "x"], ["--node"], ["another.json"]):
            with self.subTest(options):
                self.judge(2, *options)
                self.assertIsNone(self.updated())


if __name__ == "__main__":
    unittest.main()
