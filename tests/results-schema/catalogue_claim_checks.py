"""What must hold of the claims of the catalogue, and of what the figures say of them?"""

import math

from catalogue_reader import figure_at, number

# The counter-table of published ratios, H20 over H100 SXM, as the sources give it.
PUBLISHED_RATIOS = {
    "tensor.fp16.dense": 0.15, "tensor.fp8.dense": 0.15, "tensor.tf32.dense": 0.15,
    "memory.bandwidth": 1.19, "memory.size": 1.20, "nvlink.rate_per_direction": 1.00,
    "pcie.generation": 1.00, "power.default_limit": 500 / 700,
}
NEVER_GATED = {"inferred", "unverified"}


def ratio_failures(catalogue):
    h20, h100 = catalogue.parts["h20"], catalogue.parts["h100-sxm"]
    for path, expected in PUBLISHED_RATIOS.items():
        below = number(h100, path) or number(h100, "power.board")
        if abs(number(h20, path) / below - expected) > 0.005:
            yield f"H20 over H100 SXM, {path}: {number(h20, path) / below:.4f}, published {expected}"


def term_failures(catalogue, claim, term):
    part = catalogue.parts.get(term["part"])
    if part is None or term["part"] not in claim["parts"]:
        yield f"{claim['id']}: {term['part']} is no part of the catalogue or of the claim"
    elif "figure" in term and figure_at(part, term["figure"]) is None:
        yield f"{claim['id']}: {term['part']} has no figure {term['figure']}"
    elif "figure" in term and figure_at(part, term["figure"])["authority"] in NEVER_GATED:
        yield f"{claim['id']}: {term['figure']} of {term['part']} may not decide anything"


def terms_of(criterion):
    return [criterion[key] for key in ("numerator", "denominator") if key in criterion]


FACT_UNIT = {"memory_bytes": "B", "l2_bytes": "B", "memory_clock_hz": "Hz", "multiprocessors": "1"}
BASIS_KEY = {"published": "figure", "measured": "metric", "reported": "fact"}


def unit_of(catalogue, term):
    if "figure" in term:
        return figure_at(catalogue.parts[term["part"]], term["figure"])["unit"]
    if "fact" in term:
        return FACT_UNIT[term["fact"]]
    return "FLOP/s" if term["metric"].endswith(("/throughput", "/rate")) else "B/s"


def criterion_unit(catalogue, criterion):
    units = [unit_of(catalogue, term) for term in terms_of(criterion)]
    if len(units) == 1:
        return units[0]
    return {("FLOP/s", "B/s"): "FLOP/B"}.get(tuple(units), "1" if units[0] == units[1] else None)


def contains(span, value):
    return span.get("lower", -math.inf) <= value <= span.get("upper", math.inf)


def ranges_overlap(one, other):
    lower = max(one.get("lower", -math.inf), other.get("lower", -math.inf))
    return lower < min(one.get("upper", math.inf), other.get("upper", math.inf))


def claim_failures(catalogue):
    for claim in catalogue.claims:
        for part in claim["parts"]:
            if part not in catalogue.parts:
                yield f"{claim['id']}: no such part: {part}"
        for criterion in claim["criteria"]:
            where = f"{claim['id']}: {criterion['id']}"
            broken = [line for term in terms_of(criterion) for line in term_failures(catalogue, claim, term)]
            yield from broken
            if any(BASIS_KEY[criterion["basis"]] not in term for term in terms_of(criterion)):
                yield f"{where} is not {criterion['basis']}"
            elif not broken and criterion_unit(catalogue, criterion) != criterion["unit"]:
                yield f"{where} is not in {criterion['unit']}"
            if any(ranges_overlap(criterion["confirms"], span) for span in criterion["refutes"]):
                yield f"{where} confirms what it refutes"
            for span in [criterion["confirms"], *criterion["refutes"]]:
                if span.get("lower", 0) >= span.get("upper", math.inf):
                    yield f"{where} has an empty range"


def verdict_on_paper(catalogue, claim):
    published = [criterion for criterion in claim["criteria"] if criterion["basis"] == "published"]
    verdicts = set()
    for criterion in published:
        values = [number(catalogue.parts[term["part"]], term["figure"]) for term in terms_of(criterion)]
        value = values[0] / values[1] if len(values) == 2 else values[0]
        confirmed = contains(criterion["confirms"], value)
        refuted = any(contains(span, value) for span in criterion["refutes"])
        verdicts.add("confirmed" if confirmed else "refuted" if refuted else "undecided")
    for verdict in ("refuted", "undecided", "confirmed"):
        if verdict in verdicts:
            return verdict
    return "undecided"


def paper_failures(catalogue):
    for claim in catalogue.claims:
        try:
            verdict = verdict_on_paper(catalogue, claim)
        except (KeyError, TypeError):
            continue  # claim_failures says which part or figure is missing
        if verdict != claim["on_paper"]:
            yield f"{claim['id']}: {verdict} on paper, not {claim['on_paper']}"
