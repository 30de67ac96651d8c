# SPDX-License-Identifier: Apache-2.0
"""The limits that judging has to keep, and the table that shows whether it did."""
LIMIT_ONE_S = 0.05
LIMIT_ALL_S = 10.0
LIMIT_ALL_BYTES = 1 << 30
DOCUMENTS = 10000  # what the last two limits are stated for


def row(label, value, unit, limit):
    return {"label": label, "value": value, "unit": unit, "limit": limit,
            "kept": None if limit is None else value <= limit}


def rows(one, every, documents):
    """`one` and `every`: seconds and bytes of the call with one document, and with all."""
    stated = documents == DOCUMENTS
    return [row("one document", one["seconds"], "s", LIMIT_ONE_S),
            row("all documents", every["seconds"], "s", LIMIT_ALL_S if stated else None),
            row("all documents, each", every["seconds"] / documents, "s", None),
            row("all documents, peak memory", every["bytes"], "B", LIMIT_ALL_BYTES if stated else None)]


def shown(value, unit):
    if unit == "B":
        return f"{value / (1 << 20):.1f} MiB"
    return f"{value:.3f} s" if value >= 0.1 else f"{value * 1e3:.3f} ms"


def text(found):
    lines = [f"{'what':<28}{'measured':>14}{'limit':>14}"]
    for one in found:
        limit = "" if one["limit"] is None else shown(one["limit"], one["unit"])
        verdict = {True: "  kept", False: "  MISSED", None: ""}[one["kept"]]
        lines.append(f"{one['label']:<28}{shown(one['value'], one['unit']):>14}{limit:>14}{verdict}".rstrip())
    return "\n".join(lines)
