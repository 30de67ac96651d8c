# SPDX-License-Identifier: Apache-2.0
"""What do hyperfine's results say of start-up, and of what a harness costs beside its samples?"""


def row_of(label, result, most_s=None):
    """One command, of hyperfine's JSON; `most_s` is the goal for its median."""
    row = {"label": label, "median_s": result["median"], "minimum_s": min(result["times"]),
           "maximum_s": max(result["times"]), "runs": len(result["times"])}
    if most_s is not None:
        row["goal_s"] = most_s
    return row


def sampled_by_assay(document):
    """(seconds in samples, samples, launches in each) of the only case."""
    (case,) = document["cases"]
    values, unit = case["samples"]["values"], case["samples"]["unit"]
    if unit != "s":
        raise ValueError(f"samples in {unit}, not s")
    return sum(values), len(values), case["parameters"]["iterations_per_sample"]


def sampled_by_google_benchmark(results):
    """Seconds in samples, of Google Benchmark's own JSON: manual time, mean of the iterations."""
    (one,) = results["benchmarks"]
    factor = {"ns": 1e-9, "us": 1e-6, "ms": 1e-3, "s": 1.0}[one["time_unit"]]
    return one["real_time"] * factor * one["iterations"]


def beside(row, sampled_s):
    """The row with what the process took beside its samples."""
    return {**row, "sampled_s": sampled_s, "beside_s": row["median_s"] - sampled_s}


def milliseconds(seconds):
    return f"{seconds * 1e3:.2f}"


def table(rows):
    lines = ["| command | median, ms | smallest to largest | runs | goal |", "| --- | ---: | ---: | ---: | --- |"]
    for row in rows:
        goal = f"at most {milliseconds(row['goal_s'])}" if "goal_s" in row else ""
        lines.append(f"| {row['label']} | {milliseconds(row['median_s'])} | {milliseconds(row['minimum_s'])} to "
                     f"{milliseconds(row['maximum_s'])} | {row['runs']} | {goal} |")
    return "\n".join(lines)


def overhead_table(rows):
    lines = ["| harness | whole process, ms | in samples, ms | beside them, ms |", "| --- | ---: | ---: | ---: |"]
    for row in rows:
        lines.append(f"| {row['label']} | {milliseconds(row['median_s'])} | {milliseconds(row['sampled_s'])} | "
                     f"{milliseconds(row['beside_s'])} |")
    return "\n".join(lines)
