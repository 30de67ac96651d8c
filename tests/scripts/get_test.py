#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Do get_cuda and get_benchmark decide rightly when to fetch, and from where?"""
import os
import unittest

from script_sandbox import REPOSITORY, ScriptTest

PCI = "sys/bus/pci/devices/0000:17:00.0"
NVCC = "echo Cuda compilation tools, release {}, V{}.88"


class CudaNeeded(ScriptTest):
    def needed(self):
        done = self.run_script("get_cuda", "--needed", "--root", self.root)
        self.assertEqual(done.stderr, "")
        return {0: True, 1: False}[done.returncode]

    def pci_device(self, vendor, pci_class):
        self.machine(f"{PCI}/vendor", vendor + "\n")
        self.machine(f"{PCI}/class", pci_class + "\n")

    def test_no_gpu(self):
        self.assertFalse(self.needed())

    def test_a_loaded_driver(self):
        self.machine("dev/nvidiactl")
        self.assertTrue(self.needed())

    def test_a_gpu_without_driver(self):
        for pci_class in ["0x030000", "0x030200"]:  # display and 3D controller
            self.pci_device("0x10de", pci_class)
            self.assertTrue(self.needed())

    def test_other_devices(self):
        self.pci_device("0x10de", "0x068000")  # an NVSwitch is a bridge
        self.assertFalse(self.needed())
        self.pci_device("0x15b3", "0x030000")
        self.assertFalse(self.needed())

    def test_a_compiler_on_the_path(self):
        self.machine("dev/nvidiactl")
        self.program("nvcc", NVCC.format("12.4", "12.4"))
        self.assertFalse(self.needed())

    def test_a_compiler_in_the_usual_place(self):
        self.machine("dev/nvidiactl")
        self.replace(os.path.join(self.root, "usr/local/cuda/bin/nvcc"), NVCC.format("13.0", "13.0"))
        self.assertFalse(self.needed())

    def test_a_compiler_too_old_for_cpp20(self):
        self.machine("dev/nvidiactl")
        self.program("nvcc", NVCC.format("11.8", "11.8"))
        self.assertTrue(self.needed())

    def test_wrong_usage(self):
        self.assertEqual(self.run_script("get_cuda", "--frobnicate").returncode, 2)
        self.assertEqual(self.run_script("get_cuda", "--into").returncode, 2)


class CudaPins(ScriptTest):
    def test_every_package_is_pinned_by_hash_for_both_architectures(self):
        with open(os.path.join(REPOSITORY, "scripts/cuda-requirements.txt"), encoding="utf-8") as file:
            lines = [line for line in file.read().replace("\\\n", " ").splitlines()
                     if not line.startswith("#")]
        self.assertGreater(len(lines), 3)
        for line in lines:
            self.assertRegex(line, r"^nvidia-[a-z-]+==[\d.]+( +--hash=sha256:[0-9a-f]{64}){2}$")

    def test_what_is_there_is_not_fetched_again(self):
        into = os.path.join(self.folder.name, "cuda")
        with open(os.path.join(self.tree, "scripts/cuda-requirements.txt"), encoding="utf-8") as pins:
            self.replace(os.path.join(into, "bin/nvcc"), "exit 0")
            with open(os.path.join(into, "requirements.txt"), "w", encoding="utf-8") as there:
                there.write(pins.read())
        done = self.run_script("get_cuda", "--into", into)
        self.assertEqual((done.returncode, done.stdout, done.stderr), (0, "", ""))


class BenchmarkSources(ScriptTest):
    def listed(self):
        done = self.run_script("get_benchmark", "--list-sources", "--root", self.root)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout.splitlines()

    def test_one_line_form(self):
        self.machine("etc/apt/sources.list",
                     "# deb http://old/debian bookworm main\n"
                     "deb [signed-by=/k.gpg arch=amd64] http://mirror/debian bookworm main contrib\n"
                     "deb-src http://mirror/debian bookworm-updates main\n")
        self.assertEqual(self.listed(), [
            "deb-src [signed-by=/k.gpg arch=amd64] http://mirror/debian bookworm main contrib",
            "deb-src http://mirror/debian bookworm-updates main"])

    def test_deb822_form(self):
        self.machine("etc/apt/sources.list.d/debian.sources",
                     "Types: deb\nURIs: http://mirror/debian\nSuites: bookworm\nComponents: main\n"
                     "Signed-By: /k.gpg\n")
        self.assertEqual(self.listed(), ["Types: deb-src", "URIs: http://mirror/debian",
                                         "Suites: bookworm", "Components: main", "Signed-By: /k.gpg"])

    def test_both_forms_together_and_nothing_else(self):
        self.machine("etc/apt/sources.list.d/a.list", "deb http://a/ stable main\n")
        self.machine("etc/apt/sources.list.d/b.sources", "types: deb\nURIs: http://b/\n")
        self.machine("etc/apt/sources.list.d/c.list.disabled", "deb http://c/ stable main\n")
        self.assertEqual(self.listed(), ["deb-src http://a/ stable main", "Types: deb-src",
                                         "URIs: http://b/"])

    def test_a_built_one_is_not_built_again(self):
        self.replace(os.path.join(self.tree, "build/deps/benchmark/lib/libbenchmark.a"), "")
        done = self.run_script("get_benchmark", "--root", self.root)
        self.assertEqual((done.returncode, done.stdout, done.stderr), (0, "", ""))

    def test_a_mirror_that_fails_is_reported(self):
        self.program("apt-get", "echo mirror is down >&2; exit 100")
        self.program("id", "echo somebody")
        done = self.run_script("get_benchmark", "--root", self.root)
        self.assertEqual(done.returncode, 1)
        self.assertIn("mirror is down", done.stderr)
        self.assertIn("no static Google Benchmark", done.stderr)
        self.assertFalse(os.path.exists(os.path.join(self.tree, "build/deps/benchmark")))


if __name__ == "__main__":
    unittest.main()
