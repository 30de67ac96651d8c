#!/usr/bin/env python3
"""Does a night measure every node of a real Slurm, compare them, and drain what fails? nights_test.py BINARY

Skipped, with the reason, where no cluster can be made.
"""
# SPDX-License-Identifier: Apache-2.0
import os
import re
import shutil

from night_cluster import NODES, Nightly, QUICK, README, SLURM, main


class Nights(Nightly):
    gpus = 4

    def assert_whole(self, nodes):
        found = self.documents()
        self.assertEqual(sorted(found), sorted(nodes))
        self.assertEqual({name: one["host"]["hostname"] for name, one in found.items()},
                         {name: name for name in nodes})
        self.assertTrue(all(one["run"]["complete"] for one in found.values()))
        self.assertEqual(os.listdir(self.night / "unfinished"), [])

    def test_every_node_is_measured_once(self):
        self.submit("--wait", "--", *QUICK, code=3)  # a CPU is measured and not judged
        self.assert_whole(NODES)
        self.assertEqual(sorted((self.folder / "ran").read_text().split()), NODES)
        self.assertRegex(self.summary(), r"node3 +3  could not be measured or judged in full\n")
        self.assertTrue(self.summary().endswith("\nexit code 3\n"))
        self.assertEqual(set(self.states().values()), {"IDLE"})
        self.assertEqual(self.documents()["node3"]["cases"][0]["kernel"], "memory.copy")

    def test_the_slow_node_is_found_named_and_drained_and_a_second_night_keeps_the_first(self):
        self.are("simulated", *NODES)
        self.are("slow", "node2")
        self.night_of("--drain", "--allow-simulated", "--expect", "h100-sxm", code=1)
        first = self.night
        self.assert_whole(NODES)
        self.assertIn("node2                1  FAILS\n", self.summary())
        self.assertIn("node1                0  passes\n", self.summary())
        self.assertRegex((self.night / "fleet.txt").read_text(), r"\bnode2\b")
        self.assertNotRegex((self.night / "fleet.txt").read_text(), r"\bnode[0134]\b.*clock")
        self.assertEqual(self.states(), {name: "IDLE+DRAIN" if name == "node2" else "IDLE" for name in NODES})
        self.assertRegex(self.reason("node2"), r"^assay: .*gemm")
        self.assertEqual(self.archived(), 5)

        (self.folder / "slow").unlink()
        done = self.night_of("--form", "srun", "--allow-simulated", code=0)
        self.assertRegex(done.stderr, "left out: node2 drained assay: ")
        self.assertNotEqual(self.night, first)
        self.assert_whole([name for name in NODES if name != "node2"])
        self.assertIn("node2: not measured, drained assay: ", self.summary())
        self.assertEqual(len(os.listdir(first / "documents")), 5)
        self.assertEqual(self.archived(), 9)

    def test_what_dies_or_never_begins_is_named_and_the_others_are_compared(self):
        self.are("killed", "node4")
        busy = self.slurm("sbatch", "--parsable", "--nodelist=node1", "--output=/dev/null", "--wrap=sleep 60")
        self.submit("--", *QUICK)
        waiting = ["squeue", "--noheader", f"--name=assay-{self.night.name}", "--format=%i %n"]
        self.until(lambda: re.findall(r"(\d+) node(\d)", self.slurm(*waiting).stdout)[1:] == [], "job for node1 alone")
        (job, node), = re.findall(r"(\d+) node(\d)", self.slurm(*waiting).stdout)
        self.assertEqual(node, "1")
        self.slurm("scancel", job)
        self.until_over()
        self.assertTrue(self.summary().endswith("\nexit code 3\n"))
        self.assertRegex(self.summary(), r"node1 +3  no document: its job never began")
        self.assertRegex(self.summary(), r"node4 +3  no document; see logs/node4.log")
        self.assertEqual(sorted(self.documents()), ["node0", "node2", "node3"])
        self.slurm("scancel", busy.stdout.strip())

    def test_a_dry_run_prints_what_it_would_submit_and_changes_nothing(self):
        for form in ("jobs", "srun"):
            done = self.submit("--dry-run", "--form", form, "--nodes", "node[1-2]", "--slurm", "--account=ops")
            self.assertEqual((done.stdout, os.listdir(self.shared)), ("", []))
            self.assertIn("--dependency=singleton", done.stderr)
            self.assertIn("--account=ops", done.stderr)
            self.assertIn("node1", done.stderr)
            self.assertNotIn("node0", done.stderr)

    def test_what_the_readme_shows_is_accepted(self):
        lines = re.findall(r"^scripts/nightly/slurm/(submit .*)$", README, re.MULTILINE)
        self.assertEqual(len(lines), 3)
        for line in lines:
            with self.subTest(line):
                line = line.replace("/shared/assay", str(self.shared)).replace("--partition gpu", "--partition all")
                self.slurm("sh", "-c", f"PATH={self.folder}:$PATH {SLURM}/{line} --dry-run")

    def test_what_cannot_work_is_refused_in_words(self):
        for words, said in {("--partition", "none"): "no partition none; there are all",
                            ("--nodes", "node[3-9]"): "no node node5 in partition all",
                            ("--folder", "/nowhere"): "--folder /nowhere is no folder",
                            ("--level", "slow"): "--level 'slow' is none of",
                            ("--within", "6"): "--within '6' is no count",
                            ("--assay", "/nowhere/assay"): "no /nowhere/assay to run",
                            ("--slurm", "--no-such-option"): "Slurm refused the nodes' jobs",
                            ("--bogus",): "unknown argument '--bogus'",
                            ("--folder",): "--folder needs a value"}.items():
            with self.subTest(words):
                done = self.submit(*words, code=2)
                self.assertIn(said, done.stderr)
                self.assertEqual(self.slurm("squeue", "--noheader").stdout, "")

    def test_without_slurm_it_says_so(self):
        (self.shared / "bin").mkdir()
        for program in ("bash", "dirname", "cat"):
            (self.shared / "bin" / program).symlink_to(shutil.which(program))
        done = self.slurm("env", f"PATH={self.shared}/bin", "bash", SLURM / "submit", "--folder", self.shared, code=2)
        self.assertIn("no sbatch here", done.stderr)


if __name__ == "__main__":
    main("archive", "fleet")
