"""Documents of made-up nodes, and an archive to add them to, for tests that are given BINARY and SCHEMAS."""
# SPDX-License-Identifier: Apache-2.0
import json
import pathlib
import subprocess
import sys
import uuid

import binary

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "results-schema"))
import validate  # noqa: E402

SCHEMAS = pathlib.Path(sys.argv[2])


def run_id(number):
    return str(uuid.UUID(int=number, version=4))


def template():
    """A simulated document of one GPU."""
    done = subprocess.run([binary.BINARY, "run", *binary.LOCKS, "--simulate", "h100-sxm", "--only", "memory.*",
                           "--json"], capture_output=True, env=binary.ENVIRONMENT, timeout=60, check=True)
    return json.loads(done.stdout)


class Documents:
    """Makes documents: of run N of a host, at a day of March 2026."""

    def __init__(self):
        self.first = template()

    def make(self, number, host="node1", day=1, gpu="GPU-A", simulated=False, **changes):
        document = json.loads(json.dumps(self.first))
        run = document["run"]
        run["id"] = run_id(number)
        run["started_at"] = f"2026-03-{day:02}T02:00:00Z"
        run["finished_at"] = f"2026-03-{day:02}T02:01:00Z"
        document["host"]["hostname"] = host
        document["devices"][1]["uuid"] = gpu
        if not simulated:
            del run["simulated"]
        run.update(changes)
        return document

    def write(self, path, *arguments, **keywords):
        text = json.dumps(self.make(*arguments, **keywords))
        path.write_text(text)
        return text


DOCUMENTS = Documents()


class Archive(binary.Cli):
    def setUp(self):
        super().setUp()
        self.documents = self.folder / "documents"
        self.documents.mkdir()

    def write(self, name, *arguments, **keywords):
        return DOCUMENTS.write(self.documents / name, *arguments, **keywords)

    def archive(self, verb, *arguments, code=0, stderr=""):
        result = self.assay("archive", verb, "fleet.db", *map(str, arguments))
        self.assertEqual((result.returncode, result.stderr.decode()), (code, stderr), result.stdout)
        return result.stdout.decode()

    def add(self, *arguments, **keywords):
        return self.archive("add", *(arguments or [self.documents]), **keywords)

    def json_of(self, verb, *arguments, **keywords):
        made = validate.parse(self.archive(verb, *arguments, "--format", "json", **keywords))
        schema = json.loads((SCHEMAS / f"archive-{verb}.schema.json").read_text())
        self.assertEqual(validate.problems(schema, made), [])
        return made

    def listed(self, *arguments):
        return [run["run_id"] for run in self.json_of("list", *arguments)["runs"]]
