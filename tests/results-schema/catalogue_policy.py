"""What must the catalogue of this repository hold, beyond the rules that `assay lint` checks of any?"""

import json
import os

REQUIRED_PARTS = set("""a100-sxm-40gb a100-sxm-80gb a100-pcie-80gb a800-sxm h100-sxm h100-pcie h100-nvl h800-sxm
    h800-pcie h200-sxm h200-nvl h20 h20-3e gh200-96gb gh200-144gb l40s l20 b200 b300""".split())
# The counter-table of published ratios, H20 over H100 SXM, as the sources give it.
PUBLISHED_RATIOS = {
    "tensor.fp16.dense": 0.15, "tensor.fp8.dense": 0.15, "tensor.tf32.dense": 0.15,
    "memory.bandwidth": 1.19, "memory.size": 1.20, "nvlink.rate_per_direction": 1.00,
    "pcie.generation": 1.00, "power.default_limit": 500 / 700,
}


def number(part, path):
    for step in path.split("."):
        part = part.get(step, {})
    return part.get("value")


def failures(folder):
    """One line for each; of a catalogue whose files can be read."""
    parts = {}
    for name in sorted(os.listdir(os.path.join(folder, "parts"))):
        with open(os.path.join(folder, "parts", name), encoding="utf-8") as file:
            part = json.load(file)
        parts[part["id"]] = part
    missing = REQUIRED_PARTS - set(parts)
    if missing:
        yield f"parts missing: {sorted(missing)}"
        return
    h20, h100 = parts["h20"], parts["h100-sxm"]
    for path, expected in PUBLISHED_RATIOS.items():
        below = number(h100, path) or number(h100, "power.board")
        if abs(number(h20, path) / below - expected) > 0.005:
            yield f"H20 over H100 SXM, {path}: {number(h20, path) / below:.4f}, published {expected}"
