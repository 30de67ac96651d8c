"""What does the program say of the GPUs it finds?"""
# SPDX-License-Identifier: Apache-2.0
from fake_machine import BINARY, Machine, main, recording

READ = ["--only", "memory.read*"]


class Probe(Machine):
    def test_the_program_holds_no_real_cuda_runtime(self):
        self.assertNotIn(b"__cudaRegisterFatBinary", BINARY.read_bytes())

    def test_every_fact_of_a_healthy_gpu(self):
        uuid, = self.machine()
        document = self.run_document(*READ)
        gpu = self.gpu()
        told = recording("healthy_h100")["devices"][0]
        for key, value in {
                "uuid": uuid, "name": told["name"], "serial": told["serial"], "vbios": told["vbios"],
                "pci_device_id": "2330", "pci_subsystem_id": "16C1", "compute_major": 9, "compute_minor": 0,
                "clock_hz": 1980e6, "memory_clock_now_hz": 2619e6, "application_clock_hz": 1980e6,
                "application_memory_clock_hz": 2619e6, "power_limit_w": 700, "default_power_limit_w": 700,
                "minimum_power_limit_w": 200, "maximum_power_limit_w": 700, "temperature_c": 41,
                "memory_total_bytes": told["memory_bytes"]["total"], "memory_bus_bits": 5120,
                "persistence": True, "display": False, "mig": False, "mps": False, "ecc": True,
                "compute_mode": "default", "confidential_compute": "off",
                "pcie_generation": 5, "pcie_maximum_generation": 5, "pcie_width": 16, "pcie_maximum_width": 16,
                "nvlink_links": 18, "nvlink_links_active": 18, "row_remap_pending": False,
                "row_remap_failure": False, "processes": []}.items():
            self.assertEqual(gpu.get(key), value, key)
        self.assertEqual(gpu["nvlinks"][1], {"link": 1, "active": True, "version": 4, "rate": 26562e6,
                                             "remote_kind": "switch", "remote_pci_bus": "00000000:C8:00.0"})
        self.assertEqual(self.warnings(), {})
        nvml = document["cuda"]["nvml"]
        self.assertEqual((nvml["loaded"], nvml["driver_version"], nvml["devices"]), (True, "580.65.06", 1))
        self.assertNotIn("missing_functions", nvml)

    def test_gpus_are_found_by_uuid_and_never_by_ordinal(self):
        uuids = self.machine("eight_devices")
        told = recording("eight_devices")["devices"]
        for visible in ("5,2", f"{uuids[5]},{uuids[2]}"):
            self.environment["CUDA_VISIBLE_DEVICES"] = visible
            self.run_document(*READ)
            for index, number in ((0, 5), (1, 2)):
                self.assertEqual(self.gpu(index)["uuid"], uuids[number])
                self.assertEqual(self.gpu(index)["serial"], told[number]["serial"])
            self.assertEqual(len([gpu for gpu in self.document["devices"] if gpu["kind"] == "cuda"]), 2)

    def test_eight_gpus_and_how_they_reach_each_other(self):
        self.machine("eight_devices")
        document = self.run_document(*READ, "--device", "cuda:3")
        peers = document["cuda"]["peers"]
        self.assertEqual(len(peers), 8 * 7)
        self.assertEqual({peer["link"] for peer in peers}, {"nvlink"})

    def test_what_the_driver_does_not_tell_is_absent_and_named_once(self):
        self.machine("old_driver")
        self.run_document(*READ)
        gpu = self.gpu()
        for key in ("serial", "application_clock_hz", "persistence", "display"):
            self.assertNotIn(key, gpu)
            self.assertEqual(gpu["not_supported"].count(key), 1, gpu["not_supported"])
        self.assertEqual(gpu["not_supported"], sorted(gpu["not_supported"]))
        self.assertEqual(gpu["vbios"], "96.00.99.00.01")

    def test_old_names_do_as_well_as_new_ones(self):
        self.machine("renamed_functions")
        document = self.run_document(*READ)
        self.assertEqual(self.gpu()["serial"], "1654321000000")
        self.assertEqual(self.gpu()["pci_device_id"], "2330")
        self.assertEqual(self.cases()[0]["telemetry"]["clock_events"], [])
        self.assertNotIn("nvmlDeviceGetCurrentClocksEventReasons",
                         document["cuda"]["nvml"].get("missing_functions", []))

    def test_missing_functions_are_named_and_nothing_else_suffers(self):
        self.machine("missing_functions")
        document = self.run_document(*READ)
        missing = document["cuda"]["nvml"]["missing_functions"]
        for name in ("nvmlDeviceGetSerial", "nvmlDeviceGetTotalEnergyConsumption",
                     "nvmlDeviceGetRemappedRows", "nvmlDeviceGetCurrentClocksEventReasons"):
            self.assertIn(name, missing)
        self.assertEqual(self.gpu()["vbios"], "96.00.99.00.01")
        self.assertNotIn("serial", self.gpu())
        telemetry = self.cases()[0]["telemetry"]
        self.assertNotIn("energy_j", telemetry)
        self.assertNotIn("clock_events", telemetry)
        self.assertEqual(telemetry["driver_clock_hz"], 1980e6)

    def test_without_the_management_library_the_gpu_is_measured_all_the_same(self):
        self.machine()
        self.environment["LD_LIBRARY_PATH"] = str(self.folder)
        document = self.run_document(*READ)
        nvml = document["cuda"]["nvml"]
        self.assertFalse(nvml["loaded"])
        self.assertIn("libnvidia-ml.so.1", nvml["reason"])
        self.assert_all(self.cases(), "ok")
        self.assertIn("unavailable", self.cases()[0]["telemetry"])

    def test_the_text_of_a_probe(self):
        uuid, = self.machine()
        text = self.assay("probe").stdout
        for word in ("NVIDIA H100 80GB HBM3", uuid, "580.65.06", "700 W"):
            self.assertIn(word, text)


if __name__ == "__main__":
    main()
