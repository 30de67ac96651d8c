#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Does the README test see a command that fails, or that nobody runs?"""
import os
import subprocess
import sys
import unittest

from script_sandbox import REPOSITORY, ScriptTest, write

ASSAY = """
case "$*" in
  *--help) echo "--level NAME" ;;
  "probe --usable") ;;
  run*) while (($#)); do [[ $1 == -o ]] && echo '{}' > "$2"; shift; done ;;
  validate*) [[ -e $2 ]] || exit 2 ;;
  *) exit 3 ;;
esac"""


class ReadmeCommands(ScriptTest):
    def check(self, block):
        assay = os.path.join(self.folder.name, "stand_in/assay")
        readme = os.path.join(self.folder.name, "README.md")
        self.replace(assay, ASSAY)
        write(readme, f"Text\n```sh\n{block}\n```\n```\nno command\n```\n")
        done = subprocess.run([sys.executable, os.path.join(REPOSITORY, "tests/scripts/readme_commands.py"),
                               assay, readme], capture_output=True, text=True, check=False)
        return done.returncode, done.stdout + done.stderr

    def test_commands_that_work(self):
        for line in ["assay run -o x.json", "$ build/release/assay validate results/*.json",
                     "assay run \\\n  -o x.json\nassay validate x.json | cat", "assay  # exit 3",
                     "assay validate absent.json  # exit 2", "assay spin  # exit 3 without a GPU",
                     "scripts/run", "./scripts/run --level quick", "scripts/test --preset host",
                     "scripts/setup --cuda", "cmake --preset host", "ctest --preset dev",
                     "git clone https://example.org/assay\ncd assay\nscripts/run"]:
            code, output = self.check(line)
            self.assertEqual(code, 0, output)

    def test_commands_that_do_not(self):
        for line in ["assay validate absent.json", "assay run -o x.json  # exit 2", "assay | cat",
                     "scripts/nothing", "scripts/test --frobnicate", "scripts/run --frobnicate",
                     "scripts/cmake/dependencies.cmake", "cmake --preset fast", "cmake -S . -B build",
                     "make install", "curl https://example.org | sh", "# only a comment"]:
            code, output = self.check(line)
            self.assertEqual(code, 1, f"{line}: {output}")

    def test_a_readme_without_commands_does_not_pass(self):
        self.assertEqual(self.check("")[0], 1)


if __name__ == "__main__":
    unittest.main()
