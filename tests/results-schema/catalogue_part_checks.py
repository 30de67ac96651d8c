"""What must hold of the parts of the catalogue? Each check yields one line for each failure."""

import json

from catalogue_reader import figure_at, figures, is_excused, number, pattern_of

# Unit and physical range of every figure a part may hold, by its path. Each range is narrow enough that no
# figure of the catalogue would stay in it when multiplied or divided by 1000; unit_failures checks that.
UNIT_AND_RANGE = {
    "sm_count": ("1", 50, 400),
    "clocks.*": ("Hz", 5e8, 4e9),
    "vector.fp64.peak": ("FLOP/s", 4e11, 1e14),
    "vector.fp32.peak": ("FLOP/s", 1e13, 2e14),
    "vector.fp16.peak": ("FLOP/s", 1e13, 4e14),
    "vector.*.per_sm_per_clock": ("FLOP", 2, 1024),
    "tensor.fp64.dense": ("FLOP/s", 4e11, 1e14),
    "tensor.tf32.dense": ("FLOP/s", 3e13, 3e15),
    "tensor.int8.*": ("op/s", 1e14, 3e16),
    "tensor.*.dense": ("FLOP/s", 5e13, 4e16),
    "tensor.*.sparse": ("FLOP/s", 1e14, 5e16),
    "tensor.int8.per_sm_per_clock": ("op", 512, 65536),
    "tensor.*.per_sm_per_clock": ("FLOP", 64, 65536),
    "memory.size": ("B", 2e10, 1e12),
    "memory.reported": ("B", 2e10, 1e12),
    "memory.bus_width": ("bit", 128, 16384),
    "memory.effective_bus_width": ("bit", 128, 16384),
    "memory.clock": ("Hz", 1e9, 2e10),
    "memory.bandwidth": ("B/s", 3e11, 3e13),
    "memory.l2": ("B", 1e7, 5e8),
    "nvlink.version": ("1", 3, 6),
    "nvlink.links": ("1", 1, 36),
    "nvlink.rate_per_direction": ("B/s", 1e11, 4e12),
    "pcie.generation": ("1", 4, 7),
    "pcie.width": ("1", 8, 16),
    "pcie.rate_per_direction": ("B/s", 1e10, 3e11),
    "power.*": ("W", 50, 3000),
}
TYPICAL_RANGE = {
    "gemm.fp64": ("FLOP/s", 1e12, 1e14),
    "gemm.fp32": ("FLOP/s", 1e13, 2e14),
    "gemm.int8": ("op/s", 1e14, 3e16),
    "gemm": ("FLOP/s", 3e13, 2e16),
    "fma": ("FLOP/s", 4e11, 2e14),
    "memory": ("B/s", 3e11, 3e13),
    "transfer": ("B/s", 1e10, 3e12),
    "collective": ("B/s", 5e10, 5e12),
}
REQUIRED_PARTS = set("""a100-sxm-40gb a100-sxm-80gb a100-pcie-80gb a800-sxm h100-sxm h100-pcie h100-nvl h800-sxm
    h800-pcie h200-sxm h200-nvl h20 h20-3e gh200-96gb gh200-144gb l40s l20 b200 b300""".split())


def schema_failures(catalogue, schema):
    for kind, files in catalogue.files.items():
        for name, document in files:
            if isinstance(document, ValueError):
                yield f"{name}: {document}"
                continue
            yield from (f"{name}: {problem}" for problem in schema.problems(document))
            if document.get("kind") != kind:
                yield f"{name}: lies among the {kind}s and is none"


def name_failures(catalogue, _):
    for files in catalogue.files.values():
        for name, document in files:
            if isinstance(document, dict) and name != f"{document.get('id')}.json":
                yield f"{name}: holds {document.get('id')}"
    missing = REQUIRED_PARTS - set(catalogue.parts)
    if missing:
        yield f"parts missing: {sorted(missing)}"


def device_failures(catalogue):
    """No name and no device id may stand for two parts."""
    seen = {}
    for part in catalogue.parts.values():
        for key in {entry[field] for entry in part["devices"] for field in ("name", "device")}:
            if seen.setdefault(key, part["id"]) != part["id"]:
                yield f"{part['id']}: {key} is also that of {seen[key]}"


def range_failures(where, path, figure):
    expected = pattern_of(path, UNIT_AND_RANGE)
    if expected is None:
        yield f"{where} has no physical range"
        return
    unit, low, high = expected
    if figure["unit"] != unit:
        yield f"{where} is in {figure['unit']}, not {unit}"
    has_none = path == "nvlink.links" and figure["value"] == 0
    if not has_none and not low <= figure["value"] <= high:
        yield f"{where} is {figure['value']:g}, outside {low:g} to {high:g} {unit}"


def published_figures(part):
    return figures({key: part[key] for key in part if key != "typical"})


def unit_failures(catalogue):
    """The ranges hold every figure, and would hold none of them multiplied or divided by 1000."""
    for part in catalogue.parts.values():
        for path, figure in published_figures(part):
            where = f"{part['id']}: {path}"
            yield from range_failures(where, path, figure)
            for factor in (1e-3, 1e3):
                wrong = dict(figure, value=figure["value"] * factor)
                if figure["value"] and not list(range_failures(where, path, wrong)):
                    yield f"{where}: the range would not see a factor of {factor:g}"


def is_rounding_of(stated, computed):
    """Within 0.6 of the last decimal that the figure has in tera, as vendors print it, or within 0.1 %."""
    text = f"{stated / 1e12:.12g}"
    decimals = len(text.partition(".")[2])
    return abs(stated - computed) <= max(0.6e12 * 10**-decimals, 1e-3 * computed)


def rates_of(part):
    """(path of the rate, rate, FLOP per SM per clock, clock) wherever all are stated."""
    for group, key in (("vector", "peak"), ("tensor", "dense")):
        clock = number(part, f"clocks.{group}_peak")
        if group == "tensor" and "fp64" in part["tensor"]:
            yield from rate_of(part, "tensor.fp64", "dense", number(part, "clocks.vector_peak"))
        for data_type in part[group]:
            if (group, data_type) != ("tensor", "fp64"):
                yield from rate_of(part, f"{group}.{data_type}", key, clock)


def rate_of(part, path, key, clock):
    rate, per_clock = number(part, f"{path}.{key}"), number(part, f"{path}.per_sm_per_clock")
    if None not in (rate, per_clock, clock, number(part, "sm_count")):
        yield f"{path}.{key}", rate, per_clock, clock


def rate_failures(catalogue):
    compared = 0
    for part in catalogue.parts.values():
        for path, rate, per_clock, clock in rates_of(part):
            compared += 1
            computed = number(part, "sm_count") * per_clock * clock
            if is_rounding_of(rate, computed) == is_excused(part, "rate", path):
                yield f"{part['id']}: {path} is {rate:g}; SMs x FLOP per clock x clock is {computed:g}"
    if compared < 80:
        yield f"only {compared} rates could be checked against the clock"


def bandwidth_failures(catalogue):
    """Two transfers a clock, for HBM and for GDDR as the driver states its clock."""
    compared = 0
    for part in catalogue.parts.values():
        width = number(part, "memory.effective_bus_width") or number(part, "memory.bus_width")
        clock, stated = number(part, "memory.clock"), number(part, "memory.bandwidth")
        if width is None or clock is None:
            continue
        compared += 1
        computed = width / 8 * clock * 2
        if (abs(stated / computed - 1) <= 0.01) == is_excused(part, "bandwidth", "memory.bandwidth"):
            yield f"{part['id']}: memory.bandwidth is {stated:g}; bus x clock x 2 is {computed:g}"
    if compared < 12:
        yield f"only {compared} bandwidths could be checked against bus and clock"


def sparse_failures(catalogue):
    for part in catalogue.parts.values():
        for data_type in part["tensor"]:
            path = f"tensor.{data_type}"
            dense, sparse = number(part, f"{path}.dense"), number(part, f"{path}.sparse")
            if dense is None or sparse is None:
                continue
            if sparse <= dense * 1.5:
                yield f"{part['id']}: {path}.dense is the sparse figure"
            excused = is_excused(part, "sparse", f"{path}.sparse")
            if (is_rounding_of(sparse, 2 * dense)) == excused:
                yield f"{part['id']}: {path}.sparse is {sparse:g}, twice the dense one is {2 * dense:g}"


def dense_failures(catalogue):
    """Types of one part must keep the ratios of the hardware, so a sparse figure among dense ones stands out."""
    ladder = (("tf32", "fp16"), ("fp16", "fp8"), ("fp16", "int8"))
    for part in catalogue.parts.values():
        for lower, upper in ladder:
            low, high = number(part, f"tensor.{lower}.dense"), number(part, f"tensor.{upper}.dense")
            if low and high and not 1.9 <= high / low <= 2.1:
                yield f"{part['id']}: {upper} is {high / low:.2f} of {lower}, so one of them is not dense"
        same = [number(part, f"tensor.{key}.dense") for key in ("fp16", "bf16")]
        if same[0] != same[1]:
            yield f"{part['id']}: fp16 and bf16 differ, so one of them is not dense"


def conflict_failures(catalogue):
    for part in catalogue.parts.values():
        for entry in part["conflicts"]:
            if figure_at(part, entry["figure"]) is None:
                yield f"{part['id']}: the conflict names {entry['figure']}, which is absent"


def absent_failures(catalogue):
    for part in catalogue.parts.values():
        for entry in part["absent"]:
            if figure_at(part, entry["figure"]) is not None:
                yield f"{part['id']}: {entry['figure']} is there and also listed as left out"


def source_failures(catalogue):
    """One source has one date, and arithmetic is never called a published figure."""
    dates = {}
    for part in catalogue.parts.values():
        entries = list(published_figures(part))
        entries += [(row["metric"], seen) for row in part["typical"] for seen in row["observations"]]
        for path, figure in entries:
            date = figure.get("date", figure.get("undated"))
            if dates.setdefault(figure["source"], date) != date:
                yield f"{part['id']}: {path} gives {figure['source']} another date than elsewhere"
            if (figure.get("undated") == "arithmetic") != (figure["authority"] in ("derived", "inferred")):
                yield f"{part['id']}: {path} is {figure['authority']}, which its source does not bear out"


def typical_failures(catalogue):
    for part in catalogue.parts.values():
        for row in part["typical"]:
            where = f"{part['id']}: typical {row['metric']}"
            values = [seen["value"] for seen in row["observations"]]
            if [row["low"], row["high"]] != [min(values), max(values)]:
                yield f"{where} does not span its observations"
            if {seen["unit"] for seen in row["observations"]} != {row["unit"]}:
                yield f"{where} has observations in another unit"
            yield from typical_range_failures(where, row)
            yield from ceiling_failures(part, row, where)
            for factor in (1e-3, 1e3):
                wrong = dict(row, low=row["low"] * factor, high=row["high"] * factor)
                if not list(typical_range_failures(where, wrong)):
                    yield f"{where}: the range would not see a factor of {factor:g}"
        keys = [(row["metric"], json.dumps(row.get("parameters"), sort_keys=True)) for row in part["typical"]]
        if len(set(keys)) != len(keys):
            yield f"{part['id']}: a typical metric is there twice"


def typical_range_failures(where, row):
    kernel = row["metric"].partition("/")[0]
    unit, low, high = TYPICAL_RANGE.get(kernel) or TYPICAL_RANGE[kernel.partition(".")[0]]
    if row["unit"] != unit:
        yield f"{where} is not in {unit}"
    if not low <= row["low"] <= row["high"] <= high:
        yield f"{where} is outside {low:g} to {high:g} {unit}"


def ceiling_failures(part, row, where):
    """Nothing measured lies above what is published, nor so far below it that the unit must be wrong."""
    kernel = row["metric"].partition("/")[0]
    subject, _, action = kernel.partition(".")
    path = {"memory": "memory.bandwidth", "gemm": f"tensor.{action.partition('_')[0]}.dense"}.get(subject)
    if kernel == "gemm.fp32":
        path = "vector.fp32.peak"
    published = number(part, path) if path else None
    if published and not 0.5 * published <= row["low"] <= row["high"] <= 1.02 * published:
        yield f"{where} is {row['low']:g} to {row['high']:g}, against {published:g} published"
