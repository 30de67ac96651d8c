# SPDX-License-Identifier: Apache-2.0
"""Result documents by the thousand: one sample document, varied by a seed, each consistent in itself."""
import copy
import random
import statistics

CONFIDENCE = 0.95


def in_unit_of_case(case, sample):
    """A sample in the unit of its case, as results-schema/README.md defines it."""
    iterations = case["parameters"]["iterations_per_sample"]
    quantity = case["quantity"]
    if quantity in ("bandwidth", "bus_bandwidth"):
        return case["work"]["bytes"] * iterations / sample
    if quantity in ("throughput", "rate"):
        return case["work"]["flop"] * iterations / sample
    if quantity == "latency":
        return sample / iterations
    return sample


def quantile(ordered, share):
    at = share * (len(ordered) - 1)
    low = int(at)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (at - low)


def statistics_of(case):
    values = sorted(in_unit_of_case(case, sample) for sample in case["samples"]["values"])
    # The quartiles are rounded; the order that a reader asks for is not to suffer from that.
    median = statistics.median(values)
    q1, q3 = min(quantile(values, 0.25), median), max(quantile(values, 0.75), median)
    return {"count": len(values), "median": median, "q1": q1, "q3": q3,
            "minimum": values[0], "maximum": values[-1], "relative_iqr": (q3 - q1) / median,
            "median_interval": {"low": q1, "high": q3, "confidence": CONFIDENCE}}


def with_new_samples(case, source, samples):
    """The case with that many samples, spread by 2 % around the one it had in the middle."""
    middle = statistics.median(case["samples"]["values"])
    drift = source.uniform(0.9, 1.1)
    if case["quantity"] in ("count", "capacity"):
        case["samples"]["values"] = [middle] * samples
    else:
        case["samples"]["values"] = [middle * drift * source.lognormvariate(0, 0.02)
                                     for _ in range(samples)]
    case["statistics"] = statistics_of(case)
    return case


def grown(sample, cases):
    """The sample's cases, the measured ones again and again under new names until there are enough."""
    found = copy.deepcopy(sample["cases"])
    measured = [case for case in found if case["status"] == "ok"]
    if not measured:
        raise ValueError("the sample document holds no measured case")
    for number in range(max(0, cases - len(found))):
        case = copy.deepcopy(measured[number % len(measured)])
        case["name"] += f" copy {number}"
        found.append(case)
    return found


def document(sample, seed, cases=40, fewest=30, most=200):
    """One document; the same for the same arguments."""
    source = random.Random(seed)
    made = {**sample, "cases": grown(sample, cases)}
    for case in made["cases"]:
        if case["status"] == "ok":
            with_new_samples(case, source, source.randint(fewest, most))
    made["run"] = {**sample["run"], "id": "%08x-0000-4000-8000-%012x" % (seed, source.getrandbits(48))}
    made["plan"] = {**sample["plan"], "case_count": len(made["cases"])}
    return made
