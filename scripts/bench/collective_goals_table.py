# SPDX-License-Identifier: Apache-2.0
"""What the all-reduce kernels must reach, and what documents say of it.

The goals are the project's own, set from what is published of 8 GPUs behind NVLink switches: MSCCL++ 6.5 us at
8 KiB and 102 GB/s of algorithm bandwidth at 1 MiB, NCCL 480 GB/s of bus bandwidth in the switch and 360 to 370
without it. They hold for 8 GPUs; other numbers of them are shown by the documents, and judged by nothing here.
"""
from goals import Row, first

KIB, MIB = 1024, 1024 * 1024
KERNEL, COLOCATED = "collective.all_reduce", "collective.all_reduce_colocated"
DEVICES = 8
LARGE = 256 * MIB
RING_MUST = 360e9  # B/s on parts with 450 GB/s a direction
MOST_SECONDS = 6.5e-6


def chosen(cases, kernel, **parameters):
    return [case for case in cases if case["kernel"] == kernel
            and all(case["parameters"].get(key) == value for key, value in parameters.items())]


def median(case):
    return case["statistics"]["median"]


def seconds(case):
    """Of one iteration: bus bandwidth is the work's bytes over it."""
    return case["work"]["bytes"] / median(case)


def ours(cases, **parameters):
    return chosen(cases, KERNEL, engine="sm", devices=DEVICES, **parameters)


def ratio_to_default(case):
    default = case.get("reference", {}).get("default")
    return None if default is None else default["ratio"]["median"]


def most(values):
    return max((value for value in values if value is not None), default=None)


def small_rows(cases):
    in_graph = ours(cases, bytes=8 * KIB, submission="graph")
    times = [seconds(case) for case in in_graph]
    yield Row("8 KiB in a graph, 6.5 us over the time", MOST_SECONDS / min(times) if times else None, 1.0)
    yield Row("8 KiB, NCCL's default time to ours", most(map(ratio_to_default, in_graph)), 1 / 0.45)
    for size, must in ((1, 1.5), (16, 1.3)):
        found = ours(cases, bytes=size * MIB)
        yield Row(f"{size} MiB, NCCL's default time to ours", most(map(ratio_to_default, found)), must)


def large_rows(cases):
    """The worst of the sizes from 256 MiB on: by the switch against NCCL's NVLS, else by links alone."""
    in_switch = ours(cases, algorithm="multimem")
    ratios = []
    for size in sorted({case["parameters"]["bytes"] for case in in_switch}):
        if size < LARGE:
            continue
        nccl = chosen(cases, KERNEL, engine="nccl", algorithm="nvls", devices=DEVICES, bytes=size)
        best = most(median(case) for case in in_switch if case["parameters"]["bytes"] == size)
        ratios.append(best / median(nccl[0]) if nccl else None)
    if in_switch:
        value = None if not ratios or None in ratios else min(ratios)
        yield Row("256 MiB and more in the switch, of NCCL's NVLS", value, 0.98)
    rates = {}
    for algorithm in ("two_shot", "ring"):
        for case in ours(cases, algorithm=algorithm):
            size = case["parameters"]["bytes"]
            if size >= LARGE:
                rates[size] = max(rates.get(size, 0), median(case))
    yield Row("256 MiB and more without it, of 360 GB/s", min(rates.values()) / RING_MUST if rates else None, 1.0)


def colocated_row(cases):
    found = [median(case) for case in chosen(cases, COLOCATED, algorithm="two_shot")
             if case["parameters"]["bytes"] >= LARGE]
    copies = [median(case) for case in cases if case["kernel"] == "memory.copy"]
    value = min(found) / max(copies) if found and copies else None
    return Row("two shot, ranks on one GPU, 256 MiB and more, of its copy", value, 0.80)


def rows_of(_device, cases):
    """Every goal that applies to these devices."""
    rows = [colocated_row(cases)]
    if first(case for case in cases if case["kernel"] == KERNEL and case["parameters"].get("devices") == DEVICES):
        rows += [*small_rows(cases), *large_rows(cases)]
    return rows
