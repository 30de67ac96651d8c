#!/usr/bin/env python3
"""Do Prolog, Epilog and HealthCheckProgram of a real Slurm drain what fails, and nothing else? checks_test.py BINARY

Skipped, with the reason, where no cluster can be made.
"""
# SPDX-License-Identifier: Apache-2.0
import re
import time

from night_cluster import NODES, Nightly, QUICK, README, SLURM, main


class Checks(Nightly):
    """Prolog, epilog and health check, as slurmd starts them."""

    def setUp(self):
        super().setUp()
        self.are("simulated", *NODES)

    def check(self, form, *arguments, nodes=("node1", "node3")):
        for node in nodes:
            file = self.folder / f"{form}.{node}.arguments"
            file.with_suffix(".new").write_text(" ".join(["--allow-simulated", *arguments]), encoding="utf-8")
            file.with_suffix(".new").rename(file)

    def job(self, node, *options, script="true"):
        done = self.slurm("sbatch", "--parsable", f"--nodelist={node}", f"--output={self.shared}/%j.out", *options,
                          f"--wrap={script}")
        return done.stdout.strip()

    def job_state(self, job):
        return re.search(r" JobState=(\S+)", self.slurm("scontrol", "show", "job", "--oneliner", job).stdout).group(1)

    def until_state(self, job, state):
        self.until(lambda: self.job_state(job) == state, f"job that is {state}")

    def until_drained(self, node):
        self.until(lambda: "DRAIN" in self.states()[node], f"drained {node}")

    def assert_drained_for_its_clock(self, node):
        self.assertRegex(self.reason(node), r"^assay: .*gemm")
        self.assertEqual([name for name, state in self.states().items() if "DRAIN" in state], [node])

    def test_a_prolog_keeps_jobs_off_a_slow_node(self):
        self.check("prolog", "--keep", str(self.shared))
        self.are("slow", "node1")
        bad, good = self.job("node1"), self.job("node3")
        self.until_state(good, "COMPLETED")
        self.until_drained("node1")
        self.assert_drained_for_its_clock("node1")
        self.assertNotEqual(self.job_state(bad), "COMPLETED")
        self.assertIn("node3 prolog: exit code 0: node3 passes", self.log())
        self.assertEqual(sorted(re.sub(r"-\d{8}T\d{6}Z", "", file.name) for file in self.shared.glob("*.json")),
                         ["node1.json", "node3.json"])

    def test_the_program_of_the_readme_drains_a_node_without_its_gpus(self):
        line = re.search(r"^    exec (\S+/node-check prolog .*)$", README, re.MULTILINE).group(1)
        for theirs, ours in {"/opt/assay/nightly/slurm": SLURM, "/usr/bin/assay": self.folder / "assay",
                             "/var/log/assay-check": self.folder / "log"}.items():
            self.assertIn(theirs, line)
            line = line.replace(theirs, str(ours))
        self.slurm("sh", "-c", f"SLURMD_NODENAME=node0 {line} --lock-folder {self.folder}", code=1)
        self.assertRegex(self.reason("node0"), "^assay: 0 of 8 GPUs usable: .*no NVIDIA driver")

    def test_an_epilog_drains_after_the_job(self):
        self.check("epilog")
        self.are("slow", "node1")
        bad, good = self.job("node1"), self.job("node3")
        self.until_drained("node1")
        self.until_state(bad, "COMPLETED")
        self.until_state(good, "COMPLETED")
        self.until(lambda: "node3 epilog: exit code 0" in self.log(), "epilog of node3")
        self.assert_drained_for_its_clock("node1")

    def test_no_mistake_in_a_configuration_drains_a_node(self):
        for wrong in ("--bogus", "--budget soon", "--drain-on 2", "-- --bogus"):
            with self.subTest(wrong):
                self.check("prolog", wrong)
                self.are("simulated")
                self.until_state(self.job("node1"), "COMPLETED")
                self.assertEqual(self.states()["node1"], "IDLE")
                self.assertIn("wrong usage: ", self.log())
                (self.folder / "log").unlink()

    def test_neither_does_a_log_or_a_lock_that_cannot_be_written(self):
        for wrong in ("--log", "--lock-folder"):
            done = self.slurm("env", "SLURMD_NODENAME=node1", SLURM / "node-check", "prolog", wrong, "/nowhere/here",
                              "--lock-folder" if wrong == "--log" else "--log", self.folder, "--", "--bogus")
            self.assertIn("node1 prolog: ", done.stderr)
        self.assertEqual(self.states()["node1"], "IDLE")

    def test_what_could_not_be_judged_drains_only_where_that_is_asked_for(self):
        self.are("simulated")
        self.check("prolog", "--", *QUICK)
        self.until_state(self.job("node1"), "COMPLETED")
        self.assertIn("node1 is not drained for exit code 3: ", self.log())
        self.check("prolog", "--drain-on", "1,3,4", "--", *QUICK)
        self.job("node1")
        self.until_drained("node1")
        self.assertRegex(self.reason("node1"), "^assay: ")

    def test_a_wrong_answer_drains(self):
        self.are("simulated")
        self.check("prolog", "--", *QUICK, "--inject", "wrong@memory.copy")
        self.job("node1")
        self.until_drained("node1")
        self.assertRegex(self.reason("node1"), "^assay: .*INJECTED")

    def test_a_health_check_drains_and_resumes_what_it_drained_and_nothing_else(self):
        self.slurm("scontrol", "update", "NodeName=node4", "State=DRAIN", "Reason=broken fan")
        self.are("slow", "node1")
        self.check("health", nodes=("node1", "node4"))
        self.until_drained("node1")
        self.assertRegex(self.reason("node1"), r"^assay: .*gemm")
        self.until(lambda: "node1 health: not measured: it is IDLE+DRAIN" in self.log(), "node left alone")
        (self.folder / "slow").unlink()
        self.check("health", "--resume", nodes=("node1", "node4"))
        self.until(lambda: self.states()["node1"] == "IDLE", "resumed node1")
        self.assertIn("node1 passes; resumed, it was drained: assay: ", self.log())
        self.assertEqual((self.states()["node4"], self.reason("node4")), ("IDLE+DRAIN", "broken fan"))
        self.assertNotIn("node4 health: exit code", self.log())

    def test_a_health_check_gives_way_to_a_job(self):
        self.are("slow", *NODES)
        self.are("lasting", *NODES)
        self.check("health", nodes=["node1"])
        self.until((self.folder / "ran").exists, "check of node1")
        began = time.monotonic()
        job = self.job("node1", script="sleep 5")
        self.until(lambda: "node1 health: a job began meanwhile" in self.log(), "check that gave way")
        self.assertLess(time.monotonic() - began, 9)
        (self.folder / "health.node1.arguments").unlink()
        self.until_state(job, "COMPLETED")
        self.assertIn("node1 health: exit code 1: node1 is not drained for exit code 1: ", self.log())
        self.assertEqual(self.states()["node1"], "IDLE")


if __name__ == "__main__":
    main()
