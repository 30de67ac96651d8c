#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Does gpu-check go through every step, end in time, and tell failed, skipped and held apart?

A stand-in plays assay: what is tested is the script.
"""
import os
import shutil
import subprocess
import tempfile
import time
import unittest

REPOSITORY = os.path.realpath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "../.."))
STEPS = ("machine probe gputest colocated links linkgoals tensor rates layers goals quick verdict sweep tensorsweep "
         "tune peers sanitizer counters nvml thorough").split()
ASSAY = """#!/bin/bash
echo "$@" >> "$(dirname "$0")/calls"
case "$1 $*" in
  *%(hang)s*) sleep 600 ;;
  *%(fail)s*) echo "it broke"; exit 3 ;;
esac
case $1 in
  probe) [[ $2 == --usable ]] && echo cuda:0; echo '{}' ;;
  run) while (($#)); do [[ $1 == -o ]] && echo '{}' > "$2"; shift; done ;;
  verdict) exit %(verdict)s ;;
esac
exit 0
"""


class GpuCheck(unittest.TestCase):
    def setUp(self):
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.kit = os.path.join(temporary.name, "kit")
        self.out = os.path.join(temporary.name, "out")
        os.makedirs(os.path.join(self.kit, "tests"))
        shutil.copy(os.path.join(REPOSITORY, "scripts/gpu-check"), self.kit)
        os.makedirs(os.path.join(self.kit, "bench"))
        for name in ("tune", "record_nvml", "bench/gemm_goals", "bench/collective_goals"):
            self.program(name, "print('done')\n")

    def program(self, name, text):
        path = os.path.join(self.kit, name)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        os.chmod(path, 0o755)

    def check(self, *words, hang="\x01", fail="\x01", verdict=0):
        self.program("assay", ASSAY % {"hang": hang, "fail": fail, "verdict": verdict})
        return subprocess.run([os.path.join(self.kit, "gpu-check"), *words, self.out], capture_output=True,
                              text=True, check=False, timeout=100)

    def states(self):
        with open(os.path.join(self.out, "summary.txt"), encoding="utf-8") as file:
            return {line.split()[0]: line.split()[1] for line in file if line.split()[0] in STEPS}

    def test_every_step_is_gone_through_and_what_could_not_run_is_not_a_pass(self):
        done = self.check()
        states = self.states()
        self.assertEqual(list(states), STEPS)
        self.assertEqual(done.returncode, 3, done.stdout)
        measured = ("machine probe colocated linkgoals tensor rates layers goals quick verdict sweep tensorsweep "
                    "thorough").split()
        for name in measured:
            self.assertEqual(states[name], "ok", done.stdout)
        for name in ("gputest", "links", "peers"):
            self.assertEqual(states[name], "skipped", done.stdout)
        self.assertTrue(os.path.exists(os.path.join(self.out, "quick.json")))
        self.assertRegex(done.stdout.splitlines()[-1], r"^0 failed, [1-9]\d* skipped")

    def test_a_step_that_fails_is_named_and_the_others_go_on(self):
        done = self.check(fail="--sweep?--only?memory")
        states = self.states()
        self.assertEqual((done.returncode, states["sweep"], states["thorough"]), (1, "FAILED", "ok"))
        self.assertIn("exit 3: it broke", done.stdout)

    def test_all_ends_within_the_limit_though_a_step_hangs(self):
        begun = time.monotonic()
        done = self.check("--limit", "15", hang="probe")
        self.assertLess(time.monotonic() - begun, 30)
        self.assertEqual((done.returncode, self.states()["probe"]), (1, "FAILED"))
        self.assertIn("did not end within", done.stdout)
        self.assertIn("no time is left of 15 s", done.stdout)

    def test_a_part_that_fails_its_verdict_is_a_result_and_a_wrong_answer_is_not(self):
        self.check("--only", "quick,verdict", verdict=1)
        self.assertEqual(self.states(), {"quick": "ok", "verdict": "ok"})
        done = self.check("--only", "quick,verdict", verdict=4)
        self.assertEqual((done.returncode, self.states()["verdict"]), (1, "FAILED"))

    def test_every_test_program_is_run(self):
        self.program("tests/a_gpu_test", "#!/bin/sh\nexit 1\n")
        self.program("tests/b_gpu_test", "#!/bin/sh\necho '[       OK ] b ran'\n")
        done = self.check("--only", "gputest")
        self.assertEqual(done.returncode, 1)
        with open(os.path.join(self.out, "logs/gputest.log"), encoding="utf-8") as file:
            self.assertIn("b ran", file.read())

    def test_tests_that_were_all_skipped_are_not_a_pass(self):
        self.program("tests/a_gpu_test", "#!/bin/sh\necho '[  SKIPPED ] A.B (0 ms)'\n")
        done = self.check("--only", "gputest")
        self.assertEqual((done.returncode, self.states()["gputest"]), (3, "skipped"))
        self.assertIn("1 were skipped", done.stdout)
        self.program("tests/b_gpu_test", "#!/bin/sh\necho '[       OK ] C.D (0 ms)'\n")
        self.assertEqual(self.check("--only", "gputest").returncode, 0)

    def test_a_kit_holds_what_the_other_machine_needs(self):
        tree = os.path.join(os.path.dirname(self.kit), "tree")
        shutil.copytree(os.path.join(REPOSITORY, "scripts"), os.path.join(tree, "scripts"))
        pack = [os.path.join(tree, "scripts/gpu-check"), "--pack", os.path.join(tree, "kit")]
        self.assertEqual(subprocess.run(pack, capture_output=True, check=False).returncode, 2, "nothing is built")
        for name in ("build/dev/assay", "build/dev/tests/gpu/timing_gpu_test", "build/dev/tests/gpu/notes"):
            path = os.path.join(tree, name)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            shutil.copy(shutil.which("true"), path)
        # In place of the CUDA compiler, which takes half a minute.
        nvcc = os.path.join(tree, "build/cuda/bin/nvcc")
        os.makedirs(os.path.dirname(nvcc))
        with open(nvcc, "w", encoding="utf-8") as file:
            file.write('#!/bin/sh\nwhile [ "$1" != -o ]; do shift; done\n: > "$2"\n')
        os.chmod(nvcc, 0o755)
        done = subprocess.run(pack, capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        held = {os.path.relpath(os.path.join(folder, name), os.path.join(tree, "kit"))
                for folder, _, names in os.walk(os.path.join(tree, "kit")) for name in names}
        self.assertEqual(held, {"gpu-check", "stream_peers", "tune", "record_nvml", "nvml_library.py", "assay",
                                "tests/timing_gpu_test", "bench/gpu_peers", "bench/comparison.py", "bench/gemm_goals",
                                "bench/goals.py", "bench/collective_goals", "bench/collective_goals_table.py",
                                "bench/gemm_goals_table.py"})

    def test_wrong_words_are_refused(self):
        for words in (["--limit", "soon"], ["--only", "nothing"], ["--other"], ["one"]):
            self.assertEqual(self.check(*words).returncode, 2, words)


if __name__ == "__main__":
    unittest.main()
