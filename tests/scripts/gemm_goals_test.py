#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Does gemm_goals hold each rate against the goal of its part, and never call what is missing reached?"""
import copy
import json
import os
import subprocess
import tempfile
import unittest

REPOSITORY = os.path.realpath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "../.."))
PROGRAM = os.path.join(REPOSITORY, "scripts/bench/gemm_goals")
KERNELS = ("gemm.bf16", "gemm.fp16", "gemm.fp8_e4m3", "gemm.tf32", "gemm.int8")
TYPES = {"bf16": 1, "fp16": 1, "tf32": 0.5, "fp8_e4m3": 2, "fp8_e5m2": 2, "int8": 2}


def gemm(kernel, size, load="sustained", ratio=1.1, rate=900e12, **parameters):
    sides = size if isinstance(size, tuple) else (size, size, size)
    if "fp8" in kernel:
        parameters.setdefault("accumulation", "fast")
    return {"kernel": kernel, "device": "cuda:0", "status": "ok",
            "parameters": {**dict(zip("mnk", sides)), "path": "native", "layout": "row_column", "load": load,
                           **parameters},
            "statistics": {"median": rate}, "reference": {"best": {"ratio": {"median": ratio}}}}


def tensor(kind, sparsity, operands, per_clock):
    return {"kernel": "tensor.rate", "device": "cuda:0", "status": "ok",
            "parameters": {"type": kind, "path": "native", "sparsity": sparsity, "operands": operands},
            "statistics": {"median": 1e15}, "processors": {"median": per_clock}}


def rates(dense_16_bit, share=1.0):
    return [tensor(kind, sparsity, operands, share * dense_16_bit * times * (1 if sparsity == "dense" else 2))
            for kind, times in TYPES.items() for sparsity in ("dense", "structured")
            for operands in ("shared", "registers")]


def document(cases, multiprocessors=132, major=9, **run):
    return {"run": run, "cases": cases,
            "devices": [{"id": "cuda:0", "name": "a part", "multiprocessors": multiprocessors,
                         "compute_major": major, "compute_minor": 0}]}


def h100():
    cases = [gemm(kernel, size, load) for kernel in KERNELS for size in (4096, 8192)
             for load in ("burst", "sustained")]
    cases.append(gemm("gemm.fp8_e4m3", 8192, accumulation="promoted", rate=890e12))
    return document(cases + [gemm("gemm.bf16", (4096, 6144, 4096))] + rates(4096))


class GemmGoals(unittest.TestCase):
    def goals(self, *documents):
        with tempfile.TemporaryDirectory() as folder:
            paths = [os.path.join(folder, f"{i}.json") for i in range(len(documents))]
            for path, one in zip(paths, documents):
                with open(path, "w", encoding="utf-8") as file:
                    file.write(one if isinstance(one, str) else json.dumps(one))
            return subprocess.run([PROGRAM, *paths], capture_output=True, text=True, check=False)

    def line(self, done, start):
        return next(line for line in done.stdout.splitlines() if line.startswith(start))

    def test_a_part_that_reaches_all(self):
        done = self.goals(h100())
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertIn("aim reached", self.line(done, "gemm.bf16 8192 burst"))

    def test_a_document_as_it_is_written(self):
        with open(os.path.join(REPOSITORY, "tests/results-schema/valid.json"), encoding="utf-8") as file:
            written = json.load(file)
        written["run"].pop("simulated", None)
        gpu = next(one for one in written["devices"] if one["id"] != "cpu")
        gpu.update(compute_major=9, compute_minor=0, multiprocessors=132)
        rated, compared = (next(case for case in written["cases"] if case["status"] == "ok" and key in case)
                           for key in ("processors", "reference"))
        for case in (rated, compared):
            case["device"] = gpu["id"]
        rated["kernel"] = "tensor.rate"
        rated["parameters"].update(type="bf16", path="native", sparsity="dense", operands="shared")
        compared["kernel"] = "gemm.bf16"
        compared["parameters"].update(m=8192, n=8192, k=8192, path="native", layout="row_column", load="burst")
        done = self.goals(written)
        self.assertIn(done.returncode, (1, 3), done.stderr)
        expected = [("tensor.rate bf16 dense shared", rated["processors"]["median"] / 4096),
                    ("gemm.bf16 8192 burst", compared["reference"]["best"]["ratio"]["median"])]
        for start, value in expected:
            self.assertIn(f"{value:.3f}", self.line(done, start))

    def test_each_ratio_below_its_goal_is_missed(self):
        for i, case in enumerate(h100()["cases"]):
            changed = h100()
            if "reference" in case and case["parameters"].get("accumulation") != "promoted":
                changed["cases"][i]["reference"]["best"]["ratio"]["median"] = 0.94
            elif "processors" in case:
                changed["cases"][i]["processors"]["median"] *= 0.8
            else:
                changed["cases"][i]["statistics"]["median"] = 800e12
            done = self.goals(changed)
            expected = 0 if case["parameters"].get("m") == 4096 and case["kernel"] in KERNELS[2:] else 1
            self.assertEqual(done.returncode, expected, (case, done.stdout))

    def test_what_was_not_measured_is_not_reached(self):
        for unfit in ({"status": "skipped"}, {"device": "cpu"}):
            changed = h100()
            changed["cases"][0].update(unfit)
            self.assertEqual(self.goals(changed).returncode, 3, unfit)
        without = h100()
        del without["cases"][0]["reference"]["best"]
        without["cases"][0]["reference"]["unavailable"] = "not found"
        self.assertEqual(self.goals(without).returncode, 3)

    def test_neither_a_fallback_nor_a_burst_stands_for_the_part(self):
        for parameters in ({"path": "fallback"}, {"load": "burst"}, {"layout": "row_row"}):
            changed = h100()
            changed["cases"][-1 - len(rates(1))]["parameters"].update(parameters)  # the LLM shape
            self.assertEqual(self.goals(changed).returncode, 3, parameters)

    def test_an_h20_is_held_against_its_published_rates(self):
        def h20(bf16, fp8):
            cases = [gemm("gemm.bf16", 8192, rate=bf16 * 148e12), gemm("gemm.fp8_e4m3", 8192, rate=fp8 * 296e12)]
            return document(cases + rates(1024), multiprocessors=78)
        self.assertEqual(self.goals(h20(0.951, 0.931)).returncode, 0)
        self.assertEqual(self.goals(h20(0.949, 0.931)).returncode, 1)
        self.assertEqual(self.goals(h20(0.951, 0.929)).returncode, 1)

    def test_rates_are_the_architectures(self):
        relabelled = copy.deepcopy(h100())
        relabelled["cases"] = relabelled["cases"][:-len(rates(1))] + rates(1024)
        self.assertEqual(self.goals(relabelled).returncode, 1)

    def test_what_tells_nothing_is_refused(self):
        for unfit in ("{", document([]), document(h100()["cases"], simulated={"part": "h100-sxm"}), {}):
            done = self.goals(unfit)
            self.assertEqual(done.returncode, 2, unfit)
            self.assertRegex(done.stderr, "^gemm_goals: ")
        other = document(rates(4096), multiprocessors=114)
        self.assertEqual(self.goals(h100(), other).returncode, 2)


if __name__ == "__main__":
    unittest.main()
