# SPDX-License-Identifier: Apache-2.0
"""What the tensor-core kernels must reach and aim for, and what documents say of it.

Ratios to the library are of the best of the algorithms that cuBLASLt lists; the goals are the project's own.
Rates per SM and clock are the architecture's: NVIDIA's H100 white paper (4096 dense 16-bit FLOP), and for the
H20 a quarter of it (148 TFLOP/s over 78 SMs).
"""
import math
import statistics

from goals import Row, first

SQUARES = (4096, 8192)
FP8 = ("gemm.fp8_e4m3", "gemm.fp8_e5m2")
# dense 16-bit FLOP per SM and clock, by compute capability; parts of 78 SMs do a quarter
DENSE_16_BIT = {80: 2048, 90: 4096}
TIMES = {"bf16": 1, "fp16": 1, "tf32": 0.5, "fp8_e4m3": 2, "fp8_e5m2": 2, "int8": 2}
H20_SMS = 78
H20_PUBLISHED = {"gemm.bf16": 148e12, "gemm.fp8_e4m3": 296e12}


def chosen(cases, kernel, **parameters):
    """Cases of that kernel with those parameters; native, K-major and dense unless asked otherwise."""
    wanted = {"path": "native", "layout": "row_column", **parameters}
    if kernel == "tensor.rate":
        wanted.pop("layout")
    return [case for case in cases if case["kernel"] == kernel
            and all(case["parameters"].get(key) == value for key, value in wanted.items())]


def ratio_of(case):
    best = case.get("reference", {}).get("best")
    return None if best is None else best["ratio"]["median"]


def geometric_mean(values):
    found = [value for value in values if value is not None]
    return math.exp(statistics.fmean(map(math.log, found))) if found else None


def square(cases, size):
    return [case for case in cases
            if all(case["parameters"][side] == size for side in ("m", "n", "k"))]


def rate(case):
    return case["statistics"]["median"]


def library_rows(cases):
    for kernel in ("gemm.bf16", "gemm.fp16"):
        for size, aim in zip(SQUARES, (1.07, 1.03)):
            for pace in ("burst", "sustained"):
                found = square(chosen(cases, kernel, load=pace), size)
                yield Row(f"{kernel} {size} {pace}, ratio to cuBLASLt", first(map(ratio_of, found)), 1.00, aim)
    for pace in ("burst", "sustained"):
        found = [ratio_of(case) for size in (8192, 16384)
                 for case in square(chosen(cases, FP8[0], load=pace, accumulation="fast"), size)]
        worst = None if not found or None in found else min(found)
        yield Row(f"{FP8[0]} 8192 and up {pace}, ratio to cuBLASLt", worst, 1.00)
    for kernel in ("gemm.tf32", "gemm.int8"):
        for pace in ("burst", "sustained"):
            found = square(chosen(cases, kernel, load=pace), 8192)
            yield Row(f"{kernel} 8192 {pace}, ratio to cuBLASLt", first(map(ratio_of, found)), 0.95, 1.00)


def promoted_row(cases):
    def best(accumulation):
        found = square(chosen(cases, FP8[0], load="sustained", accumulation=accumulation), 8192)
        return first(map(rate, found))
    fast, promoted = best("fast"), best("promoted")
    value = None if fast is None or promoted is None else promoted / fast
    return Row(f"{FP8[0]} 8192 promoted, of our fast", value, 0.95)


def layers_row(cases):
    found = [case for case in chosen(cases, "gemm.bf16", load="sustained")
             if len({case["parameters"][side] for side in ("m", "n", "k")}) > 1]
    return Row("gemm.bf16 over the LLM shapes, geometric mean", geometric_mean(map(ratio_of, found)), 0.95, 1.00)


def h20_rows(cases):
    for kernel, must in (("gemm.bf16", 0.95), ("gemm.fp8_e4m3", 0.93)):
        rates = [rate(case) for case in chosen(cases, kernel, load="sustained")]
        value = max(rates) / H20_PUBLISHED[kernel] if rates else None
        yield Row(f"{kernel}, of the published rate", value, must, 0.97)


def rate_rows(cases, dense_16_bit):
    goals = (("dense", "shared", 0.99), ("dense", "registers", 0.99), ("structured", "shared", 0.88),
             ("structured", "registers", 0.97))
    for sparsity, operands, must in goals:
        for kind, times in TIMES.items():
            found = chosen(cases, "tensor.rate", type=kind, sparsity=sparsity, operands=operands)
            if not found and operands == "shared" and dense_16_bit == DENSE_16_BIT[80]:
                continue  # mma.sync has its operands in registers
            if kind.startswith("fp8") and dense_16_bit == DENSE_16_BIT[80]:
                continue
            peak = dense_16_bit * times * (2 if sparsity == "structured" else 1)
            values = [case["processors"]["median"] / peak for case in found
                      if "processors" in case]
            yield Row(f"tensor.rate {kind} {sparsity} {operands}, of the architecture's",
                      max(values, default=None), must)


def rows_of(device, cases):
    """Every goal that applies to this device."""
    capability = 10 * device["compute_major"] + device["compute_minor"]
    is_h20 = capability == 90 and device["multiprocessors"] == H20_SMS
    rows = []
    if capability == 80:
        found = square(chosen(cases, "gemm.bf16", load="sustained"), 8192)
        rows.append(Row("gemm.bf16 8192 sustained, ratio to cuBLASLt", first(map(ratio_of, found)), 0.95, 1.00))
    elif is_h20:
        rows += h20_rows(cases)
    elif capability == 90:
        rows += [*library_rows(cases), promoted_row(cases), layers_row(cases)]
    if capability in DENSE_16_BIT:
        rows += rate_rows(cases, DENSE_16_BIT[capability] // (4 if is_h20 else 1))
    return rows
