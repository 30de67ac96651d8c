# SPDX-License-Identifier: Apache-2.0
"""What do rounds of all-reduces say of Open MPI and of memory? The arithmetic and the table of collective_peers.

A round is {"cases": {"fp32 1024": {"ours": s, "peer": s, "add": B/s of memory.add, from 64 MiB on}}, ...};
"peer" is of types that Open MPI has.
"""
from comparison import middle, spread  # noqa: F401

LARGE = 64 * 1024 * 1024
OF_MEMORY, OF_PEER = 0.90, 1.00


def key(kind, size):
    return f"{kind} {size}"


def moved_bytes(ranks, size):
    """Every input read once, every output written once: no algorithm moves less."""
    return 2 * ranks * size


def pairs(rounds, name, ratio):
    """`ratio` of the case in every round that has it."""
    return [ratio(one["cases"][name]) for one in rounds if name in one["cases"]]


def row(label, ratios, goal, seconds):
    ratio = spread(ratios)
    return {"label": label, "ratio": ratio, "goal": goal, "reached": ratio["median"] >= goal, **seconds}


def sizes_of(has_peer, sizes):
    """Those at which a type has something to stand beside."""
    return [size for size in sizes if has_peer or size >= LARGE]


def rows_of(rounds, name, ranks):
    kind, size = name.split()[0], int(name.split()[1])
    cases = [one["cases"][name] for one in rounds]
    ours = {"ours": middle(cases, "ours")}
    if all("peer" in case for case in cases):
        yield row(f"{kind} {size_text(size)}, Open MPI's time / ours",
                  pairs(rounds, name, lambda c: c["peer"] / c["ours"]), OF_PEER,
                  {**ours, "peer": middle(cases, "peer")})
    if all("add" in case for case in cases):
        yield row(f"{kind} {size_text(size)}, rate / memory.add's",
                  pairs(rounds, name, lambda c: moved_bytes(ranks, size) / c["ours"] / c["add"]), OF_MEMORY,
                  {**ours, "allowed": moved_bytes(ranks, size) / middle(cases, "add")})


def rows(rounds, ranks):
    return [found for name in rounds[0]["cases"] for found in rows_of(rounds, name, ranks)]


def size_text(size):
    for unit, factor in (("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10)):
        if size % factor == 0:
            return f"{size // factor} {unit}"
    return f"{size} B"


def table(found):
    width = max(len(one["label"]) for one in found)
    lines = [f"{'':{width}} {'ours, us':>10} {'other, us':>10} {'median':>8} {'min':>8} {'max':>8}  goal"]
    for one in found:
        other = one["peer"] if "peer" in one else one["allowed"]
        numbers = " ".join(f"{one['ratio'][name]:8.3f}" for name in ("median", "minimum", "maximum"))
        said = "reached" if one["reached"] else "MISSED"
        lines.append(f"{one['label']:{width}} {one['ours'] * 1e6:10.1f} {other * 1e6:10.1f} {numbers}  "
                     f">= {one['goal']:.2f}, {said}")
    return "\n".join(lines)
