"""Which defects must `assay lint` see? Each is planted in a copy of the catalogue, alone."""

import dataclasses
import json
import os
from typing import Callable


POLICY = "policy"  # seen by catalogue_policy.py


@dataclasses.dataclass
class Defect:
    name: str
    check: str  # the check of assay lint that must see it, or POLICY
    file: str
    edit: Callable  # changes the parsed document in place

    def plant(self, folder):
        path = os.path.join(folder, self.file)
        with open(path, encoding="utf-8") as file:
            document = json.load(file)
        self.edit(document)
        with open(path, "w", encoding="utf-8") as file:
            json.dump(document, file)


@dataclasses.dataclass
class Move:
    name: str
    check: str
    file: str
    to: str

    def plant(self, folder):
        os.rename(os.path.join(folder, self.file), os.path.join(folder, self.to))


@dataclasses.dataclass
class Remove:
    name: str
    check: str
    file: str

    def plant(self, folder):
        os.remove(os.path.join(folder, self.file))


@dataclasses.dataclass
class Text:
    name: str
    check: str
    file: str
    text: str

    def plant(self, folder):
        with open(os.path.join(folder, self.file), "w", encoding="utf-8") as file:
            file.write(self.text)


def put(path, value):
    """Sets the member at a dotted path; a number steps into a list."""
    def edit(document):
        *steps, last = [int(step) if step.isdigit() else step for step in path.split(".")]
        for step in steps:
            document = document[step]
        document[last] = value
    return edit


def drop(path):
    def edit(document):
        *steps, last = [int(step) if step.isdigit() else step for step in path.split(".")]
        for step in steps:
            document = document[step]
        del document[last]
    return edit


def scale(path, factor):
    def edit(document):
        *steps, last = path.split(".")
        for step in steps:
            document = document[step]
        document[last]["value"] *= factor
    return edit


def all_of(*edits):
    def edit(document):
        for one in edits:
            one(document)
    return edit


def sparse_as_dense(*types):
    def edit(document):
        for data_type in types:
            entry = document["tensor"][data_type]
            entry["dense"]["value"] = entry["sparse"]["value"]
    return edit


def scale_typical(metric, factor):
    def edit(document):
        row = next(row for row in document["typical"] if row["metric"] == metric)
        for key in ("low", "high", "median"):
            if key in row:
                row[key] *= factor
        for seen in row["observations"]:
            seen["value"] *= factor
    return edit


def typical_unit(unit):
    def edit(document):
        row = document["typical"][0]
        for entry in (row, *row["observations"]):
            entry["unit"] = unit
    return edit


def swap_ends(document):
    confirms = document["criteria"][0]["confirms"]
    confirms["lower"], confirms["upper"] = confirms["upper"], confirms["lower"]


def both_excused(document):
    document["conflicts"].append({"check": "rate", "figure": "tensor.fp16.dense", "reason": "none"})


H100, H200, H20, L40S = (f"parts/{part}.json" for part in ("h100-sxm", "h200-sxm", "h20", "l40s"))
NVL, FP16, NVLINK = "parts/h100-nvl.json", "claims/h20-fp16-15-percent.json", "claims/h20-nvlink-400.json"

DEFECTS = (
    Text("a file that is no JSON", "file", H100, "{"),
    Text("a file of another kind", "schema", H100, '{"kind": "gate"}'),
    Defect("an unknown key", "schema", H100, put("colour", "green")),
    Defect("an unknown authority", "schema", H100, put("sm_count.authority", "rumour")),
    Defect("a figure without a source", "schema", H100, drop("memory.bandwidth.source")),
    Defect("neither date nor reason", "schema", H100, drop("memory.bandwidth.undated")),
    Defect("a date and a reason for none", "schema", H100, put("memory.bandwidth.date", "2024")),
    Defect("a date that is none", "schema", H100, put("sm_count.date", "2024-13")),
    Defect("a value as text", "schema", H100, put("memory.bandwidth.value", "3.35 TB/s")),
    Defect("a unit that is not SI", "schema", H100, put("memory.bandwidth.unit", "GB/s")),
    Defect("a typical metric that does not exist", "schema", H100,
           put("typical.0.metric", "gemm-flops/.*_tc_.*")),
    Defect("a claim among the parts", "schema", "parts/l20.json",
           lambda part: (part.clear(), part.update(kind="claim"))),
    Defect("no reason where nothing decides", "schema", FP16, put("criteria", [])),
    Defect("an id that is not the file name", "name", H100, put("id", "h100-sxm5")),
    Move("a claim in a file of another name", "name", FP16, "claims/h20-slow.json"),
    Move("a part in a file of another name", "name", L40S, "parts/l40.json"),
    Defect("the name of another part", "device", H20, put("devices.0.name", "NVIDIA H200")),
    Defect("the device id of another part", "device", H20, put("devices.0.device", "2330")),
    Defect("a bandwidth in GB/s taken for MB/s", "units", H200,
           put("memory.bandwidth.value", 2333e6)),
    Defect("FP32 a thousand times too high", "units", "parts/b200.json",
           put("vector.fp32.peak.value", 3416250e9)),
    Defect("a clock in kHz", "units", H100, scale("clocks.maximum", 1e-3)),
    Defect("power in mW", "units", H100, scale("power.board", 1e3)),
    Defect("memory in KB", "units", H100, scale("memory.size", 1e-3)),
    Defect("L2 in KiB", "units", H100, scale("memory.l2", 1 / 1024)),
    Defect("NVLink in MB/s", "units", H100, scale("nvlink.rate_per_direction", 1e-3)),
    Defect("a unit of another quantity", "units", H100, put("memory.bandwidth.unit", "FLOP/s")),
    Defect("integer operations as FLOP", "units", H100, put("tensor.int8.dense.unit", "FLOP/s")),
    Defect("a rate that SMs and clock do not give", "rate", H100, scale("tensor.tf32.dense", 1.01)),
    Defect("a vector rate that SMs and clock do not give", "rate", H100,
           scale("vector.fp32.peak", 1.02)),
    Defect("another number of SMs", "rate", H20, put("sm_count.value", 80)),
    Defect("an excuse for a rate that is right", "rate", H100, both_excused),
    Defect("a conflict that is not owned up to", "rate", L40S, put("conflicts", [])),
    Defect("a bandwidth that bus and clock do not give", "bandwidth", H100,
           scale("memory.bandwidth", 1.02)),
    Defect("a bus that carries no data in part", "bandwidth", H200,
           drop("memory.effective_bus_width")),
    Defect("the bus of another part", "bandwidth", H100, put("memory.bus_width.value", 6144)),
    Defect("sparse that is not twice dense", "sparse", H100, scale("tensor.fp8.sparse", 1.02)),
    Defect("the sparse figure as the dense one", "sparse", H100, sparse_as_dense("fp16")),
    Defect("sparse figures throughout", "sparse", H100,
           sparse_as_dense("tf32", "fp16", "bf16", "fp8", "int8")),
    Defect("a sparse FP16 where no sparse one is stated", "dense", NVL,
           put("tensor.fp16.dense.value", 1671e12)),
    Defect("a sparse FP8 where no sparse one is stated", "dense", H20, scale("tensor.fp8.dense", 2)),
    Defect("a conflict about nothing", "conflict", L40S,
           put("conflicts.0.figure", "tensor.fp4.dense")),
    Defect("left out and there", "absent", H20,
           put("absent", [{"figure": "memory.l2", "reason": "none"}])),
    Defect("one source with two dates", "source", H100, put("sm_count.date", "2020")),
    Defect("arithmetic called a vendor's figure", "source", H100,
           put("clocks.vector_peak.authority", "vendor")),
    Defect("a spread that is not that of its values", "typical", H100, put("typical.0.low", 1e12)),
    Defect("a typical figure in GFLOP/s", "typical", H100,
           scale_typical("gemm.bf16/throughput", 1e-3)),
    Defect("a typical figure above the published one", "typical", H20,
           scale_typical("memory.triad/bandwidth", 1.15)),
    Defect("an all-reduce of eight bytes", "typical", H100,
           scale_typical("collective.all_reduce/bus_bandwidth", 1e-4)),
    Defect("a typical figure in another unit", "typical", H100,
           put("typical.0.observations.0.unit", "B/s")),
    Defect("a typical figure of another quantity", "typical", H100, typical_unit("B/s")),
    Defect("a typical metric twice", "typical", H100,
           lambda part: part["typical"].append(part["typical"][0])),
    Defect("a ratio that is not the published one", POLICY, H20,
           all_of(scale("tensor.fp16.dense", 1.07), scale("tensor.bf16.dense", 1.07))),
    Defect("a power cap that is not the published one", POLICY, H20,
           put("power.default_limit.value", 400)),
    Defect("a data type that is measured and lacking", "unsupported", H100, put("unsupported", ["bf16"])),
    Remove("a part that is gone", POLICY, "parts/b300.json"),
    Defect("a claim about no part", "part", FP16, put("parts", ["h20", "h100-sxm", "h21"])),
    Defect("a claim decided by another part", "term", FP16,
           put("criteria.1.numerator.part", "l20")),
    Defect("a claim decided by a missing figure", "term", FP16,
           put("criteria.0.numerator.figure", "tensor.fp4.dense")),
    Defect("a claim decided by an inferred figure", "term", FP16,
           put("criteria.0.numerator.figure", "memory.clock")),
    Defect("a basis that is not the term's", "basis", FP16, put("criteria.0.basis", "measured")),
    Defect("a criterion in another unit", "units", NVLINK, put("criteria.1.unit", "FLOP/s")),
    Defect("ends of a range exchanged", "range", FP16, swap_ends),
    Defect("a range that confirms and refutes", "range", NVLINK,
           put("criteria.1.confirms.upper", 400e9)),
    Defect("a claim that paper does not bear out", "paper", NVLINK, put("on_paper", "confirmed")),
    Defect("a range that misses the published ratio", "paper", FP16,
           put("criteria.0.confirms.lower", 0.1499)),
)
