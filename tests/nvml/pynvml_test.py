"""Does NVIDIA's own Python package understand the replacement library? Then its interface is the real one.

Needs the package nvidia-ml-py; without it this test is skipped.
"""
# SPDX-License-Identifier: Apache-2.0
import json
import os
import pathlib
import sys
import unittest

LIBRARY, SOURCE = (pathlib.Path(argument).resolve() for argument in sys.argv[1:3])
SKIPPED = 77
RECORDING = SOURCE / "tests/nvml/recordings/eight_devices.json"

try:
    import pynvml
except ImportError:
    print("skipped: nvidia-ml-py is not installed")
    sys.exit(SKIPPED)

if os.environ.get("FAKE_NVML_RECORDING") != str(RECORDING):
    # The loader reads its path once, at the start of a process.
    environment = dict(os.environ, LD_LIBRARY_PATH=str(LIBRARY.parent), FAKE_NVML_RECORDING=str(RECORDING))
    os.execve(sys.executable, [sys.executable, "-B", *sys.argv], environment)


def text(value):
    return value.decode() if isinstance(value, bytes) else value


class Pynvml(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        pynvml.nvmlInit()
        cls.told = json.loads(RECORDING.read_text())["devices"]
        cls.devices = [pynvml.nvmlDeviceGetHandleByIndex(index) for index in range(pynvml.nvmlDeviceGetCount())]

    @classmethod
    def tearDownClass(cls):
        pynvml.nvmlShutdown()

    def test_identity(self):
        self.assertEqual(len(self.devices), len(self.told))
        for device, told in zip(self.devices, self.told):
            self.assertEqual(text(pynvml.nvmlDeviceGetUUID(device)), told["uuid"])
            self.assertEqual(text(pynvml.nvmlDeviceGetSerial(device)), told["serial"])
            self.assertEqual(text(pynvml.nvmlDeviceGetName(device)), told["name"])
            self.assertEqual(list(pynvml.nvmlDeviceGetCudaComputeCapability(device)), told["compute_capability"])
            pci = pynvml.nvmlDeviceGetPciInfo(device)
            self.assertEqual(text(pci.busId), told["pci"]["bus_id"])
            self.assertEqual(text(pci.busIdLegacy), told["pci"]["bus_id"][4:])
            self.assertEqual(pci.pciDeviceId, int(told["pci"]["device_id"], 16))
            self.assertEqual(pci.pciSubSystemId, int(told["pci"]["subsystem_id"], 16))
            found = pynvml.nvmlDeviceGetHandleByPciBusId(told["pci"]["bus_id"].encode())
            self.assertEqual(text(pynvml.nvmlDeviceGetUUID(found)), told["uuid"])

    def test_levels(self):
        device, told = self.devices[0], self.told[0]
        self.assertEqual(pynvml.nvmlDeviceGetClockInfo(device, pynvml.NVML_CLOCK_SM), told["clock_mhz"]["sm"])
        self.assertEqual(pynvml.nvmlDeviceGetClockInfo(device, pynvml.NVML_CLOCK_MEM), told["clock_mhz"]["memory"])
        self.assertEqual(pynvml.nvmlDeviceGetPowerUsage(device), told["power_w"] * 1000)
        self.assertEqual(pynvml.nvmlDeviceGetEnforcedPowerLimit(device), told["power_limit_w"]["enforced"] * 1000)
        self.assertEqual(pynvml.nvmlDeviceGetPowerManagementLimitConstraints(device), [200000, 700000])
        self.assertEqual(pynvml.nvmlDeviceGetTemperature(device, pynvml.NVML_TEMPERATURE_GPU), told["temperature_c"])
        self.assertEqual(pynvml.nvmlDeviceGetCurrentClocksThrottleReasons(device), 0)
        self.assertGreaterEqual(pynvml.nvmlDeviceGetTotalEnergyConsumption(device), told["energy_j"] * 1000)
        self.assertEqual(pynvml.nvmlDeviceGetUtilizationRates(device).memory, told["utilisation_percent"]["memory"])

    def test_structs(self):
        device, told = self.devices[0], self.told[0]["memory_bytes"]
        memory = pynvml.nvmlDeviceGetMemoryInfo(device, version=pynvml.nvmlMemory_v2)
        self.assertEqual((memory.total, memory.reserved, memory.used),
                         (told["total"], told["reserved"], told["used"]))
        memory = pynvml.nvmlDeviceGetMemoryInfo(device)
        self.assertEqual(memory.used, told["used"] + told["reserved"])
        fields = pynvml.nvmlDeviceGetFieldValues(device, [pynvml.NVML_FI_DEV_TOTAL_ENERGY_CONSUMPTION,
                                                          pynvml.NVML_FI_DEV_NVLINK_LINK_COUNT])
        self.assertGreaterEqual(fields[0].value.ullVal, 1234567000)
        self.assertEqual(fields[1].value.uiVal, 18)
        self.assertEqual(pynvml.nvmlDeviceGetComputeRunningProcesses(device), [])
        self.assertEqual(pynvml.nvmlDeviceGetViolationStatus(device, pynvml.NVML_PERF_POLICY_POWER).violationTime, 0)

    def test_modes_links_and_errors(self):
        device = self.devices[0]
        self.assertEqual(pynvml.nvmlDeviceGetEccMode(device), [1, 1])
        self.assertEqual(pynvml.nvmlDeviceGetMigMode(device), [0, 0])
        self.assertEqual(pynvml.nvmlDeviceGetComputeMode(device), pynvml.NVML_COMPUTEMODE_DEFAULT)
        self.assertEqual(pynvml.nvmlDeviceGetRemappedRows(device), (0, 0, 0, 0))
        self.assertEqual(pynvml.nvmlDeviceGetMemoryErrorCounter(
            device, pynvml.NVML_MEMORY_ERROR_TYPE_CORRECTED, pynvml.NVML_AGGREGATE_ECC,
            pynvml.NVML_MEMORY_LOCATION_DEVICE_MEMORY), 3)
        self.assertEqual(pynvml.nvmlDeviceGetNvLinkState(device, 17), 1)
        self.assertEqual(text(pynvml.nvmlDeviceGetNvLinkRemotePciInfo(device, 1).busId), "00000000:C8:00.0")
        self.assertEqual(pynvml.nvmlDeviceGetTopologyCommonAncestor(device, self.devices[7]),
                         pynvml.NVML_TOPOLOGY_SYSTEM)
        with self.assertRaises(pynvml.NVMLError) as refused:
            pynvml.nvmlDeviceGetNvLinkState(device, 18)
        self.assertEqual(refused.exception.value, pynvml.NVML_ERROR_INVALID_ARGUMENT)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
