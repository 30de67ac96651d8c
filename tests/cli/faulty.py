"""Short runs of the real binary in which something goes wrong."""
# SPDX-License-Identifier: Apache-2.0
import contextlib
import json
import pathlib
import subprocess
import time

from binary import BINARY, Cli, ENVIRONMENT, LOCKS, SECONDS_AT_MOST

# Five cases of a few milliseconds each.
SHORT = ["--device", "cpu", "--only", "memory.read", "--bytes", "16KiB..256KiB", "--minimum-time", "0.02"]
THIRD = "memory.read*bytes=64KiB*"


def children_of(pid):
    with contextlib.suppress(FileNotFoundError):
        return [int(child) for child in pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return []


def is_alive(pid):
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        return pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return False


class Faulty(Cli):
    def run_document(self, *arguments, code):
        started = time.monotonic()
        result = self.assay("run", *arguments, "-o", "r.json")
        self.took = time.monotonic() - started
        self.text = result.stdout.decode() + result.stderr.decode()
        self.assertIn(result.returncode, code if isinstance(code, tuple) else (code,), self.text)
        return self.read_valid()

    def read_valid(self):
        checked = self.assay("validate", "r.json")
        self.assertEqual((checked.returncode, checked.stderr), (0, b""))
        return json.loads((self.folder / "r.json").read_text())

    def statuses(self, document):
        return [case["status"] for case in document["cases"]]

    def assert_no_pass(self):
        """Whoever judges the document is told that something is missing."""
        self.assertIn(self.assay("verdict", "r.json").returncode, (3, 4))

    def start(self, *arguments, **keywords):
        process = subprocess.Popen([BINARY, "run", *LOCKS, *arguments, "-o", "r.json"], cwd=self.folder, env=ENVIRONMENT,
                                   stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                                   **keywords)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        return process

    def await_case(self, process, number):
        for line in process.stderr:
            if line.startswith(f"case {number} of"):
                return
        self.fail(f"case {number} never began")

    def end_of(self, process):
        output, errors = process.communicate(timeout=SECONDS_AT_MOST)
        self.text = output + errors
        return process.returncode
