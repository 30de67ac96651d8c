# SPDX-License-Identifier: Apache-2.0
"""Nodes of a fleet that nobody owns: simulated documents, each under a host, run and GPUs of its own.

All simulated documents say host "simulated", and the UUIDs of a simulated part are always the same. Here they are
rewritten throughout, so that a document stays valid and a fleet has as many nodes as it is asked for.
"""
import datetime
import json
import subprocess
import uuid

FIRST_NIGHT = datetime.datetime(2026, 3, 1, 2, 0, 0, tzinfo=datetime.timezone.utc)
FORMAT = "%Y-%m-%dT%H:%M:%SZ"
SECONDS_AT_MOST = 120


def simulated(assay, *flags, part="h100-sxm", gpus=8, seed=1):
    """A document as assay run --simulate prints it: of one seed always the same but for run id and times of day."""
    result = subprocess.run([assay, "run", "--simulate", part, "--gpus", str(gpus), "--seed", str(seed), "--json", *flags],
                            check=True, capture_output=True, timeout=SECONDS_AT_MOST)
    return json.loads(result.stdout)


def gpu_uuid(node, gpu):
    return f"GPU-{uuid.uuid5(uuid.NAMESPACE_OID, f'{node} {gpu}')}"


def as_node(document, node, night=0, host=None, started=None, real=False, parallel=None):
    """The document as of another node and night.

    host: its name, else nodeN; started: a datetime, else that night, a second later for each node; real: without the
    word that it was simulated, to test what is made of measured ones; parallel: what run.parallel is to say.
    """
    text = json.dumps(document)
    gpus = [device["uuid"] for device in document["devices"] if device["kind"] == "cuda"]
    for index, known in enumerate(gpus):
        text = text.replace(known, gpu_uuid(node, index))
    made = json.loads(text)
    started = started or FIRST_NIGHT + datetime.timedelta(days=night, seconds=node)
    name = host or f"node{node}"
    made["run"]["id"] = str(uuid.uuid5(uuid.NAMESPACE_OID, f"{name} {night} {started} {parallel}"))
    made["run"]["started_at"] = started.strftime(FORMAT)
    made["run"]["finished_at"] = (started + datetime.timedelta(seconds=60)).strftime(FORMAT)
    made["host"]["hostname"] = name
    if real:
        del made["run"]["simulated"]
    if parallel is not None:
        made["run"]["parallel"] = parallel
    return made


def write(document, path):
    with open(path, "w", encoding="utf-8") as file:
        json.dump(document, file)
