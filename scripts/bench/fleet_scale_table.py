# SPDX-License-Identifier: Apache-2.0
"""What the archive and its judges have to keep, and the tables and the plot that show whether they did."""
LEAST_ADDED_PER_S = 2000
FLEET_NODES, LIMIT_FLEET_S = 10000, 5.0
TREND_SERIES, TREND_NIGHTS, LIMIT_TREND_S = 40000, 365, 10.0
LIMIT_BYTES = 1 << 30
# The cost of a document must not grow with their number: by no more than this from the smallest to the largest.
MOST_GROWTH = 2.0


def row(label, value, unit, goal=None, kept=None):
    return {"label": label, "value": value, "unit": unit, "goal": goal, "kept": kept}


def added_row(documents, seconds):
    rate = documents / seconds
    stated = documents >= 10000
    return row(f"{documents} documents added, a second", rate, "", LEAST_ADDED_PER_S if stated else None,
               rate >= LEAST_ADDED_PER_S if stated else None)


def limited(label, value, unit, limit, stated=True):
    return row(label, value, unit, limit if stated else None, value <= limit if stated else None)


def fleet_rows(nodes, call):
    stated = nodes >= FLEET_NODES
    return [limited(f"fleet over {nodes} nodes", call["seconds"], "s", LIMIT_FLEET_S, nodes == FLEET_NODES),
            limited(f"fleet over {nodes} nodes, peak memory", call["bytes"], "B", LIMIT_BYTES, stated)]


def trend_rows(series, nights, call):
    stated = series >= TREND_SERIES and nights >= TREND_NIGHTS
    label = f"trend over {series} series of {nights} nights"
    return [limited(label, call["seconds"], "s", LIMIT_TREND_S, stated),
            limited(f"{label}, peak memory", call["bytes"], "B", LIMIT_BYTES, stated)]


def growth_row(points):
    """`points`: (documents, seconds). How much more one of the largest number costs than one of the smallest."""
    (few, few_s), (many, many_s) = points[0], points[-1]
    growth = (many_s / many) / (few_s / few)
    return row(f"cost of a document, {many} against {few}", growth, "", MOST_GROWTH, growth <= MOST_GROWTH)


def shown(value, unit):
    if unit == "B":
        return f"{value / (1 << 20):.0f} MiB"
    return f"{value:.2f} s" if unit == "s" else f"{value:.2f}" if value < 100 else f"{value:.0f}"


def text(rows):
    lines = [f"{'what':<52}{'measured':>12}{'goal':>12}"]
    for one in rows:
        goal = "" if one["goal"] is None else shown(one["goal"], one["unit"])
        said = {True: "  reached", False: "  MISSED", None: ""}[one["kept"]]
        lines.append(f"{one['label']:<52}{shown(one['value'], one['unit']):>12}{goal:>12}{said}".rstrip())
    return "\n".join(lines)


def plot(points, path):
    """`points`: for each name (documents, seconds); both axes are logarithmic. False: there is no matplotlib."""
    try:
        import matplotlib
    except ImportError:
        return False
    matplotlib.use("svg")
    matplotlib.rcParams["svg.hashsalt"] = "assay"
    from matplotlib import pyplot
    figure, axes = pyplot.subplots(figsize=(7, 4.5))
    for name, found in points.items():
        axes.loglog([x for x, _ in found], [y for _, y in found], marker="o", label=name)
    few, least = min((x, y) for found in points.values() for x, y in found)
    most = max(x for found in points.values() for x, _ in found)
    axes.loglog([few, most], [least, least * most / few], linestyle=":", color="grey", label="linear")
    axes.set(xlabel="documents", ylabel="seconds")
    axes.grid(True, which="major", alpha=0.3)
    axes.legend()
    figure.savefig(path, format="svg", metadata={"Date": None, "Creator": "fleet_scale"}, bbox_inches="tight")
    return True
