#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Does collective_goals hold each size against its own goal, and never call what is missing reached?"""
import json
import os
import subprocess
import tempfile
import unittest

REPOSITORY = os.path.realpath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "../.."))
PROGRAM = os.path.join(REPOSITORY, "scripts/bench/collective_goals")
KIB, MIB = 1024, 1024 * 1024


def case(kernel, size, median, work=None, **parameters):
    return {"kernel": kernel, "device": "cuda:0", "status": "ok", "work": {"bytes": work or size},
            "parameters": {"bytes": size, **parameters}, "statistics": {"median": median}}


def ours(size, algorithm, seconds, to_default=None, **parameters):
    work = size * 1.75
    one = case("collective.all_reduce", size, work / seconds, work, engine="sm", algorithm=algorithm, devices=8,
               **parameters)
    if to_default is not None:
        one["reference"] = {"library": "NCCL", "default": {"ratio": {"median": to_default}}}
    return one


def nccl(size, bus, algorithm="nvls"):
    return case("collective.all_reduce", size, bus, size * 1.75, engine="nccl", algorithm=algorithm, devices=8)


def one_gpu(share=0.85):
    return [case("memory.copy", 1024 * MIB, 4e12),
            case("collective.all_reduce_colocated", 256 * MIB, share * 4e12, algorithm="two_shot", ranks=8)]


def node():
    size = 256 * MIB
    return one_gpu() + [
        ours(8 * KIB, "one_shot", 6.0e-6, 2.5, submission="graph"), ours(MIB, "best", 10e-6, 2.0),
        ours(16 * MIB, "best", 70e-6, 1.5), ours(size, "multimem", size * 1.75 / 479e9), nccl(size, 480e9),
        ours(size, "two_shot", size * 1.75 / 365e9)]


def document(cases, **run):
    return {"run": run, "cases": cases,
            "devices": [{"id": "cuda:0", "name": "a part", "multiprocessors": 132, "compute_major": 9,
                         "compute_minor": 0}]}


class CollectiveGoals(unittest.TestCase):
    def goals(self, cases, **run):
        with tempfile.NamedTemporaryFile("w", suffix=".json", encoding="utf-8") as file:
            file.write(cases if isinstance(cases, str) else json.dumps(document(cases, **run)))
            file.flush()
            return subprocess.run([PROGRAM, file.name], capture_output=True, text=True, check=False)

    def test_a_node_that_reaches_all(self):
        done = self.goals(node())
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertEqual(len(done.stdout.splitlines()), 9)

    def test_one_gpu_is_asked_for_the_ranks_that_share_it_alone(self):
        done = self.goals(one_gpu())
        self.assertEqual((done.returncode, len(done.stdout.splitlines())), (0, 3), done.stdout)
        self.assertEqual(self.goals(one_gpu(0.79)).returncode, 1)

    def test_each_goal_is_missed_by_itself(self):
        size = 256 * MIB
        slower = [(2, ours(8 * KIB, "one_shot", 6.6e-6, 2.5, submission="graph")),
                  (2, ours(8 * KIB, "one_shot", 6.0e-6, 2.2, submission="graph")),
                  (3, ours(MIB, "best", 10e-6, 1.49)), (4, ours(16 * MIB, "best", 70e-6, 1.29)),
                  (5, ours(size, "multimem", size * 1.75 / 470e9)),
                  (7, ours(size, "two_shot", size * 1.75 / 359e9))]
        for index, changed in slower:
            cases = node()
            cases[index] = changed
            done = self.goals(cases)
            self.assertEqual((done.returncode, done.stdout.count("missed")), (1, 1), done.stdout)

    def test_what_was_not_measured_is_not_reached(self):
        for index in range(len(node())):
            cases = node()
            if index == 5:  # without the switch its goal does not apply
                continue
            del cases[index]
            self.assertEqual(self.goals(cases).returncode, 3, index)
        for unfit in ({"device": "cpu"}, {"status": "error"}):
            cases = node()
            cases[2].update(unfit)
            self.assertEqual(self.goals(cases).returncode, 3)

    def test_neither_fewer_gpus_nor_launches_one_by_one_stand_for_the_goal(self):
        cases = node()
        del cases[2]["parameters"]["submission"]
        self.assertEqual(self.goals(cases).returncode, 3)
        four = [one for one in node() if one["kernel"] != "collective.all_reduce"]
        four.append(ours(MIB, "best", 10e-6, 0.1))
        four[-1]["parameters"]["devices"] = 4
        self.assertEqual(self.goals(four).returncode, 0)

    def test_what_tells_nothing_is_refused(self):
        for done in (self.goals("{"), self.goals([]), self.goals(node(), simulated={"part": "h20"})):
            self.assertEqual(done.returncode, 2)
            self.assertRegex(done.stderr, "^collective_goals: ")


if __name__ == "__main__":
    unittest.main()
