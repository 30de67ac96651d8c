#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Can the one binary be copied to another x86-64 Linux with glibc 2.36 and run there?

Usage: self_contained.py ASSAY
"""
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

ALLOWED = re.compile(r"^(linux-vdso\.so\.1|libc\.so\.6|libm\.so\.6|libpthread\.so\.0|libdl\.so\.2"
                     r"|librt\.so\.1|(/\S+/)?ld-linux\S*\.so\.\d)$")
NEWEST_GLIBC = (2, 36)
MOST_BYTES = 48 * 1024 * 1024
ASSAY = ""


def output_of(*command):
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


class SelfContained(unittest.TestCase):
    def test_only_the_c_library_stays_dynamic(self):
        libraries = [line.split()[0] for line in output_of("ldd", ASSAY).splitlines()]
        self.assertIn("libc.so.6", libraries)
        self.assertEqual([name for name in libraries if not ALLOWED.match(name)], [])

    def test_no_newer_c_library_is_needed(self):
        versions = {tuple(map(int, version.split(".")))
                    for version in re.findall(r"GLIBC_(\d+\.\d+)", output_of("objdump", "-T", ASSAY))}
        self.assertTrue(versions)
        self.assertLessEqual(max(versions), NEWEST_GLIBC)

    def test_no_foreign_symbol_version_is_needed(self):
        needed = set(re.findall(r"\*UND\*.*\(([A-Z]+)[\w.]*\)", output_of("objdump", "-T", ASSAY)))
        self.assertEqual(needed, {"GLIBC"})

    def test_size(self):
        self.assertLess(os.path.getsize(ASSAY), MOST_BYTES)

    def test_it_explains_itself_alone_in_an_empty_folder(self):
        with tempfile.TemporaryDirectory() as folder:
            copy = shutil.copy(ASSAY, folder)
            done = subprocess.run([copy, "--help"], cwd=folder, env={}, capture_output=True, text=True,
                                  timeout=20, check=False)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertIn("assay", done.stdout)


if __name__ == "__main__":
    ASSAY = os.path.realpath(sys.argv.pop(1))
    unittest.main()
