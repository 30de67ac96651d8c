"""The binary under test, in an empty folder of its own, with every GPU hidden."""
# SPDX-License-Identifier: Apache-2.0
import atexit
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

BINARY = os.path.abspath(sys.argv[1])
# GPUs are hidden, so that the same is true on every machine.
ENVIRONMENT = dict(os.environ, CUDA_VISIBLE_DEVICES="")
SMALL = ["--device", "cpu", "--only", "memory.read", "--bytes", "64KiB"]
SECONDS_AT_MOST = 120
# Whoever else runs assay on this machine is in nobody's way.
LOCKS = ["--lock-folder", tempfile.mkdtemp(prefix="assay_cli_locks_")]
atexit.register(shutil.rmtree, LOCKS[1], ignore_errors=True)


def locked_apart(arguments):
    """The arguments, with locks of a run where no other process looks for them."""
    return [*arguments[:1], *(LOCKS if arguments[:1] in (("run",), ["run"]) else []), *arguments[1:]]


class Cli(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="assay_cli_"))
        self.addCleanup(shutil.rmtree, self.folder)

    def assay(self, *arguments, **keywords):
        return subprocess.run([BINARY, *locked_apart(arguments)], cwd=self.folder, env=ENVIRONMENT, timeout=SECONDS_AT_MOST,
                              stdin=subprocess.DEVNULL, **{"capture_output": True, **keywords})

    def files(self):
        return sorted(str(path.relative_to(self.folder)) for path in self.folder.rglob("*"))

    def assert_refused(self, arguments, code, *words, stdout=b""):
        before = self.files()
        result = self.assay(*arguments)
        text = result.stderr.decode(errors="replace")
        self.assertEqual(result.returncode, code, text)
        self.assertEqual(result.stdout, stdout)
        self.assertRegex(text, r"\Aassay: [^\n]+\n\Z")
        for word in words:
            self.assertIn(word, text)
        self.assertEqual(self.files(), before)
