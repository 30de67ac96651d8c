"""The tables of scripts/bench/trend_accuracy, from what trend_benchmark counted."""
# SPDX-License-Identifier: Apache-2.0


def markdown(head, rows):
    lines = ["| " + " | ".join(head) + " |", "| " + " | ".join(["---"] + ["---:"] * (len(head) - 1)) + " |"]
    return "\n".join(lines + ["| " + " | ".join(row) + " |" for row in rows])


def share(part, whole):
    return "-" if whole == 0 else f"{part / whole:.3f}"


def summed(scenarios):
    """What each rule made of these scenarios together, in the order of the first."""
    totals = {}
    for scenario in scenarios:
        for result in scenario["results"]:
            total = totals.setdefault(result["rule"], dict.fromkeys(
                ("planted", "found", "others", "histories", "with_others", "nights_off", "exact", "near"), 0))
            total["histories"] += scenario["histories"]
            total["with_others"] += result["histories_with_others"]
            for key in ("planted", "found", "others"):
                total[key] += result[key]
            total["nights_off"] += result.get("mean_nights_off", 0) * result["found"]
            total["exact"] += result.get("exact", 0)
            total["near"] += result.get("within_one_night", 0)
    return totals


def steps(scenarios):
    """Precision: of all alarms, those within a week of a planted step. Recall: of all steps, those found."""
    rows = []
    for rule, total in summed([one for one in scenarios if one["results"][0]["planted"]]).items():
        rows.append([rule, share(total["found"], total["found"] + total["others"]),
                     share(total["found"], total["planted"]), share(total["nights_off"], total["found"]),
                     share(total["exact"], total["found"]), share(total["near"], total["found"])])
    return markdown(["steps, all kinds", "precision", "recall", "nights off, mean", "exact", "within one"], rows)


def step_kinds(scenarios):
    """Recall and precision of each kind, of three rules."""
    chosen = [one for one in scenarios if one["results"][0]["planted"]]
    if not chosen:
        return ""
    rules = [result["rule"] for result in chosen[0]["results"]]
    rows = [[one["scenario"]] + [f"{share(result['found'], result['planted'])} / "
                                 f"{share(result['found'], result['found'] + result['others'])}"
                                 for result in one["results"]] for one in chosen]
    return markdown(["recall / precision"] + rules, rows)


def without_change(scenarios):
    chosen = [one for one in scenarios if not one["results"][0]["planted"] and not one["drift"]]
    rows = []
    for one in chosen:
        rows.append([one["scenario"]] + [share(result["histories_with_others"], one["histories"])
                                         for result in one["results"]])
    return markdown(["histories with an alarm"] + [result["rule"] for result in chosen[0]["results"]], rows)


def drifts(scenarios):
    chosen = [one for one in scenarios if one["drift"]]
    rows = []
    for one in chosen:
        rows.append([one["scenario"]] + [f"{share(result['histories_with_others'], one['histories'])} "
                                         f"({result['others'] / one['histories']:.1f} alarms)"
                                         for result in one["results"]])
    return markdown(["histories with an alarm"] + [result["rule"] for result in chosen[0]["results"]], rows)


def speed(rows):
    return markdown(["points in a series", "us of one processor for each series", "ns for each point"],
                    [[str(row["points"]), f"{1e6 * row['seconds_each']:.1f}",
                      f"{1e9 * row['seconds_each'] / row['points']:.0f}"] for row in rows])


def calibration(rows):
    return markdown(["points in a series", "stated chance", "simulated", "simulated / stated"],
                    [[str(row["points"]), f"{row['stated']:g}", f"{row['simulated']:.3g}",
                      f"{row['simulated'] / row['stated']:.2f}"] for row in rows])


def whole(result):
    scenarios = result["accuracy"]
    parts = [steps(scenarios), step_kinds(scenarios), without_change(scenarios), drifts(scenarios),
             speed(result["speed"])]
    if "calibration" in result:
        parts.append(calibration(result["calibration"]))
    return "\n\n".join(parts)
