# SPDX-License-Identifier: Apache-2.0
"""A copy of scripts/ in a temporary tree, run with stand-ins for the programs of the machine."""
import os
import shutil
import subprocess
import tempfile
import unittest

REPOSITORY = os.path.realpath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "../.."))
# What the scripts take for granted on any machine; all else must be planted.
ALWAYS_THERE = ["bash", "sh", "env", "cat", "cut", "sed", "grep", "sort", "comm", "head", "tail", "tr",
                "mkdir", "mktemp", "rm", "mv", "cp", "ln", "chmod", "dirname", "basename", "uname",
                "date", "paste", "cmp", "nproc", "touch", "true"]


def write(path, text, run_bit=False):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    if run_bit:
        os.chmod(path, 0o755)


class ScriptTest(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.tree = os.path.join(self.folder.name, "tree")
        self.root = os.path.join(self.folder.name, "root")  # the machine's /etc, /dev, /sys
        self.bin = os.path.join(self.folder.name, "bin")
        self.calls = os.path.join(self.folder.name, "calls")
        shutil.copytree(os.path.join(REPOSITORY, "scripts"), os.path.join(self.tree, "scripts"),
                        ignore=shutil.ignore_patterns("__pycache__"))
        os.makedirs(self.root)
        os.makedirs(self.bin)
        for program in ALWAYS_THERE:
            os.symlink(shutil.which(program), os.path.join(self.bin, program))

    def program(self, name, body="exit 0"):
        """Plants a program that notes its arguments and then does `body`."""
        self.replace(os.path.join(self.bin, name), body)

    def script(self, name, body="exit 0"):
        """The same in place of one of our scripts."""
        self.replace(os.path.join(self.tree, "scripts", name), body)

    def replace(self, path, body):
        if os.path.lexists(path):
            os.remove(path)
        write(path, f'#!/bin/bash\necho "{os.path.basename(path)} $*" >> "{self.calls}"\n{body}\n', True)

    def machine(self, path, text=""):
        """A file of the machine's own, such as /etc/os-release."""
        write(os.path.join(self.root, path), text)

    def run_script(self, name, *arguments):
        path = name if name.startswith(".") else os.path.join("scripts", name)
        return subprocess.run([os.path.join(self.tree, path), *arguments], text=True, timeout=60,
                              stdin=subprocess.DEVNULL, capture_output=True, check=False,
                              cwd=self.folder.name, env={"PATH": self.bin, "HOME": self.folder.name})

    def noted_calls(self):
        if not os.path.exists(self.calls):
            return []
        with open(self.calls, encoding="utf-8") as file:
            return file.read().splitlines()

    def calls_of(self, program):
        return [call[len(program) + 1:] for call in self.noted_calls() if call.startswith(program + " ")]
