#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Is each planted breach of the house rules seen, and a tree without one passed?"""
import os
import subprocess
import sys
import tempfile
import unittest

CHECK = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../scripts/check_tree.py")
LICENCE = "// SPDX-License-Identifier: Apache-2.0\n"
HEADER = "#pragma once\n" + LICENCE


def check(path, text, run_bit=False):
    with tempfile.TemporaryDirectory() as root:
        full = os.path.join(root, path)
        os.makedirs(os.path.dirname(full), exist_ok=True)
        with open(full, "w", encoding="utf-8") as file:
            file.write(text)
        os.chmod(full, 0o755 if run_bit else 0o644)
        done = subprocess.run([sys.executable, CHECK, root], capture_output=True, text=True,
                              check=False)
        return done.returncode, done.stdout + done.stderr


class HouseRules(unittest.TestCase):
    def assert_seen(self, words, *file):
        code, output = check(*file)
        self.assertEqual(code, 1, output)
        self.assertIn(f"{file[0]}:", output)
        self.assertIn(words, output)

    def test_good_files_pass(self):
        self.assertEqual(check("kernels/a.hpp", HEADER)[0], 0)
        self.assertEqual(check("kernels/a.cpp", "int a;\n" * 300)[0], 0)
        self.assertEqual(check("scripts/a", "#!/bin/sh\n#" + LICENCE, True)[0], 0)

    def test_length(self):
        self.assert_seen("301 lines", "kernels/a.cpp", "int a;\n" * 301)
        self.assert_seen("301 lines", "scripts/a", "#!/bin/sh\n#" + LICENCE + "\n" * 299, True)

    def test_data_may_be_long(self):
        self.assertEqual(check("results-schema/a.json", "{\n\n}\n" * 200)[0], 0)

    def test_nothing_is_left_undone(self):
        for word in ["TO" "DO", "FIX" "ME", "X" "XX", "HA" "CK"]:
            self.assert_seen(word, "kernels/a.cpp", f"int a;  // {word}: more\n")
            self.assert_seen(word, "README.md", f"{word}\n")

    def test_headers_carry_licence_and_guard(self):
        self.assert_seen("SPDX", "kernels/a.hpp", "#pragma once\n")
        self.assert_seen("#pragma once", "kernels/a.cuh", LICENCE)

    def test_run_bits(self):
        self.assert_seen("without a run bit", "scripts/a", "#!/bin/sh\n#" + LICENCE)
        self.assert_seen("no #! line", "kernels/a.cpp", "int a;\n", True)

    def test_files_end_with_a_newline(self):
        self.assert_seen("newline", "kernels/a.cpp", "int a;")

    def test_an_empty_tree_does_not_pass(self):
        with tempfile.TemporaryDirectory() as root:
            self.assertEqual(subprocess.run([sys.executable, CHECK, root], stderr=subprocess.DEVNULL,
                                            check=False).returncode, 1)


if __name__ == "__main__":
    unittest.main()
