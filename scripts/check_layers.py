#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Does every #include point the way the data flows?

Usage: scripts/check_layers.py [ROOT]
Prints one line per violation, "file:line: reason", and exits 1 if there is any.
"""
import os
import re
import sys

STAGES = ["core", "json", "catalogue", "probe", "plan", "measure", "simulate", "document", "archive",
          "judge", "report", "operate", "cli"]
FOLDERS = ["kernels", "collectives", "harness"]
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')
CUDA_HEADER = re.compile(
    r"^(cuda[\w.]*|cu(blas|fft|rand|solver|sparse|dnn|pti)\w*|nvml|nvtx\w*|nccl\w*|mma|sm_\d+\w*"
    r"|cooperative_groups|driver_types|vector_types|device_launch_parameters)\.h(pp)?$"
    r"|^(cuda|cub|thrust|cooperative_groups|crt|nvtx3|cute|cutlass)/")
HOST_LIBRARY = re.compile(r"^(fmt|nlohmann|benchmark|valijson|CLI|gtest|gmock)/")


def is_device_code(path):
    return path.endswith((".cu", ".cuh"))


def may_include_cuda(path):
    return is_device_code(path) or path.endswith(".cuda.cpp")


def sources(root):
    for folder in FOLDERS:
        for parent, _, names in os.walk(os.path.join(root, folder)):
            for name in sorted(names):
                if name.endswith((".hpp", ".cpp", ".cu", ".cuh", ".hpp.in", ".cpp.in")):
                    yield os.path.relpath(os.path.join(parent, name), root)


def includes(root, path):
    """(line number, quote, header) of each include of a file."""
    with open(os.path.join(root, path), encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            match = INCLUDE.match(line)
            if match:
                yield number, match.group(1), match.group(2)


def place(path):
    """The top folder of a path and, inside harness, its stage."""
    parts = path.split("/")
    return parts[0], parts[1] if parts[0] == "harness" and len(parts) > 2 else None


def layer_violation(path, header):
    """Why this file must not include that header of ours; None if it may."""
    folder, stage = place(path)
    to_folder, to_stage = place(header)
    if to_folder not in FOLDERS:
        return f'"{header}" is not written from the repository root'
    if folder == "kernels" and to_folder != "kernels":
        return f"kernels/ must not include {to_folder}/ ({header})"
    if folder == "collectives" and to_folder == "harness":
        return f"collectives/ must not include harness/ ({header})"
    if to_folder != "harness" or folder != "harness" or to_stage in (stage, "core"):
        return None
    if stage == "core":
        return f"core must not include a stage ({header})"
    if to_stage not in STAGES or stage not in STAGES:
        return f"{stage} or {to_stage} is not a stage ({header})"
    if STAGES.index(to_stage) > STAGES.index(stage):
        return f"{stage} must not include {to_stage}, which stands to its right ({header})"
    return None


def host_libraries_reached(root, path, seen):
    """Host-only library headers that a file includes, itself or through headers of ours."""
    if path in seen or not os.path.isfile(os.path.join(root, path)):
        return
    seen.add(path)
    for _, quote, header in includes(root, path):
        if HOST_LIBRARY.match(header):
            yield path, header
        elif quote == '"':
            yield from host_libraries_reached(root, header, seen)


def violations(root):
    for path in sources(root):
        for number, quote, header in includes(root, path):
            reason = layer_violation(path, header) if quote == '"' else None
            if CUDA_HEADER.match(header) and not may_include_cuda(path):
                reason = f"CUDA header {header} outside .cu, .cuh and .cuda.cpp"
            if reason:
                yield f"{path}:{number}: {reason}"
        if is_device_code(path):
            for through, header in host_libraries_reached(root, path, set()):
                yield f"{path}: reaches {header} through {through}; never in .cu or .cuh"


def main():
    if "--help" in sys.argv[1:]:
        print(__doc__.strip())
        return
    default = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..")
    root = os.path.realpath(sys.argv[1] if len(sys.argv) > 1 else default)
    checked = len(list(sources(root)))
    if checked == 0:
        sys.exit(f"check_layers: no source file under {root}")
    found = list(violations(root))
    print("\n".join(found) if found else f"{checked} files include only what they may")
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
