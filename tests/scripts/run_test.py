#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Do run, build, test and .ci/run choose the right device, pass on arguments and exit as promised?"""
import json
import os
import re
import shutil
import unittest

from script_sandbox import REPOSITORY, ScriptTest, write


class Run(ScriptTest):
    def setUp(self):
        super().setUp()
        self.script("setup")
        self.script("build")
        self.assay()

    def assay(self, usable="", reason="no device", run="exit 0", catalogued="", verdict="exit 0",
              gap="echo the gap; exit 0"):
        self.replace(os.path.join(self.tree, "build/release/assay"), f"""
case "$*" in
  "probe --usable")
    printf '{usable}'
    [[ -n '{usable}' ]] || echo 'assay: no usable GPU: {reason}' >&2
    exit 0 ;;
  "probe --catalogued") printf '{catalogued}'; exit 0 ;;
  verdict*) {verdict} ;;
  gap*) {gap} ;;
esac
{run}""")

    def run_arguments(self, *arguments):
        done = self.run_script("run", *arguments)
        return done, [call for call in self.calls_of("assay") if call.startswith("run ")][-1]

    def measured(self, code=0, **kind):
        """A run that leaves a document, and the calls after it."""
        path = os.path.join(self.tree, "x.json")
        self.assay(run=f"echo {{}} > '{path}'; exit {code}", **kind)
        done = self.run_script("run", "-o", path)
        calls = self.calls_of("assay")
        return done, path, calls[[call.startswith("run ") for call in calls].index(True) + 1:]

    def test_steps_come_in_order(self):
        self.run_script("run", "--device", "cpu")
        self.assertEqual([call.split()[0] for call in self.noted_calls()], ["setup", "build", "assay"])
        self.assertEqual(self.calls_of("build"), ["release"])

    def test_without_a_gpu_the_cpu_is_measured_and_the_reason_said(self):
        done, arguments = self.run_arguments()
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("Measuring the CPU, for there is no usable GPU: no device\n", done.stdout)
        self.assertRegex(arguments, r"^run --level quick -o \S+ --device cpu$")

    def test_every_usable_gpu_is_measured(self):
        self.assay(usable=r"cuda:0\ncuda:3\n")
        done, arguments = self.run_arguments()
        self.assertNotIn("CPU", done.stdout)
        self.assertTrue(arguments.endswith(" --device cuda:0,cuda:3"), arguments)

    def test_the_document_is_named_after_host_and_time(self):
        self.program("uname", "echo 'node_7(a).cluster.example'")
        _, arguments = self.run_arguments()
        pattern = re.escape(os.path.realpath(self.tree)) + r"/results/node_7-a--\d{8}T\d{6}Z\.json"
        self.assertRegex(arguments, f"-o {pattern} ")
        self.assertTrue(os.path.isdir(os.path.join(self.tree, "results")))

    def test_what_the_caller_names_wins(self):
        for given in [["--device", "cuda:1", "--level", "soak", "-o", "x.json"],
                      ["--device=cuda:1", "--level=soak", "--output=x.json"],
                      ["--device", "cpu", "--level", "standard", "-ox.json"]]:
            done, arguments = self.run_arguments(*given)
            self.assertEqual(arguments, "run " + " ".join(given))
            self.assertNotIn("Measuring", done.stdout)

    def test_further_arguments_are_passed_on(self):
        _, arguments = self.run_arguments("--only", "memory.*")
        self.assertTrue(arguments.endswith(" --only memory.*"), arguments)

    def test_a_dry_run_writes_no_document(self):
        _, arguments = self.run_arguments("--dry-run")
        self.assertEqual(arguments, "run --level quick --device cpu --dry-run")

    def test_flags_behind_the_dashes_are_not_ours(self):
        _, arguments = self.run_arguments("--", "--level", "x")
        self.assertTrue(arguments.startswith("run --level quick"), arguments)

    def test_a_probe_that_fails_ends_it(self):
        self.replace(os.path.join(self.tree, "build/release/assay"), "echo no facts >&2; exit 2")
        done = self.run_script("run")
        self.assertEqual((done.returncode, done.stderr), (3, "no facts\n"))

    def test_the_exit_code_is_assays(self):
        for code in [0, 1, 3, 4]:
            self.assay(run=f"exit {code}")
            self.assertEqual(self.run_script("run").returncode, code)

    def test_a_machine_that_cannot_be_set_up(self):
        self.script("setup", "exit 2")
        self.assertEqual(self.run_script("run").returncode, 2)
        self.assertEqual(self.calls_of("assay"), [])

    def test_it_ends_with_the_gap(self):
        done, path, after = self.measured()
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(after[0], "probe --catalogued")
        self.assertEqual(after[1], f"gap h100-sxm h20 --evidence {path}")
        self.assertIn("No verdict: no GPU here calls itself a part of the catalogue.\n", done.stdout)
        self.assertTrue(done.stdout.endswith("the gap\n"), done.stdout)

    def test_recorded_examples_are_evidence(self):
        write(os.path.join(self.tree, "results-schema/examples/h20.json"), "{}")
        _, path, after = self.measured()
        self.assertRegex(after[1], f"^gap h100-sxm h20 --evidence {re.escape(path)} --evidence "
                                   r"\S+/results-schema/examples$")

    def test_a_gap_that_fails_is_no_success(self):
        for gap, code in [(2, 2), (3, 3)]:
            done, _, _ = self.measured(gap=f"exit {gap}")
            self.assertEqual(done.returncode, code)

    def test_a_catalogued_gpu_gets_its_verdict(self):
        done, path, after = self.measured(catalogued=r"cuda:0 h20\n")
        self.assertEqual([call.split()[0] for call in after], ["probe", "verdict", "gap"])
        self.assertEqual(after[1], f"verdict {path}")
        self.assertNotIn("No verdict", done.stdout)

    def test_the_worst_of_run_and_verdict_is_the_exit_code(self):
        for run, verdict, code in [(0, 0, 0), (0, 1, 1), (3, 1, 3), (0, 3, 3), (4, 3, 4), (3, 0, 3)]:
            done, _, _ = self.measured(run, catalogued=r"cuda:0 h20\n", verdict=f"exit {verdict}")
            self.assertEqual(done.returncode, code, (run, verdict))

    def test_without_a_document_nothing_is_judged(self):
        for arguments in [["--dry-run"], ["-o", "/nonexistent/x.json"]]:
            self.run_script("run", *arguments)
            self.assertFalse([call for call in self.calls_of("assay") if call.startswith("gap")])

    def test_the_document_is_found_however_it_was_named(self):
        path = os.path.join(self.tree, "y.json")
        self.assay(run=f"echo {{}} > '{path}'")
        for given in [["-o", path], [f"-o{path}"], ["--output", path], [f"--output={path}"]]:
            self.run_script("run", *given)
            self.assertTrue(self.calls_of("assay")[-1].endswith(f"--evidence {path}"))

    def test_help_does_nothing(self):
        done = self.run_script("run", "--help")
        self.assertEqual(done.returncode, 0)
        self.assertIn("results/HOST-TIME.json", done.stdout)
        self.assertEqual(self.noted_calls(), [])


class BuildAndTest(ScriptTest):
    def test_a_build_that_works_says_two_lines(self):
        self.program("cmake", "echo noise")
        done = self.run_script("build", "host")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(len(done.stdout.splitlines()), 2)
        self.assertEqual(self.calls_of("cmake"), ["--preset host", "--build --preset host"])

    def test_a_build_that_fails_shows_the_end_of_its_log(self):
        self.program("cmake", "[[ $1 == --preset ]] && exit 0; echo undefined reference; exit 1")
        done = self.run_script("build", "host")
        self.assertEqual(done.returncode, 1)
        self.assertIn("undefined reference", done.stderr)
        self.assertIn("build/host/build.log", done.stderr)

    def test_the_suite(self):
        self.script("setup")
        self.script("build")
        self.program("ctest", "echo closing line; exit 8")
        done = self.run_script("test", "--preset", "asan", "-R", "layering")
        self.assertEqual(done.returncode, 8)
        self.assertTrue(done.stdout.endswith("closing line\n"))
        self.assertEqual(self.calls_of("setup") + self.calls_of("build"), ["--tests", "asan"])
        self.assertRegex(self.calls_of("ctest")[0], "^--preset asan .* -R layering$")

    def test_an_unknown_preset(self):
        done = self.run_script("test", "--preset", "fast")
        self.assertEqual(done.returncode, 2)
        self.assertIn("unknown preset 'fast'", done.stderr)

    def test_every_preset_that_the_suite_takes_exists(self):
        with open(os.path.join(REPOSITORY, "CMakePresets.json"), encoding="utf-8") as file:
            presets = json.load(file)
        for kind in ["configurePresets", "buildPresets", "testPresets"]:
            names = {preset["name"] for preset in presets[kind]}
            self.assertLessEqual({"dev", "host", "asan", "tsan"}, names)


class ContinuousIntegration(ScriptTest):
    def setUp(self):
        super().setUp()
        shutil.copytree(os.path.join(REPOSITORY, ".ci"), os.path.join(self.tree, ".ci"))

    def test_both_are_run_and_either_fails_it(self):
        build = "build release -DASSAY_WERROR=ON"
        for test, run, code, calls in [(0, 0, 0, ["test ", build, "run "]), (8, 0, 8, ["test "]),
                                       (0, 3, 3, ["test ", build, "run "])]:
            if os.path.exists(self.calls):
                os.remove(self.calls)
            self.script("test", f"exit {test}")
            self.script("build", "exit 0")
            self.script("run", f"exit {run}")
            self.assertEqual(self.run_script(".ci/run").returncode, code)
            self.assertEqual(self.noted_calls(), calls)


if __name__ == "__main__":
    unittest.main()
