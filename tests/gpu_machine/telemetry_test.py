"""Does what the GPU went through stand next to what was measured?"""
# SPDX-License-Identifier: Apache-2.0
from fake_machine import Machine, main, recording

READ = ["--only", "memory.read*fp64*"]


def hold_from_the_start(device, at_s):
    """As it is at that time, for as long as the run takes."""
    for point in device.pop("timeline"):
        if point["at_s"] <= at_s:
            merge(device, {key: value for key, value in point.items() if key != "at_s"})


def merge(into, change):
    for key, value in change.items():
        if isinstance(value, dict):
            merge(into[key], value)
        else:
            into[key] = value


class Telemetry(Machine):
    def one_case(self):
        self.assert_all(self.cases(), "ok")
        return self.cases()[0]["telemetry"]

    def test_a_healthy_gpu(self):
        self.machine(change=lambda device: device.pop("timeline"))
        self.run_document(*READ)
        telemetry = self.one_case()
        self.assertEqual(telemetry["driver_clock_hz"], 1980e6)
        self.assertEqual(telemetry["memory_clock_hz"], 2619e6)
        self.assertAlmostEqual(telemetry["power_w"], 452.5, 3)
        self.assertEqual(telemetry["temperature_c"], 41)
        self.assertEqual(telemetry["clock_events"], [])
        self.assertEqual(telemetry["errors"], {"ecc_corrected": 0, "ecc_uncorrected": 0, "rows_remapped": 0,
                                               "pcie_replays": 0, "nvlink_errors": 0})
        # The fake GPU counts its cycles at the clock of the recording.
        self.assertAlmostEqual(telemetry["clock_hz"]["median"] / 1980e6, 1, 2)
        self.assertNotIn("unavailable", telemetry)
        self.assertTrue(self.cases()[0]["stopping"]["level"])

    def test_there_is_one_reading_a_sample(self):
        self.machine()
        self.run_document(*READ)
        samples = self.one_case()["samples"]
        count = len(self.cases()[0]["samples"]["values"])
        for column in ("clock_hz", "memory_clock_hz", "power_w", "temperature_c", "clock_events", "moving"):
            self.assertEqual(len(samples[column]), count, column)

    def test_the_power_limit(self):
        self.machine("power_capped", change=lambda device: hold_from_the_start(device, 1.5))
        self.run_document(*READ)
        telemetry = self.one_case()
        self.assertEqual(telemetry["driver_clock_hz"], 1560e6)
        self.assertAlmostEqual(telemetry["power_w"], 700, 3)
        event, = telemetry["clock_events"]
        self.assertEqual(event["reason"], "software_power_cap")
        self.assertAlmostEqual(event["share"], 1, 3)
        self.assertGreater(event["duration_s"], 0)

    def test_heat(self):
        self.machine("thermal_slowdown", change=lambda device: hold_from_the_start(device, 0.6))
        self.run_document(*READ)
        telemetry = self.one_case()
        self.assertEqual({event["reason"] for event in telemetry["clock_events"]},
                         {"hardware_slowdown", "software_thermal_slowdown", "hardware_thermal_slowdown"})
        self.assertEqual(telemetry["temperature_c"], 89)

    def test_errors_are_counted_from_the_beginning_of_the_case(self):
        def storm(device):
            device["ecc_errors"]["volatile"]["corrected"]["total"] = 1000
            device["timeline"] = [{"at_s": i * 0.02, "ecc_errors": {"volatile": {"corrected": {
                "total": 1000 + i}}}} for i in range(3000)]

        self.machine(change=storm)
        self.run_document(*READ)
        errors = self.one_case()["errors"]
        self.assertGreater(errors["ecc_corrected"], 0)
        self.assertLess(errors["ecc_corrected"], 1000)
        self.assertEqual(errors["ecc_uncorrected"], 0)

    def test_energy_is_power_over_the_time_that_counts(self):
        self.machine(change=lambda device: device.pop("timeline"))
        self.run_document(*READ)
        telemetry = self.one_case()
        seconds = sum(self.cases()[0]["samples"]["values"])
        self.assertAlmostEqual(telemetry["energy_j"] / (452.5 * seconds), 1, 1)

    def test_a_hung_question_ends_the_telemetry_and_not_the_run(self):
        def hang_soon(device):
            device["hang"] = {"function": "nvmlDeviceGetFieldValues", "at_s": 0.2}

        self.machine("hung_call", change=hang_soon)
        self.run_document(*READ)
        self.assert_all(self.cases(), "ok")
        unavailable = self.cases()[-1]["telemetry"]["unavailable"]
        self.assertRegex(unavailable, "has not answered|did not return within")

    def test_a_function_that_was_renamed(self):
        self.assertIn("nvmlDeviceGetCurrentClocksEventReasons", recording("renamed_functions")["missing_functions"])
        self.machine("renamed_functions")
        self.run_document(*READ)
        self.assertEqual(self.one_case()["clock_events"], [])


if __name__ == "__main__":
    main()
