# SPDX-License-Identifier: Apache-2.0
"""What do the measurements of several rounds say? The arithmetic and the table of cpu_peers.

A round is a dict of measurements, such as {"assay.copy": B/s, "plain.copy": B/s}.
"""
import statistics

# The peer's non-temporal stores gain 3/2 (copy) or 4/3 (triad) where its plain ones read the line first.
WRITE_ALLOCATE_GAIN = 1.1
# Two ports x lanes x 2; SSE2 has no FMA: two ports multiply while two add.
FLOP_PER_CYCLE = {"avx512": {"fp32": 64, "fp64": 32}, "avx2": {"fp32": 32, "fp64": 16},
                  "baseline": {"fp32": 16, "fp64": 8}}


def paired(rounds, ours, theirs):
    """Median, smallest and largest ratio of two measurements of the same round; None without one."""
    ratios = [one[ours] / one[theirs] for one in rounds if ours in one and theirs in one]
    return spread(ratios) if ratios else None


def spread(values):
    return {"median": statistics.median(values), "minimum": min(values), "maximum": max(values)}


def middle(rounds, name):
    return statistics.median([one[name] for one in rounds if name in one])


def medians(rounds, prefix):
    """{measurement: median over the rounds} of those whose name starts so."""
    names = {name for one in rounds for name in one if name.startswith(prefix)}
    return {name: middle(rounds, name) for name in sorted(names)}


def fastest(rounds, prefix):
    found = medians(rounds, prefix)
    return max(found, key=found.get, default=None)


def flop_per_cycle(instruction_set, override=None):
    return FLOP_PER_CYCLE[instruction_set] if override is None else {"fp32": override, "fp64": override / 2}


def peak(threads, per_cycle, clock_hz):
    return threads * per_cycle * clock_hz


def overhead(short, long):
    """What a harness takes beside its samples, as a share of them.

    Of two documents of the same cases that differ in sampling time alone, the difference holds neither
    set-up nor checks, as both have those once.
    """
    def sums(document):
        samples = sum(sum(case["samples"]["values"]) for case in document["cases"])
        whole = sum(case["elapsed_s"] - case["warm_up_s"] for case in document["cases"])
        return samples, whole - samples
    samples, rest = (b - a for a, b in zip(sums(short), sums(long)))
    if samples <= 0:
        raise ValueError("the longer run took no longer")
    return rest / samples


def compare(rounds, ours, theirs, label, unit, goal):
    ratio = paired(rounds, ours, theirs) if theirs else None
    if ratio is None:
        return None
    return {"label": label, "unit": unit, "assay": middle(rounds, ours), "peer": middle(rounds, theirs),
            "ratio": ratio, "goal": goal, "reached": None if goal is None else ratio["median"] >= goal}


def limit(rounds, name, label, goal):
    """A share or a time with an upper goal."""
    values = [one[name] for one in rounds if name in one]
    if not values:
        return None
    value = spread(values)
    return {"label": label, "value": value, "at_most": goal, "reached": value["median"] <= goal}


def rows(rounds, gemm_size):
    found = []
    for kernel in ("copy", "triad"):
        gain = paired(rounds, f"non_temporal.{kernel}", f"plain.{kernel}")
        allocates = gain is None or gain["median"] >= WRITE_ALLOCATE_GAIN
        found.append(compare(rounds, f"assay.{kernel}", f"plain.{kernel}", f"memory.{kernel} / plain loop",
                             "B/s", 1.25 if allocates else None))
        found.append(compare(rounds, f"assay.{kernel}", f"non_temporal.{kernel}",
                             f"memory.{kernel} / non-temporal loop", "B/s", 1.00))
    blas = fastest(rounds, "openblas.")
    name = blas and blas.removeprefix("openblas.")
    found.append(compare(rounds, "assay.gemm", blas, f"gemm.portable fp32 {gemm_size} / OpenBLAS {name}",
                         "FLOP/s", 0.70))
    found += [compare(rounds, f"assay.fma.{kind}", f"peak.{kind}", f"fma.rate {kind} / ports x lanes x clock",
                      "FLOP/s", 0.95) for kind in ("fp32", "fp64")]
    found += [limit(rounds, "overhead", "harness beside its samples", 0.01),
              limit(rounds, "start_s", "assay --help, s", 0.020)]
    return [row for row in found if row]


def numbers_of(row):
    """The cells of a row between its label and its goal."""
    if "ratio" not in row:
        return "", "", "", row["value"], f"<= {row['at_most']:.2f}"
    goal = "none: plain stores read nothing here" if row["goal"] is None else f">= {row['goal']:.2f}"
    return f"{row['assay'] / 1e9:.2f}", f"{row['peer'] / 1e9:.2f}", "G" + row["unit"], row["ratio"], goal


def table(found):
    width = max(len(row["label"]) for row in found)
    lines = [f"{'':{width}} {'assay':>8} {'peer':>8} {'':7} {'median':>7} {'min':>7} {'max':>7}  goal"]
    for row in found:
        ours, theirs, unit, numbers, goal = numbers_of(row)
        spread = " ".join(f"{numbers[key]:7.4f}" for key in ("median", "minimum", "maximum"))
        verdict = {True: ", reached", False: ", MISSED", None: ""}[row["reached"]]
        lines.append(f"{row['label']:{width}} {ours:>8} {theirs:>8} {unit:7} {spread}  {goal}{verdict}")
    return "\n".join(lines)
