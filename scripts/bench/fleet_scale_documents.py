# SPDX-License-Identifier: Apache-2.0
"""Documents of a fleet by the hundred thousand: what `assay run --simulate` wrote, under other names and dates.

A document is text here: each of its names stands in few places, and parsing it would take longer than archiving it.
"""
import datetime
import json
import os
import re
import subprocess

FIRST_NIGHT = datetime.datetime(2025, 1, 1, 2, 0, 0, tzinfo=datetime.timezone.utc)
FORMAT = "%Y-%m-%dT%H:%M:%SZ"
# What a template is cut at. None can be part of a document: the writer escapes control characters.
RUN, STARTED, FINISHED, HOST, UUID = "\x01", "\x02", "\x03", "\x04", "\x05"


def simulated(assay, part, seed, path):
    """The text of one simulated document of a node with one GPU."""
    subprocess.run([assay, "run", "--simulate", part, "--seed", str(seed), "-o", path], check=True,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    with open(path, encoding="utf-8") as file:
        text = file.read()
    os.remove(path)
    return text


def template(text):
    """The pieces of a document between the names that tell one from another, and those names' kinds."""
    known = json.loads(text)
    gpus = [device for device in known["devices"] if device["kind"] == "cuda"]
    for name, mark in [(known["run"]["id"], RUN), *((gpu["uuid"], UUID) for gpu in gpus)]:
        text = text.replace(name, mark)
    for key, value, mark in [("started_at", known["run"]["started_at"], STARTED),
                             ("finished_at", known["run"]["finished_at"], FINISHED),
                             ("hostname", known["host"]["hostname"], HOST)]:
        written = f'"{key}": "{value}"'
        if text.count(written) != 1:
            raise ValueError(f"a simulated document says {written} {text.count(written)} times, not once")
        text = text.replace(written, f'"{key}": "{mark}"')
    return re.split(f"([{RUN}{STARTED}{FINISHED}{HOST}{UUID}])", text)


def document(cut, node, night):
    """The document of that node in that night; nodes start within the hour, by their number."""
    started = FIRST_NIGHT + datetime.timedelta(days=night, seconds=node % 3600)
    finished = started + datetime.timedelta(seconds=60)
    names = {RUN: f"{node:08x}-{night:04x}-4000-8000-{node:012x}", UUID: f"GPU-{node:08x}-0000-4000-8000-{node:012x}",
             STARTED: started.strftime(FORMAT), FINISHED: finished.strftime(FORMAT), HOST: f"node{node:06d}"}
    return "".join([names.get(piece, piece) for piece in cut])


def write_night(templates, folder, nodes, night):
    """A file for each node; which template a node gets changes from night to night. Returns the bytes written."""
    size = 0
    for node in nodes:
        text = document(templates[(node * 7919 + night * 104729) % len(templates)], node, night).encode()
        with open(os.path.join(folder, f"{node}.json"), "wb") as file:
            size += file.write(text)
    return size
