"""Is a matrix product checked, compared with a library beside it, and told from one that changes?"""
# SPDX-License-Identifier: Apache-2.0
import os
import pathlib
import sys

from fake_machine import Machine, main

LIBRARY = pathlib.Path(sys.argv[4]).resolve()
PRODUCT = ["--only", "gemm.fp64*", "--shape"]


class Gemm(Machine):
    def machine(self, *arguments, library=True, **keywords):
        uuids = super().machine(*arguments, memory_bytes=256 << 20, **keywords)
        if library:
            self.environment["LD_LIBRARY_PATH"] += os.pathsep + str(LIBRARY.parent)
        return uuids

    def product(self, side=64, code=0):
        self.run_document(*PRODUCT, f"{side}x{side}x{side}", code=code, size=["--seed", "1"])
        cases = self.cases(kernel="gemm.fp64")
        self.assertTrue(cases)
        return cases

    def test_it_is_checked_and_compared(self):
        self.machine()
        for case in self.product():
            self.assertEqual(case["status"], "ok", case)
            check = case["check"]
            self.assertTrue(check["exact"] and check["before"] and check["after"], check)
            self.assertEqual(check["repeats"], len(case["samples"]["values"]))
            reference = case["reference"]
            self.assertNotIn("unavailable", reference)
            self.assertEqual(reference["version"], "13.1.0")
            self.assertTrue(reference["right"])
            self.assertEqual(len(reference["best"]["samples_s"]), len(case["samples"]["values"]))
            self.assertGreater(reference["best"]["ratio"]["median"], 0)

    def test_a_wrong_answer_is_no_rate(self):
        self.machine(faults={0: [{"kernel": "gemm.fp64", "launch": 2, "wrong": True}]})
        for case in self.product(code=4):
            self.assertEqual(case["status"], "wrong", case)
            self.assertFalse(case["check"]["exact"])
            self.assertNotIn("statistics", case)

    def test_an_answer_that_changes_is_silent_corruption(self):
        # Behind the two checks. Not so small that samples are graphs, which are enqueued once.
        self.machine(faults={0: [{"kernel": "gemm.fp64", "launch": 6, "wrong": True}]})
        first = self.product(side=256, code=4)[0]
        self.assertEqual(first["status"], "wrong")
        self.assertIn("silent corruption", first["reason"])
        self.assertIn("cuda:0", first["reason"])
        self.assertEqual(first["silent_corruption"]["row"], 0)


if __name__ == "__main__":
    main()
