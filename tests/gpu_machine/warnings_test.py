"""Is everything that would colour a measurement seen before it, and does a busy GPU stop the run?"""
# SPDX-License-Identifier: Apache-2.0
from fake_machine import SMALL, Machine, main

READ = ["--only", "memory.read*"]


class Warnings(Machine):
    def assert_warned(self, name, *kinds, **keywords):
        """By the warnings of the document; somebody else's work is no reason to stop here."""
        self.machine(name, **keywords)
        self.run_document(*READ, "--allow-busy")
        self.assertEqual(sorted(self.warnings()), sorted(kinds))
        self.assert_all(self.cases(), "ok")
        return self.warnings()

    def test_a_healthy_gpu_has_none(self):
        self.assert_warned("healthy_h100")

    def test_a_pending_row_remap(self):
        self.assert_warned("pending_row_remap", "pending_row_remap")
        self.assertTrue(self.gpu()["row_remap_pending"])

    def test_links_and_a_power_limit_below_what_they_could_be(self):
        texts = self.assert_warned("link_below_maximum", "link_below_maximum", "power_limit_below_default")
        self.assertIn("500 W, below the default of 700 W", texts["power_limit_below_default"][0])
        width, generation, nvlinks = texts["link_below_maximum"]
        self.assertIn("8 of 16 lanes", width)
        self.assertIn("generation 4 of 5", generation)
        self.assertIn("2 of 18 NVLinks are down (16, 17)", nvlinks)

    def test_a_display(self):
        self.assert_warned("display", "display", "foreign_process")
        self.assertTrue(self.gpu()["display"])

    def test_a_slice(self):
        # CUDA writes the UUID of a slice as if it were a GPU's.
        self.assert_warned("mig_on", "mig", uuid="GPU-0b0d3e7c-5a43-5c1e-9d5f-3a7b1c2d3e4f")
        self.assertEqual(self.gpu()["uuid"], "MIG-0b0d3e7c-5a43-5c1e-9d5f-3a7b1c2d3e4f")
        self.assertTrue(self.gpu()["mig"])

    def test_mps(self):
        def share(device):
            device["processes"]["mps"].append({"pid": 4242, "memory_bytes": 1 << 20})

        self.assert_warned("healthy_h100", "mps", change=share)

    def test_memory_that_nobody_seems_to_hold(self):
        def occupy(device):
            device["memory_bytes"]["used"] = 20 << 30

        texts = self.assert_warned("healthy_h100", "memory_in_use", change=occupy)
        self.assertIn("20GiB", texts["memory_in_use"][0].replace(".0", ""))

    def test_a_busy_gpu_is_not_measured(self):
        self.machine("busy")
        result = self.assay("run", *READ, *SMALL, "-o", "result.json")
        self.assertEqual(result.returncode, 3, result.stderr)
        for word in ("cuda:0", "41372", "--allow-busy"):
            self.assertIn(word, result.stderr)
        self.assertFalse((self.folder / "result.json").exists())

    def test_a_busy_gpu_is_measured_where_that_is_allowed(self):
        texts = self.assert_warned("busy", "foreign_process")
        self.assertIn("41372", texts["foreign_process"][0])
        self.assertEqual(self.gpu()["processes"], [{"pid": 41372, "memory_bytes": 30210 << 20}])

    def test_one_busy_gpu_of_eight(self):
        def occupy(device):
            if device["minor_number"] == 6:
                device["processes"]["compute"] = [{"pid": 99, "memory_bytes": 1 << 33}]

        self.machine("eight_devices", change=occupy)
        result = self.assay("run", *READ, *SMALL)
        self.assertEqual(result.returncode, 3, result.stderr)
        self.assertIn("cuda:6", result.stderr)
        self.assertNotIn("cuda:5", result.stderr)
        self.run_document(*READ, "--device", "cuda:5")
        self.assert_all(self.cases("cuda:5"), "ok")
        self.assertIn("foreign_process", self.warnings(6))


if __name__ == "__main__":
    main()
