#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Does configuring stop, with the way out named, where a dependency is missing?

Usage: configure_test.py CMAKE
"""
import glob
import os
import shutil
import subprocess
import sys
import tempfile
import unittest

REPOSITORY = os.path.realpath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "../.."))
CMAKE = ""


def configure(*flags):
    """Configures a tree that has our build files, but no code and nothing that scripts/setup made."""
    with tempfile.TemporaryDirectory() as tree:
        shutil.copy(os.path.join(REPOSITORY, "CMakeLists.txt"), tree)
        shutil.copytree(os.path.join(REPOSITORY, "scripts/cmake"), os.path.join(tree, "scripts/cmake"))
        for folder in ["kernels", "harness"]:
            os.mkdir(os.path.join(tree, folder))
            open(os.path.join(tree, folder, "CMakeLists.txt"), "w", encoding="utf-8").close()
        done = subprocess.run([CMAKE, "-S", tree, "-B", os.path.join(tree, "build/x"), "-G", "Ninja",
                               "-DASSAY_TESTS=OFF", "-DASSAY_FETCH=OFF", *flags],
                              capture_output=True, text=True, check=False)
        # CMake breaks its messages into lines as it likes.
        return done.returncode, " ".join((done.stdout + done.stderr).split())


class Configure(unittest.TestCase):
    def assert_stops(self, words, *flags):
        code, output = configure(*flags)
        self.assertNotEqual(code, 0, output)
        self.assertIn(words, output)

    @unittest.skipIf(glob.glob("/usr/lib*/libbenchmark.a") + glob.glob("/usr/lib/*/libbenchmark.a")
                     + glob.glob("/usr/local/lib*/libbenchmark.a"), "a static one is installed")
    def test_a_shared_google_benchmark_is_as_good_as_none(self):
        self.assert_stops("Run scripts/setup, which builds one into build/deps/benchmark",
                          "-DASSAY_CUDA=OFF")

    def test_a_missing_package(self):
        self.assert_stops("fmt is not installed: run scripts/setup", "-DASSAY_CUDA=OFF",
                          "-DCMAKE_DISABLE_FIND_PACKAGE_fmt=ON")

    def test_a_missing_cuda_compiler_that_was_asked_for(self):
        self.assert_stops("Run scripts/setup --cuda, or configure with -DASSAY_CUDA=OFF",
                          "-DASSAY_CUDA=ON", "-DASSAY_CUDA_ROOT=/nonexistent")

    def test_without_a_cuda_compiler_auto_builds_for_the_host(self):
        _, output = configure("-DASSAY_CUDA_ROOT=/nonexistent")
        self.assertIn("assay: no GPU kernels (ASSAY_CUDA=AUTO)", output)


if __name__ == "__main__":
    CMAKE = sys.argv.pop(1)
    unittest.main()
