# SPDX-License-Identifier: Apache-2.0
"""Goals held against result documents: one row each, and an exit code for all of them."""
import argparse
import dataclasses
import json
import math
import sys

NONE = math.nan


@dataclasses.dataclass
class Row:
    """One goal: a name, what was measured (None: nothing), and what it is held against. More is better."""
    name: str
    value: float | None
    must: float
    aim: float = NONE

    @property
    def state(self):
        if self.value is None:
            return "not measured"
        if self.value < self.must:
            return "missed"
        return "reached" if math.isnan(self.aim) or self.value < self.aim else "aim reached"


def first(values):
    return next((value for value in values if value is not None), None)


def load(paths):
    """[(device facts, case)] of every case that was measured on a GPU."""
    found = []
    for path in paths:
        with open(path, encoding="utf-8") as file:
            document = json.load(file)
        if "simulated" in document["run"]:
            raise ValueError(f"{path} is simulated: nothing was measured")
        devices = {one["id"]: one for one in document["devices"]}
        found += [(devices[case["device"]], case) for case in document["cases"]
                  if case["status"] == "ok" and case["device"] != "cpu"]
    if not found:
        raise ValueError("no case of a GPU was measured in these documents")
    models = {(device["name"], device.get("multiprocessors")) for device, _ in found}
    if len(models) > 1:
        raise ValueError(f"the documents are of several parts: {sorted(map(str, models))}")
    return found


def exit_code_of(rows):
    states = [row.state for row in rows]
    if "missed" in states:
        return 1
    return 3 if "not measured" in states or not rows else 0


def run(program, description, rows_of):
    """The whole program; rows_of(device, cases) gives every goal that applies to the device."""
    parser = argparse.ArgumentParser(prog=f"scripts/bench/{program}", description=description,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("documents", nargs="+", metavar="DOCUMENT")
    arguments = parser.parse_args()
    try:
        measured = load(arguments.documents)
    except (OSError, ValueError, KeyError, TypeError) as problem:
        print(f"{program}: {problem!s}", file=sys.stderr)
        return 2
    device = measured[0][0]
    rows = rows_of(device, [case for _, case in measured])
    print(f"{device['name']}, {device['multiprocessors']} SMs")
    print(f"{'goal':56} {'measured':>9} {'must':>7} {'aim':>7}")
    for row in rows:
        value = "none" if row.value is None else f"{row.value:.3f}"
        aim = "" if math.isnan(row.aim) else f"{row.aim:.3f}"
        print(f"{row.name:56} {value:>9} {row.must:7.3f} {aim:>7}  {row.state}")
    return exit_code_of(rows)
