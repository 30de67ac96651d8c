"""What does the real program say where there is no usable driver, and what does it leave behind?

The binary under test is the one that is shipped, with the real CUDA runtime in it: only libcuda.so.1 is not
what it seems.
"""
# SPDX-License-Identifier: Apache-2.0
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

BINARY, DRIVER, STUB = (os.path.abspath(argument) for argument in sys.argv[1:4])
RUNTIME_MAJOR = int(sys.argv[4])
SKIPPED = 77
NONE = "no NVIDIA driver is installed"
STUBBED = ("libcuda.so.1 is the CUDA toolkit's stub, not a driver; take the toolkit's stubs folder out of "
           "LD_LIBRARY_PATH")
OLD_MAJOR = RUNTIME_MAJOR - 1
TOO_OLD = (f"the NVIDIA driver is too old: it supports CUDA {OLD_MAJOR}.4, and {RUNTIME_MAJOR}.0 or newer is "
           "needed")
NO_GPU = "the NVIDIA driver finds no GPU"
CASES = ["--only", "memory.read", "--bytes", "64KiB", "--seed", "1"]


class Driver(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="assay_driver_"))
        self.addCleanup(shutil.rmtree, self.folder)
        self.environment = {key: value for key, value in os.environ.items() if key != "CUDA_VISIBLE_DEVICES"}

    def use(self, library, **state):
        """The library as the driver, under the name that the CUDA runtime looks for."""
        libraries = self.folder / "libraries"
        libraries.mkdir()
        (libraries / "libcuda.so.1").symlink_to(library)
        self.environment["LD_LIBRARY_PATH"] = str(libraries)
        self.environment.update({f"FAKE_DRIVER_{key.upper()}": str(value) for key, value in state.items()})

    def assay(self, *arguments):
        return subprocess.run([BINARY, *arguments], cwd=self.folder, env=self.environment, timeout=120,
                              stdin=subprocess.DEVNULL, capture_output=True, text=True)

    def assert_refused_for(self, reason):
        """A run that names no device, one that names a GPU, and a probe."""
        run = self.assay("run", *CASES, "-o", "refused.json")
        self.assertEqual(run.returncode, 3, run.stderr)
        self.assertEqual(run.stderr, f"assay: no usable GPU: {reason}; --device cpu measures the CPU\n")
        self.assertFalse((self.folder / "refused.json").exists())

        asked = self.assay("run", "--device", "cuda:0", *CASES, "-o", "asked.json")
        self.assertEqual(asked.returncode, 3, asked.stderr)
        self.assertIn(reason, asked.stderr)
        document = json.loads((self.folder / "asked.json").read_text())
        self.assertTrue(document["cases"])
        for case in document["cases"]:
            self.assertEqual((case["device"], case["status"], case["reason"]), ("cuda:0", "skipped", reason))
            self.assertNotIn("samples", case)
        self.assertEqual(document["cuda"]["reason"], reason)
        self.assertFalse(document["cuda"]["available"])
        self.assertEqual([device["id"] for device in document["devices"]], ["cpu"])
        valid = self.assay("validate", "asked.json")
        self.assertEqual(valid.returncode, 0, valid.stdout + valid.stderr)

        probe = self.assay("probe")
        self.assertEqual(probe.returncode, 0, probe.stderr)
        # Long lines are folded for people.
        self.assertIn(" ".join(reason.split()), " ".join(probe.stdout.split()))

    def test_no_driver(self):
        if any(pathlib.Path(folder, "libcuda.so.1").exists() for folder in
               ("/usr/lib/x86_64-linux-gnu", "/usr/lib64", "/usr/lib/wsl/lib", "/usr/local/nvidia/lib64")):
            self.skipTest("an NVIDIA driver is installed here")
        self.assert_refused_for(NONE)

    def test_the_stub_of_the_toolkit(self):
        if not pathlib.Path(STUB).exists():
            self.skipTest("this CUDA toolkit has no stub of libcuda.so")
        self.use(STUB)
        self.assert_refused_for(STUBBED)

    def test_a_driver_that_is_too_old(self):
        self.use(DRIVER, version=OLD_MAJOR * 1000 + 40)
        self.assert_refused_for(TOO_OLD)

    def test_a_driver_without_a_gpu(self):
        self.use(DRIVER, version=99000, status=100)
        self.assert_refused_for(NO_GPU)

    def test_the_cpu_is_measured_all_the_same(self):
        self.use(DRIVER, version=OLD_MAJOR * 1000 + 40)
        run = self.assay("run", "--lock-folder", str(self.folder), "--device", "cpu,cuda:0", *CASES, "-o",
                         "both.json")
        self.assertEqual(run.returncode, 3, run.stderr)
        cases = json.loads((self.folder / "both.json").read_text())["cases"]
        self.assertEqual({(case["device"], case["status"]) for case in cases},
                         {("cpu", "ok"), ("cuda:0", "skipped")})


if __name__ == "__main__":
    result = unittest.main(argv=sys.argv[:1], exit=False).result
    if not result.wasSuccessful():
        sys.exit(1)
    sys.exit(SKIPPED if len(result.skipped) == result.testsRun else 0)
