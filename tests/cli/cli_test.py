#!/usr/bin/env python3
"""Does the real binary meet good and bad input as documented? cli_test.py BINARY

Bad input is one line on standard error, the documented exit code, and no file left behind.
"""
# SPDX-License-Identifier: Apache-2.0
import json
import os
import re
import signal
import stat
import subprocess
import sys
import unittest

from binary import BINARY, Cli, ENVIRONMENT, LOCKS, SECONDS_AT_MOST, SMALL, locked_apart


class GoodInput(Cli):
    def test_version_names_the_version(self):
        result = self.assay("--version")
        self.assertEqual(result.returncode, 0)
        self.assertRegex(result.stdout.decode(), r"\Aassay \d+\.\d+\.\d+( \([0-9a-f]{40}(-dirty)?\))?\n\Z")

    def test_run_prints_the_table_and_keeps_a_valid_document(self):
        result = self.assay("run", *SMALL, "--seed", "7", "-o", "r.json")
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertEqual(self.files(), ["r.json"])
        self.assertRegex(result.stdout.decode(), r"\nmemory\.read  64KiB fp64 +[0-9.]+  .?B/s +[0-9.]+ % +\d+  ok\n")
        self.assertRegex(result.stderr.decode(), r"\Acase 1 of 1  memory\.read/bandwidth \[bytes=64KiB type=fp64\] cpu ")
        document = json.loads((self.folder / "r.json").read_text())
        self.assertEqual(document["plan"]["seed"], 7)
        self.assertEqual(document["run"]["arguments"], locked_apart(["run", *SMALL, "--seed", "7", "-o", "r.json"]))
        self.assertTrue(document["run"]["complete"])
        checked = self.assay("validate", "r.json")
        self.assertEqual((checked.returncode, checked.stdout, checked.stderr), (0, b"r.json: ok\n", b""))

    def test_run_json_prints_the_document(self):
        result = self.assay("run", *SMALL, "--json", "-o", "r.json")
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertEqual(result.stdout, (self.folder / "r.json").read_bytes())

    def test_run_without_output_says_that_nothing_is_kept(self):
        result = self.assay("run", *SMALL)
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertIn(b"assay: no document was written; -o FILE", result.stderr)
        self.assertEqual(self.files(), [])

    def test_seeds_are_drawn_anew_and_recorded(self):
        seeds = {json.loads(self.assay("run", *SMALL, "--dry-run", "--json").stdout)["seed"] for _ in range(3)}
        self.assertGreater(len(seeds), 1)

    def test_dry_run_prints_cases_and_estimate_and_measures_nothing(self):
        result = self.assay("run", "--device", "cpu", "--dry-run")
        self.assertEqual((result.returncode, result.stderr), (0, b""))
        lines = result.stdout.decode().splitlines()
        self.assertRegex(lines[-1], r"\A\d+ cases, level quick, about [0-9.]+ s\Z")
        self.assertEqual(len(lines) - 2, int(lines[-1].split()[0]))
        plan = json.loads(self.assay("run", "--device", "cpu", "--dry-run", "--json").stdout)
        for line, case in zip(lines[1:-1], plan["cases"], strict=True):
            shown = line.split("  ")[0]  # what is too long for a line is cut
            self.assertTrue(case["name"] == shown or case["name"].startswith(shown.removesuffix("...")), line)
            self.assertGreater(len(shown), 20)
        self.assertLess(plan["estimate_s"], 60)

    def plan(self, *arguments):
        result = self.assay("run", *arguments, "--dry-run", "--json")
        self.assertEqual((result.returncode, result.stderr), (0, b""))
        return json.loads(result.stdout)

    def test_shapes_replace_the_sizes_of_products(self):
        plan = self.plan("--device", "cpu", "--only", "gemm.portable", "--shape", "512x256x128", "--shape", "8x8x8")
        self.assertEqual([case["name"] for case in plan["cases"]],
                         [f"gemm.portable/throughput [m={m} n={n} k={k} type={kind}] cpu"
                          for kind in ("fp32", "fp64") for m, n, k in ((512, 256, 128), (8, 8, 8))])

    def test_minimum_time_is_how_long_cases_are_sampled(self):
        plan = self.plan("--device", "cpu", "--only", "fma.rate", "--minimum-time", "600")
        for case in plan["cases"]:
            self.assertGreaterEqual(case["estimate_s"], 600)
            self.assertLess(case["estimate_s"], 700)

    def test_a_soak_of_a_product_is_one_large_case(self):
        plan = self.plan("--device", "cuda:0", "--level", "soak", "--only", "gemm.bf16", "--minimum-time", "600")
        self.assertEqual([case["name"] for case in plan["cases"]],
                         ["gemm.bf16/throughput [m=16384 n=16384 k=16384 type=bf16 layout=row_column path=native "
                          "load=sustained] cuda:0"])

    def test_a_sweep_is_of_variants_unless_shapes_are_asked_for(self):
        plain = self.plan("--device", "cuda:0", "--only", "gemm.bf16", "--sweep")
        self.assertEqual(self.plan("--device", "cuda:0", "--sweep", "variants", "--only", "gemm.bf16")["cases"],
                         plain["cases"])
        self.assertIn("tile_rows=128 tile_columns=256", plain["cases"][0]["name"])
        shapes = self.plan("--device", "cuda:0", "--only", "gemm.bf16", "--sweep", "shapes")["cases"]
        self.assertLessEqual(len(shapes), 24)
        self.assertIn("m=6144 n=6144 k=6144", " ".join(case["name"] for case in shapes))

    def test_list_shows_what_a_product_is_made_of(self):
        listed = {kernel["kernel"]: kernel for kernel in json.loads(self.assay("list", "--json").stdout)}
        bf16, rate = listed["gemm.bf16"], listed["tensor.rate"]
        self.assertEqual((bf16["types"], bf16["sized_by"], bf16["unit"], bf16["on_cpu"]),
                         (["bf16"], "m, n, k", "FLOP/s", False))
        self.assertEqual((listed["gemm.int8"]["types"], listed["gemm.int8"]["unit"]), (["int8"], "op/s"))
        self.assertEqual(rate["sized_by"], "the device")
        self.assertLessEqual({"bf16", "fp8_e4m3", "int8", "tf32", "fp64"}, set(rate["types"]))

    def test_list_and_plan_know_the_same_kernels(self):
        listed = json.loads(self.assay("list", "--json").stdout)
        self.assertIn("sm.census", [kernel["kernel"] for kernel in listed if not kernel["on_cpu"]])
        kernels = [kernel["kernel"] for kernel in listed if kernel["on_cpu"]]
        self.assertIn("memory.triad", kernels)
        plan = json.loads(self.assay("run", "--device", "cpu", "--dry-run", "--json").stdout)
        self.assertEqual(kernels, list(dict.fromkeys(case["name"].split("/")[0] for case in plan["cases"])))
        text = self.assay("list").stdout.decode()
        for kernel in kernels:
            self.assertRegex(text, rf"(?m)^{re.escape(kernel)} ")

    def test_probe_states_host_and_devices(self):
        facts = json.loads(self.assay("probe", "--json").stdout)
        self.assertEqual(list(facts), ["tool", "host", "devices", "cuda"])
        self.assertRegex(self.assay("probe").stdout.decode(), r"(?m)^gpu +none: ")

    def test_probe_usable_prints_names_only(self):
        result = self.assay("probe", "--usable")
        self.assertEqual((result.returncode, result.stdout), (0, b""))
        self.assertRegex(result.stderr.decode(), r"\Aassay: no usable GPU: [^\n]+\n\Z")

    def test_google_benchmark_flags_pass_through(self):
        result = self.assay("run", *SMALL, "-o", "r.json", "--", "--benchmark_out=native.json",
                            "--benchmark_min_time=0.01")
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertEqual(self.files(), ["native.json", "r.json"])
        self.assertIn("benchmarks", json.loads((self.folder / "native.json").read_text()))

    def test_arguments_that_are_not_utf8_cost_nothing(self):
        name = os.fsdecode(b"\xff.json")
        self.assertEqual(self.assay("run", *SMALL, "-o", name).returncode, 0)
        self.assertEqual(self.assay("validate", name).returncode, 0)

    def test_a_reader_that_went_away_is_no_error(self):
        for arguments in (["list"], ["probe"], ["run", "--help"], ["run", "--device", "cpu", "--dry-run"]):
            reader, writer = os.pipe()
            os.close(reader)
            result = self.assay(*arguments, capture_output=False, stdout=writer, stderr=subprocess.PIPE)
            os.close(writer)
            self.assertEqual((result.returncode, result.stderr), (0, b""), arguments)

    def test_standard_input_can_be_validated(self):
        result = subprocess.run([BINARY, "validate", "-"], input=b"{", capture_output=True, timeout=SECONDS_AT_MOST)
        self.assertEqual(result.returncode, 2)
        self.assertRegex(result.stderr.decode(), r"\Aassay: [^\n]+\n\Z")


class BadUsage(Cli):
    def test_command_line(self):
        for arguments, words in (
                (["frobnicate"], ["frobnicate", "assay --help"]),
                (["run", "--frobnicate"], ["--frobnicate", "assay run --help"]),
                (["run", "--device"], ["--device", "assay run --help"]),
                (["run", "--seed", "x"], ["--seed", "assay run --help"]),
                (["run", "--level", "fast"], ["--level fast", "quick, standard or soak"]),
                (["run", *SMALL, "--dry-run", "-o", "r.json"], ["--dry-run", "--output"]),
                (["run", *SMALL, "-o", ""], ["-o ''"]),
                (["run", *SMALL, "-o", "-"], ["-o '-'", "--json"]),
                (["run", *SMALL, "--minimum-time", "x"], ["--minimum-time", "assay run --help"]),
                (["run", *SMALL, "--minimum-time", "0"], ["--minimum-time 0", "seconds above 0"]),
                (["run", *SMALL, "--minimum-time", "nan"], ["--minimum-time", "seconds above 0"]),
                (["run", *SMALL, "--minimum-time=-3"], ["--minimum-time -3", "seconds above 0"]),
                (["run", *SMALL, "--minimum-time", "1e9"], ["--minimum-time", "86400"]),
                (["run", *SMALL, "--reference", "cublas"], ["--reference cublas", "none or library"]),
                (["run", *SMALL, "--lock-clocks", "0"], ["--lock-clocks 0", "whole MHz from 1", "1410"]),
                (["run", *SMALL, "--lock-clocks", "fast"], ["--lock-clocks fast", "whole MHz from 1"]),
                (["run", *SMALL, "--lock-clocks"], ["--lock-clocks", "no GPU is measured"]),
                (["run", "--simulate", "h20", "--lock-clocks"], ["--lock-clocks", "--simulate", "drop one of the two"]),
                (["run", *SMALL, "--sweep", "tiles"], ["--sweep tiles", "variants or shapes"]),
                (["run", "--device", "cpu", "--sweep"], ["--sweep", "it is for GPUs"]),
                (["run", "--sweep", "shapes", "--shape", "8x8x8", "--device", "cpu"], ["--shape 8x8x8", "--sweep shapes"]),
                (["probe", "--json", "--usable"], ["--usable", "assay probe --help"]),
                (["validate"], ["FILE", "assay validate --help"])):
            with self.subTest(arguments=arguments):
                self.assert_refused(arguments, 2, *words)

    def test_filter_that_matches_nothing(self):
        self.assert_refused(["run", "--device", "cpu", "--only", "memory.raed", "-o", "r.json"], 2,
                            "--only 'memory.raed'", "assay list")

    def test_unknown_device(self):
        for name in ("gpu0", "cuda:x", "", "cpu,tpu"):
            with self.subTest(name=name):
                self.assert_refused(["run", "--device", name, "-o", "r.json"], 2, "--device", "known here: cpu",
                                    "assay probe")

    def test_sizes(self):
        for size, words in (("0", []), ("0B", ["is zero"]), ("64M", ["unknown unit", "64MiB"]), ("64", ["no unit"]),
                            ("", []), ("-1MiB", []), ("1GiB..1MiB", ["downwards"]), ("65B", ["multiple of 64B"]),
                            ("1024TiB", ["available on cpu", "at most --bytes"]),
                            ("1MiB..16777215TiB", ["available on cpu", "at most --bytes"])):
            with self.subTest(size=size):
                self.assert_refused(["run", "--device", "cpu", "--bytes", size, "-o", "r.json"], 2, "--bytes", *words)

    def test_shapes(self):
        for shape in ("4096", "4096x4096", "0x1x1", "4096x4096x4096x1", "axbxc", "9999999x1x1"):
            with self.subTest(shape=shape):
                self.assert_refused(["run", "--device", "cpu", f"--shape={shape}", "-o", "r.json"], 2, "--shape",
                                    "4096x4096x8192")
        self.assert_refused(["run", "--device", "cpu", "--only", "gemm.*", "--shape", "1048576x1048576x64"], 2,
                            "--shape 1048576x1048576x64", "available on cpu", "at most --shape ")
        self.assert_refused(["run", "--device", "cpu", "--only", "fma.rate", "--shape", "8x8x8"], 2, "--shape", "--only")

    def test_size_for_kernels_without_one(self):
        self.assert_refused(["run", "--device", "cpu", "--only", "fma.rate", "--bytes", "1MiB"], 2, "--bytes", "--only")

    def test_google_benchmark_flags(self):
        for flag in ("--benchmark_frobnicate=1", "--benchmark_filter=nothing_like_it", "--benchmark_min_time=x"):
            with self.subTest(flag=flag):
                self.assert_refused(["run", *SMALL, "-o", "r.json", "--", flag], 2, flag.split("=")[0])


class BadOutput(Cli):
    def test_missing_folder(self):
        self.assert_refused(["run", *SMALL, "-o", "missing/r.json"], 2, "missing/r.json", "-o")

    def test_folder_that_is_a_file(self):
        (self.folder / "file").write_text("mine")
        self.assert_refused(["run", *SMALL, "-o", "file/r.json"], 2, "file/r.json", "-o")
        self.assertEqual((self.folder / "file").read_text(), "mine")

    def test_file_that_is_a_folder(self):
        (self.folder / "r.json").mkdir()
        self.assert_refused(["run", *SMALL, "-o", "r.json"], 2, "r.json", "-o")

    def test_device_file(self):
        self.assert_refused(["run", *SMALL, "-o", "/dev/full"], 2, "/dev/full", "-o")
        self.assertTrue(stat.S_ISCHR(os.stat("/dev/full").st_mode))

    @unittest.skipIf(os.geteuid() == 0, "root may write everywhere")
    def test_folder_without_permission(self):
        (self.folder / "locked").mkdir(mode=0o500)
        self.assert_refused(["run", *SMALL, "-o", "locked/r.json"], 2, "locked/r.json", "-o")

    def test_full_standard_output(self):
        with open("/dev/full", "wb") as full:
            result = self.assay("list", capture_output=False, stdout=full, stderr=subprocess.PIPE)
        self.assertEqual(result.returncode, 2)
        self.assertRegex(result.stderr.decode(), r"\Aassay: cannot write to standard output: [^\n]+\n\Z")


class NotMeasured(Cli):
    def test_a_gpu_asked_for_where_there_is_none(self):
        result = self.assay("run", "--device", "cuda:0", "-o", "r.json")
        self.assertEqual(result.returncode, 3)
        self.assertRegex(result.stderr.decode(), r"\Aassay: \d+ of \d+ cases have no result: [^\n]+\n\Z")
        self.assertEqual(self.assay("validate", "r.json").returncode, 0)
        document = json.loads((self.folder / "r.json").read_text())
        self.assertTrue(document["run"]["complete"])
        self.assertEqual({case["status"] for case in document["cases"]}, {"skipped"})
        self.assertEqual({case["device"] for case in document["cases"]}, {"cuda:0"})
        reason = document["cuda"]["reason"]
        self.assertEqual({case["reason"] for case in document["cases"]}, {reason})
        self.assertIn(reason, result.stderr.decode())

    def test_no_device_asked_for_and_no_gpu(self):
        self.assert_refused(["run", "-o", "r.json"], 3, "no usable GPU: ", "--device cpu")


class Interrupted(Cli):
    def interrupt(self, number):
        process = subprocess.Popen(
            [BINARY, "run", *LOCKS, "--device", "cpu", "--only", "memory.read", "--bytes", "16KiB..1MiB", "-o", "r.json"],
            cwd=self.folder, env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            # A shell that starts us in the background has both ignored.
            preexec_fn=lambda: [signal.signal(each, signal.SIG_DFL) for each in (signal.SIGINT, signal.SIGTERM)])
        self.addCleanup(process.kill)
        for line in process.stderr:
            if line.startswith("case 2 of"):
                break
        process.send_signal(number)
        output, errors = process.communicate(timeout=SECONDS_AT_MOST)
        return process.returncode, output, errors

    def test_keeps_what_is_finished_and_skips_the_rest(self):
        for number, name in ((signal.SIGINT, "SIGINT"), (signal.SIGTERM, "SIGTERM")):
            with self.subTest(name=name):
                code, output, errors = self.interrupt(number)
                self.assertEqual(code, 3, errors)
                self.assertRegex(errors, rf"\Aassay: interrupted by {name}: 1 of 7 cases [^\n]+\n\Z")
                self.assertIn(f"7 cases: 1 ok, 6 skipped; interrupted by {name}\n", output)
                self.assertEqual(self.files(), ["r.json"])
                self.assertEqual(self.assay("validate", "r.json").returncode, 0)
                document = json.loads((self.folder / "r.json").read_text())
                self.assertEqual(document["run"]["interrupted_by"], name)
                self.assertFalse(document["run"]["complete"])
                self.assertEqual([case["status"] for case in document["cases"]], ["ok"] + 6 * ["skipped"])


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
