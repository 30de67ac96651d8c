#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Random faults at random moments: does every run end in time and leave the truth?

random_faults.py BINARY [--runs 30] [--seed N] [--jobs 1]

Each run is a short one of the CPU or of simulated GPUs, with faults injected at random cases and samples, signals
sent to its workers or to itself at random moments, or none of it. Of each is required:

- it ends in time, and no worker outlives it;
- the document validates, holds every case of the plan once, and the exit code is the one of its statuses;
- no finished sample is lost: a case that any earlier state of the document or the log of events calls finished is in
  the document as it was then, and a case that was made to crash in its n-th sample keeps n - 1.

A seed that fails is printed; --seed with --runs 1 repeats its choices, though not the moments of the machine.
"""
import argparse
import concurrent.futures
import contextlib
import json
import os
import pathlib
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time

# Two processes that are stopped before they measure anything are waited for, two minutes each.
SECONDS_AT_MOST = 300
HUNG_AFTER = 1.5
ENVIRONMENT = dict(os.environ, CUDA_VISIBLE_DEVICES="")
KINDS = {
    "cpu": (["--device", "cpu", "--only", "memory.read", "--bytes", "16KiB..128KiB", "--minimum-time", "0.05"],
            ["memory.read", "*bytes=16KiB*", "*bytes=32KiB*", "*bytes=64KiB*", "*bytes=128KiB*"]),
    "simulated": (["--simulate", "h100-sxm", "--gpus", "2", "--only", "memory.read", "--only", "memory.copy", "--only",
                   "transfer.peer*"],
                  ["memory.read", "memory.copy", "*cuda:0", "*cuda:1", "transfer.peer*", "*"]),
}


class Wrong(Exception):
    pass


def require(condition, text):
    if not condition:
        raise Wrong(text)


def is_alive(pid):
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        return pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return False


def workers_of(pid):
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        return [int(child) for child in pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return []


def send(pid, number):
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, number)


class Run:
    def __init__(self, binary, seed, folder):
        self.random = random.Random(seed)
        self.binary, self.folder = binary, folder
        self.path, self.log = folder / "r.json", folder / "log"
        self.kind = self.random.choice(sorted(KINDS))
        self.injections = self.choose_injections()
        self.events = self.choose_events()
        self.seen = {}
        self.killed = False

    def choose_injections(self):
        made = []
        for _ in range(self.random.choice((0, 0, 1, 1, 2))):
            fault = self.random.choice(("hang", "crash", "crash", "wrong", "nan", "slow"))
            glob = self.random.choice(KINDS[self.kind][1])
            number = {"slow": ":0.5", "hang": f":{self.random.randint(1, 4)}",
                      "crash": f":{self.random.randint(1, 4)}"}.get(fault, "")
            made.append((fault, glob, number))
        return made

    def choose_events(self):
        """Moments after the start, and what happens then."""
        made = []
        for _ in range(self.random.choice((0, 0, 1, 1, 2, 3))):
            made.append((self.random.uniform(0, 1.2),
                         self.random.choice(("kill worker", "kill worker", "stop worker", "break worker", "end worker",
                                             "interrupt", "terminate", "kill"))))
        return sorted(made)

    def describe(self):
        return f"{self.kind}, injected {self.injections}, events {self.events}"

    def arguments(self):
        extra = ["--inject", ",".join(f"{fault}@{glob}{number}" for fault, glob, number in self.injections)]
        return ["run", *KINDS[self.kind][0], *(extra if self.injections else []), "--seed", "1", "--hung-after",
                str(HUNG_AFTER), "--cool-down", "0.2", "--lock-folder", str(self.folder), "--log-file", str(self.log),
                "-o", str(self.path)]

    def happen(self, process, event):
        worker_signal = {"kill worker": signal.SIGKILL, "stop worker": signal.SIGSTOP, "break worker": signal.SIGSEGV,
                         "end worker": signal.SIGTERM}.get(event)
        if worker_signal:
            for worker in workers_of(process.pid):
                send(worker, worker_signal)
        elif process.poll() is None:
            self.killed = self.killed or event == "kill"
            send(process.pid, {"interrupt": signal.SIGINT, "terminate": signal.SIGTERM, "kill": signal.SIGKILL}[event])

    def look(self):
        """What the document says now; a whole one at every moment."""
        if not self.path.exists():
            return
        for case in json.loads(self.path.read_text())["cases"]:
            if case["status"] != "skipped":
                before = self.seen.setdefault(case["name"], case)
                if before != case and "first" in case and "first" not in before:  # measured again
                    require(case["first"]["samples"] == before["samples"], f"{case['name']} lost its first samples")
                    before = self.seen[case["name"]] = case
                require(before == case, f"{case['name']} changed after it was finished")

    def execute(self):
        start = time.monotonic()
        pending = list(self.events)
        workers = set()
        with open(self.folder / "output", "wb") as output:
            process = subprocess.Popen([self.binary, *self.arguments()], cwd=self.folder, env=ENVIRONMENT, stdout=output,
                                       stderr=output, stdin=subprocess.DEVNULL,
                                       preexec_fn=lambda: [signal.signal(number, signal.SIG_DFL)
                                                           for number in (signal.SIGINT, signal.SIGTERM)])
            try:
                while process.poll() is None:
                    elapsed = time.monotonic() - start
                    require(elapsed < SECONDS_AT_MOST, "it did not end in time")
                    workers.update(workers_of(process.pid))
                    if pending and elapsed >= pending[0][0]:
                        self.happen(process, pending.pop(0)[1])
                    self.look()
                    time.sleep(0.02)
            finally:
                process.kill()
                process.wait()
        self.code = process.returncode
        self.check_workers(workers)
        self.check()

    def check_workers(self, workers):
        until = time.monotonic() + 10
        while any(map(is_alive, workers)) and time.monotonic() < until:
            time.sleep(0.01)
        require(not any(map(is_alive, workers)), "a worker outlived its run")

    def check(self):
        text = (self.folder / "output").read_text(errors="replace")
        if not self.path.exists():
            # Ended before anything was measured: by a signal, or by what became of the probe.
            require(self.events and (self.code in (3, -signal.SIGINT, -signal.SIGTERM, -signal.SIGKILL)),
                    f"no document, exit code {self.code}: {text}")
            return
        checked = subprocess.run([self.binary, "validate", self.path], capture_output=True, timeout=60, text=True)
        require(checked.returncode == 0, f"the document is not valid: {checked.stderr}")
        self.look()
        self.document = json.loads(self.path.read_text())
        cases = {case["name"]: case for case in self.document["cases"]}
        for name, case in self.seen.items():
            require(cases[name] == case, f"{name} was lost")
        self.check_log(cases)
        if self.killed or self.code < 0:
            return
        self.check_code(text)
        if not self.events:
            self.check_injected()

    def check_log(self, cases):
        told = {}
        for line in self.log.read_text().splitlines():
            event = json.loads(line)
            # To be measured again and not to get to it leaves a case what it was.
            if event["event"] == "case_finished" and not (event["case"] in told and event["status"] == "skipped"):
                told[event["case"]] = event["status"]
        for name, status in told.items():
            require(cases[name]["status"] == status, f"{name} is not what the log says")

    def check_code(self, text):
        statuses = {case["status"] for case in self.document["cases"]}
        right = 4 if "wrong" in statuses else 3 if statuses != {"ok"} else 0
        require(self.code == right, f"exit code {self.code} with {sorted(statuses)}: {text}")
        ended = {event for _, event in self.events} & {"interrupt", "terminate"}
        require(self.document["run"]["complete"] or ended, "it says that it is not complete")

    def check_injected(self):
        """With nothing else going on, the document is known."""
        if len(self.injections) != 1:
            return
        fault, glob, number = self.injections[0]
        status = {"hang": "hung", "crash": "error", "nan": "error", "wrong": "wrong", "slow": "ok"}[fault]
        struck = [case for case in self.document["cases"] if case["status"] not in ("ok", "skipped")]
        require({case["status"] for case in struck} <= {status}, f"{fault}@{glob}: {[case['status'] for case in struck]}")
        require(fault == "slow" or struck, f"{fault}@{glob} struck nothing")
        for case in struck if fault in ("hang", "crash") else []:
            kept = len(case["unfinished"].get("samples", {"values": []})["values"])
            require(kept == int(number[1:]) - 1, f"{case['name']} keeps {kept} samples after {fault}@{glob}{number}")


def execute(binary, seed):
    """None, or what was wrong with the run of this seed."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix="assay_random_faults_"))
    run = Run(binary, seed, folder)
    try:
        run.execute()
    except (Wrong, ValueError, KeyError, subprocess.TimeoutExpired) as wrong:
        return f"seed {seed}: {run.describe()}: {type(wrong).__name__}: {wrong}"
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return None


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("binary", type=os.path.abspath)
    parser.add_argument("--runs", type=int, default=30)
    parser.add_argument("--seed", type=int, default=None, help="of the first run; the others count on from it")
    parser.add_argument("--jobs", type=int, default=1)
    given = parser.parse_args()
    first = given.seed if given.seed is not None else random.SystemRandom().randrange(10**9)
    failures = 0
    with concurrent.futures.ThreadPoolExecutor(given.jobs) as pool:
        for wrong in pool.map(lambda index: execute(given.binary, first + index), range(given.runs)):
            if wrong:
                failures += 1
                print(wrong, flush=True)
    print(f"{given.runs} runs from seed {first}: {failures} wrong")
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
