#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Is a planted violation of the layering seen, and a tree without one passed?"""
import os
import subprocess
import sys
import tempfile
import unittest

CHECK = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../scripts/check_layers.py")

GOOD = {
    "kernels/kernel.hpp": "#include <string>\n",
    "kernels/copy.cu": '#include "kernels/kernel.hpp"\n#include <cuda_runtime.h>\n',
    "collectives/ring.hpp": '#include "kernels/kernel.hpp"\n',
    "harness/core/units.hpp": '#include "kernels/kernel.hpp"\n#include <fmt/format.h>\n',
    "harness/probe/facts.hpp": '#include "harness/core/units.hpp"\n',
    "harness/probe/gpu.cuda.cpp": "#include <cuda_runtime_api.h>\n",
    "harness/cli/main.cpp": '#include "harness/probe/facts.hpp"\n#include <CLI/CLI.hpp>\n',
}


def check(files):
    with tempfile.TemporaryDirectory() as root:
        for path, text in files.items():
            full = os.path.join(root, path)
            os.makedirs(os.path.dirname(full), exist_ok=True)
            with open(full, "w", encoding="utf-8") as file:
                file.write(text)
        done = subprocess.run([sys.executable, CHECK, root], capture_output=True, text=True,
                              check=False)
        return done.returncode, done.stdout + done.stderr


class Layers(unittest.TestCase):
    def assert_seen(self, path, line, words):
        code, output = check({**GOOD, path: GOOD.get(path, "") + line + "\n"})
        self.assertEqual(code, 1, output)
        self.assertIn(path, output)
        self.assertIn(words, output)

    def test_a_good_tree_passes(self):
        code, output = check(GOOD)
        self.assertEqual((code, output), (0, f"{len(GOOD)} files include only what they may\n"))

    def test_an_empty_tree_does_not_pass(self):
        self.assertEqual(check({})[0], 1)

    def test_a_kernel_must_not_know_the_harness(self):
        self.assert_seen("kernels/kernel.hpp", '#include "harness/core/units.hpp"', "harness/")

    def test_a_kernel_must_not_know_a_collective(self):
        self.assert_seen("kernels/kernel.hpp", '#include "collectives/ring.hpp"', "collectives/")

    def test_a_collective_must_not_know_the_harness(self):
        self.assert_seen("collectives/ring.hpp", '#include "harness/core/units.hpp"', "harness/")

    def test_core_includes_no_stage(self):
        self.assert_seen("harness/core/units.hpp", '#include "harness/probe/facts.hpp"', "core must")

    def test_a_stage_includes_nothing_to_its_right(self):
        for left, right in [("probe", "plan"), ("plan", "measure"), ("measure", "document"),
                            ("document", "archive"), ("archive", "judge"), ("judge", "report"), ("report", "operate"),
                            ("operate", "cli")]:
            self.assert_seen(f"harness/{left}/a.cpp", f'  #  include "harness/{right}/b.hpp"',
                             f"{left} must not include {right}")

    def test_an_unknown_stage_is_none(self):
        self.assert_seen("harness/cli/main.cpp", '#include "harness/utils/a.hpp"', "not a stage")

    def test_an_include_starts_at_the_root(self):
        self.assert_seen("harness/probe/facts.hpp", '#include "facts_detail.hpp"', "repository root")

    def test_cuda_stays_in_cuda_files(self):
        for header in ["cuda.h", "cuda_runtime_api.h", "nvml.h", "nccl.h", "cublasLt.h",
                       "cuda/atomic", "cooperative_groups.h", "cuda_fp16.hpp"]:
            self.assert_seen("harness/probe/facts.hpp", f"#include <{header}>", "CUDA header")

    def test_host_libraries_stay_out_of_device_code(self):
        for header in ["fmt/format.h", "nlohmann/json.hpp", "benchmark/benchmark.h"]:
            self.assert_seen("kernels/copy.cu", f"#include <{header}>", header)

    def test_not_even_through_a_header_of_ours(self):
        self.assert_seen("kernels/kernel.hpp", "#include <fmt/core.h>", "kernels/copy.cu: reaches")


if __name__ == "__main__":
    unittest.main()
