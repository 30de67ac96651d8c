#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Does every command of README.md do what a reader expects of it?

Usage: readme_commands.py ASSAY [README]
Every line of a ```sh block is run, or shown to be run by another test; one that cannot be placed fails.
A line exits 0 unless it ends in a comment such as "# exit 2", "# exit 0 or 3" or "# exit 3 without a GPU". Lines of `assay` run in the order of the
text, in one temporary folder whose results/ holds a document of this machine's CPU.
"""
import json
import os
import re
import shlex
import subprocess
import sys
import tempfile

REPOSITORY = os.path.realpath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "../.."))
TIMEOUT = 300
# Scripts that other tests run, as a reader would; their flags must stand in their --help.
SCRIPTS = {
    "scripts/run": ".ci/run",
    "scripts/test": ".ci/run",
    "scripts/setup": ".ci/run, tests/scripts/setup_test.py",
    "scripts/build": ".ci/run, tests/scripts/run_test.py",
    "scripts/check_format": "ctest clang_format",
    "scripts/check_layers.py": "ctest layering",
    "scripts/check_tree.py": "ctest house_rules",
    "scripts/bench/cpu_peers": "ctest cpu_peers_test",
    "scripts/gpu-check": "ctest gpu_check_test",
    "scripts/package": "ctest package_test, package_in_clean_debian",
    "scripts/container/build": "ctest container_image",
    ".ci/run": "every submission",
}
FOR_THE_READER = [r"git clone \S+( \S+)?", r"cd \S+"]
BINARY = re.compile(r"^(?:\S*/)?assay$")
COMPLETIONS = re.compile(r"^source <\((?:\S*/)?assay manual bash\)$")


def commands(text):
    """(line number, command, comment) of each command in the sh blocks."""
    inside, pending, start = False, "", 0
    for number, line in enumerate(text.splitlines(), 1):
        if line.lstrip().startswith("```"):
            inside = not inside and line.strip() == "```sh"
            continue
        if not inside:
            continue
        start = start if pending else number
        pending += re.sub(r"^\$ ", "", line.strip())
        if pending.endswith("\\"):
            pending = pending[:-1]
            continue
        command, _, comment = pending.partition(" #")
        pending = ""
        if command.strip() and not command.startswith("#"):
            yield start, command.strip(), comment.strip()


def expected_exits(comment, assay):
    match = re.search(r"\bexit (\d+)( or (\d+))?( without a GPU)?", comment)
    if not match or (match.group(4) and usable_gpus(assay)):
        return [0]
    return [int(code) for code in (match.group(1), match.group(3)) if code]


def usable_gpus(assay):
    return subprocess.run([assay, "probe", "--usable"], capture_output=True, check=True).stdout


def script_problem(words, assay):
    """Why a line that starts one of our scripts is not to be trusted; None if it is."""
    script = words[0].removeprefix("./")
    if script not in SCRIPTS:
        return f"no test is known to run {script}"
    path = os.path.join(REPOSITORY, script)
    if not os.access(path, os.X_OK):
        return f"{script} cannot be executed"
    flags = [word.split("=")[0] for word in words[1:] if word.startswith("--") and word != "--help"]
    if flags:
        # scripts/run passes its flags on.
        helper = [assay, "run", "--help"] if script == "scripts/run" else [path, "--help"]
        text = subprocess.run(helper, capture_output=True, text=True, check=True).stdout
        unknown = [flag for flag in flags if flag not in text]
        if unknown:
            return f"{script} --help knows no {', '.join(unknown)}"
    return None


def preset_problem(words):
    with open(os.path.join(REPOSITORY, "CMakePresets.json"), encoding="utf-8") as file:
        presets = json.load(file)
    kind = "testPresets" if words[0] == "ctest" else "configurePresets"
    if "--preset" not in words[:-1]:
        return "only --preset NAME is known to be tested"
    name = words[words.index("--preset") + 1]
    return None if name in {preset["name"] for preset in presets[kind]} else f"no preset {name}"


def run_problem(command, comment, folder):
    """Runs a line of `assay`; the shell sees the binary under both names a reader may use."""
    done = subprocess.run(["bash", "-o", "pipefail", "-c", command], cwd=folder, text=True,
                          stdin=subprocess.DEVNULL, capture_output=True, timeout=TIMEOUT, check=False,
                          env={**os.environ, "PATH": folder + "/bin:" + os.environ["PATH"]})
    expected = expected_exits(comment, folder + "/bin/assay")
    if done.returncode in expected:
        return None
    return f"exit {done.returncode}, not {' or '.join(map(str, expected))}\n{done.stdout}{done.stderr}"


def problem_of(command, comment, folder):
    if COMPLETIONS.match(command):
        return run_problem(command, comment, folder)
    words = shlex.split(command)
    if any(re.fullmatch(pattern, command) for pattern in FOR_THE_READER):
        return None
    if words[0].removeprefix("./").startswith(("scripts/", ".ci/")):
        return script_problem(words, folder + "/bin/assay")
    if words[0] in ("cmake", "ctest"):
        return preset_problem(words)
    if BINARY.match(words[0]):
        return run_problem(command, comment, folder)
    return "this test does not know what to do with it"


def furnish(folder, assay):
    """What a reader has after scripts/run: the binary, and results/ with a document."""
    for place in ["bin", "build/release", "build/dev", "results"]:
        os.makedirs(os.path.join(folder, place))
    for link in ["bin/assay", "build/release/assay", "build/dev/assay"]:
        os.symlink(assay, os.path.join(folder, link))
    os.symlink(os.path.join(REPOSITORY, "results-schema"), os.path.join(folder, "results-schema"))
    subprocess.run([assay, "run", "--device", "cpu", "--only", "memory.copy", "--bytes", "1MiB",
                    "-o", "results/here.json"], cwd=folder, check=True, timeout=TIMEOUT,
                   stdout=subprocess.DEVNULL)


def main():
    assay = os.path.realpath(sys.argv[1])
    readme = sys.argv[2] if len(sys.argv) > 2 else os.path.join(REPOSITORY, "README.md")
    with open(readme, encoding="utf-8") as file:
        found = list(commands(file.read()))
    if not found:
        sys.exit(f"{readme}: no command in a ```sh block")
    failures = 0
    with tempfile.TemporaryDirectory() as folder:
        furnish(folder, assay)
        for number, command, comment in found:
            try:
                problem = problem_of(command, comment, folder)
            except subprocess.TimeoutExpired:
                problem = f"not done after {TIMEOUT} s"
            failures += problem is not None
            print(f"{'FAILED' if problem else 'ok':6} line {number}: {command}", flush=True)
            if problem:
                print("       " + problem.replace("\n", "\n       "))
    print(f"{len(found)} commands, {failures} failed")
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
