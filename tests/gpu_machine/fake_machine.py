"""The real program on a machine of fake GPUs, in an empty folder of its own.

A machine is a recording of tests/nvml, changed where a test wants it, with a key "cuda" for each device: what
the fake CUDA runtime makes of it (machine.hpp).
"""
# SPDX-License-Identifier: Apache-2.0
import copy
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

import jsonschema

BINARY, LIBRARY, SOURCE = (pathlib.Path(argument).resolve() for argument in sys.argv[1:4])
RECORDINGS = SOURCE / "tests/nvml/recordings"
SCHEMA = json.loads((SOURCE / "results-schema/result.schema.json").read_text())
SECONDS_AT_MOST = 120

# CUDA's errors, by number.
ECC_UNCORRECTABLE = 214
ILLEGAL_ADDRESS = 700
LAUNCH_OUT_OF_RESOURCES = 701
LAUNCH_FAILURE = 719

MIB = 1 << 20
SMALL = ["--bytes", "64KiB", "--seed", "1"]
# So that a sample begins cold quickly: what empties the cache is twice its size.
CUDA = {"multiprocessors": 1, "l2_bytes": 64 << 10, "memory_bytes": 256 * MIB}


def recording(name):
    return json.loads((RECORDINGS / f"{name}.json").read_text())


class Machine(unittest.TestCase):
    maxDiff = 4000

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="assay_gpu_machine_"))
        self.addCleanup(shutil.rmtree, self.folder)
        self.locks = tempfile.mkdtemp(prefix="assay_gpu_machine_locks_")
        self.addCleanup(shutil.rmtree, self.locks)
        self.environment = {key: value for key, value in os.environ.items() if key != "CUDA_VISIBLE_DEVICES"}
        self.environment["LD_LIBRARY_PATH"] = str(LIBRARY.parent)
        self.result = self.document = None

    def machine(self, name="healthy_h100", change=None, faults=None, count=None, extra=None, **cuda):
        """Sets the machine up: `change` is called with each of the first `count` devices; `faults` is a list by
        index; `extra` are keys of the recording as a whole."""
        made = {**recording(name), **(extra or {})}
        made["devices"] = made["devices"][:count]
        for index, device in enumerate(made["devices"]):
            device["cuda"] = {**copy.deepcopy(CUDA), **cuda, "faults": (faults or {}).get(index, [])}
            if change:
                change(device)
        (self.folder / "machine.json").write_text(json.dumps(made))
        self.environment["FAKE_NVML_RECORDING"] = str(self.folder / "machine.json")
        return [device["uuid"] for device in made["devices"]]

    def assay(self, *arguments):
        # Recordings share UUIDs, and tests of them run at the same time; what a fake reaches says nothing.
        if arguments[0] == "run":
            arguments = ("run", "--no-confirm", "--lock-folder", self.locks, *arguments[1:])
        self.result = subprocess.run([str(BINARY), *arguments], cwd=self.folder, env=self.environment,
                                     timeout=SECONDS_AT_MOST, stdin=subprocess.DEVNULL, capture_output=True,
                                     text=True)
        return self.result

    def run_document(self, *arguments, code=0, size=SMALL):
        """The document of a run; it is a valid one whatever happened."""
        self.assay("run", *arguments, *size, "-o", "result.json")
        self.assertEqual(self.result.returncode, code, self.result.stdout + self.result.stderr)
        self.document = self.read_valid("result.json")
        return self.document

    def read_valid(self, name):
        document = json.loads((self.folder / name).read_text())
        jsonschema.validate(document, SCHEMA)
        checked = subprocess.run([str(BINARY), "validate", name], cwd=self.folder, env=self.environment,
                                 capture_output=True, text=True, timeout=SECONDS_AT_MOST)
        self.assertEqual(checked.returncode, 0, checked.stdout + checked.stderr)
        return document

    def cases(self, device=None, kernel=None):
        return [case for case in self.document["cases"]
                if device in (None, case["device"]) and kernel in (None, case["kernel"])]

    def assert_all(self, cases, status):
        self.assertTrue(cases)
        self.assertEqual({case["status"] for case in cases}, {status},
                         [(case["name"], case["status"], case.get("reason")) for case in cases])

    def gpu(self, index=0):
        return next(device for device in self.document["devices"] if device["id"] == f"cuda:{index}")

    def warnings(self, index=0):
        """The texts by kind."""
        texts = {}
        for warning in self.gpu(index).get("warnings", []):
            texts.setdefault(warning["kind"], []).append(warning["text"])
        return texts


def main():
    result = unittest.main(argv=sys.argv[:1], exit=False).result
    sys.exit(0 if result.wasSuccessful() else 1)
