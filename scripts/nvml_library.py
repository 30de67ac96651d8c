"""How is the NVIDIA management library asked from Python, without a package for it?"""
# SPDX-License-Identifier: Apache-2.0
import ctypes
import os

INT, UNSIGNED, LONG = ctypes.c_int, ctypes.c_uint, ctypes.c_ulonglong
NOT_AVAILABLE = (1 << 64) - 1
CLOCKS = ("graphics", "sm", "memory", "video")
EVENTS = ("idle", "application_clocks", "software_power_cap", "hardware_slowdown", "sync_boost",
          "software_thermal_slowdown", "hardware_thermal_slowdown", "hardware_power_brake", "display_clocks")
POLICIES = ("power", "thermal", "sync_boost", "board_limit", "low_utilisation", "reliability")
EVENT_TIMES = {269: "software_thermal_slowdown", 270: "hardware_thermal_slowdown", 271: "hardware_power_brake"}
COMPUTE_MODES = ("default", "exclusive_thread", "prohibited", "exclusive_process")
REMOTE_KINDS = {0: "gpu", 1: "ibm_npu", 2: "switch", 255: "unknown"}
ANCESTORS = {0: "internal", 10: "single", 20: "multiple", 30: "host_bridge", 40: "node", 50: "system"}
LINK_ERRORS = ("replay", "recovery", "crc_flit", "crc_data", "ecc_data")
PLACES = ("l1_cache", "l2_cache", "device_memory", "register_file", "texture", "texture_shared", "cbu", "sram")
# Newest first; what is missing of each row's first name was renamed or is not there.
FUNCTIONS = (
    ("nvmlDeviceGetCurrentClocksEventReasons", "nvmlDeviceGetCurrentClocksThrottleReasons"),
    ("nvmlDeviceGetSupportedClocksEventReasons", "nvmlDeviceGetSupportedClocksThrottleReasons"),
    ("nvmlDeviceGetComputeRunningProcesses_v3", "nvmlDeviceGetComputeRunningProcesses_v2",
     "nvmlDeviceGetComputeRunningProcesses"),
    ("nvmlDeviceGetGraphicsRunningProcesses_v3", "nvmlDeviceGetGraphicsRunningProcesses_v2",
     "nvmlDeviceGetGraphicsRunningProcesses"),
    ("nvmlDeviceGetMPSComputeRunningProcesses_v3", "nvmlDeviceGetMPSComputeRunningProcesses_v2",
     "nvmlDeviceGetMPSComputeRunningProcesses"),
    ("nvmlDeviceGetMemoryInfo_v2",), ("nvmlDeviceGetPciInfo_v3",), ("nvmlDeviceGetTemperatureV",),
    ("nvmlDeviceGetNumaNodeId",), ("nvmlDeviceGetFieldValues",), ("nvmlDeviceGetRemappedRows",),
    ("nvmlDeviceGetTotalEnergyConsumption",), ("nvmlDeviceGetViolationStatus",), ("nvmlDeviceGetMigMode",),
    ("nvmlDeviceGetSerial",), ("nvmlDeviceGetPcieReplayCounter",), ("nvmlDeviceGetNvLinkErrorCounter",),
    ("nvmlSystemGetConfComputeState",), ("nvmlSystemGetConfComputeSettings",),
)


class Pci(ctypes.Structure):
    _fields_ = [("legacy", ctypes.c_char * 16), ("domain", UNSIGNED), ("bus", UNSIGNED), ("device", UNSIGNED),
                ("device_id", UNSIGNED), ("subsystem_id", UNSIGNED), ("bus_id", ctypes.c_char * 32)]


class Memory(ctypes.Structure):
    _fields_ = [("total", LONG), ("free", LONG), ("used", LONG)]


class MemoryV2(ctypes.Structure):
    _fields_ = [("version", UNSIGNED), ("total", LONG), ("reserved", LONG), ("free", LONG), ("used", LONG)]


class Process(ctypes.Structure):
    _fields_ = [("pid", UNSIGNED), ("used", LONG), ("gpu_instance", UNSIGNED), ("compute_instance", UNSIGNED)]


class Field(ctypes.Structure):
    _fields_ = [("field", UNSIGNED), ("scope", UNSIGNED), ("timestamp", ctypes.c_longlong),
                ("latency", ctypes.c_longlong), ("type", UNSIGNED), ("status", INT), ("value", LONG)]


class Violation(ctypes.Structure):
    _fields_ = [("reference", LONG), ("time", LONG)]


def without_unknown(value):
    """What was not told is left out, and so is what holds nothing else."""
    if isinstance(value, dict):
        kept = {key: without_unknown(part) for key, part in value.items()}
        return {key: part for key, part in kept.items() if part not in (None, {})}
    return value


class Library:
    def __init__(self, name):
        self.library = ctypes.CDLL(name)
        if self.call("nvmlInit_v2") is None:
            raise OSError("nvmlInit_v2 fails: is the NVIDIA driver loaded?")

    def has(self, name):
        return hasattr(self.library, name)

    def call(self, name, *arguments):
        """0, or None where there is no such function or it fails."""
        if not self.has(name):
            return None
        return 0 if getattr(self.library, name)(*arguments) == 0 else None

    def get(self, kind, name, *arguments):
        value = kind()
        if self.call(name, *arguments, ctypes.byref(value)) is None:
            return None
        return value.value if hasattr(value, "value") else value

    def text(self, name, *arguments):
        buffer = ctypes.create_string_buffer(96)
        if self.call(name, *arguments, buffer, UNSIGNED(96)) is None:
            return None
        return buffer.value.decode(errors="replace")

    def gpu_count(self):
        return self.get(UNSIGNED, "nvmlDeviceGetCount_v2") or 0

    def cuda_driver_version(self):
        return self.get(INT, "nvmlSystemGetCudaDriverVersion_v2")

    def missing(self):
        return sorted(name for names in FUNCTIONS for name in names if not self.has(name))


class Gpu:
    def __init__(self, library, index):
        self.library = library
        self.handle = ctypes.c_void_p()
        library.call("nvmlDeviceGetHandleByIndex_v2", UNSIGNED(index), ctypes.byref(self.handle))

    def number(self, name, *arguments, kind=UNSIGNED):
        return self.library.get(kind, "nvmlDeviceGet" + name, self.handle, *map(UNSIGNED, arguments))

    def text(self, name):
        return self.library.text("nvmlDeviceGet" + name, self.handle)

    def flag(self, name):
        value = self.number(name)
        return None if value is None else bool(value)

    def watts(self, name):
        value = self.number(name)
        return None if value is None else value / 1000

    def pair(self, name):
        first, second = UNSIGNED(), UNSIGNED()
        done = self.library.call("nvmlDeviceGet" + name, self.handle, ctypes.byref(first), ctypes.byref(second))
        return (None, None) if done is None else (first.value, second.value)

    def mode(self, name):
        return {key: None if value is None else bool(value)
                for key, value in zip(("current", "pending"), self.pair(name))}

    def clocks(self, name, *arguments):
        return {clock: self.number(name, number, *arguments) for number, clock in enumerate(CLOCKS)}

    def field(self, number, scope=0):
        """An integer; NVML says in the type how wide it is."""
        value = Field(field=number, scope=scope)
        if self.library.call("nvmlDeviceGetFieldValues", self.handle, INT(1), ctypes.byref(value)) is None:
            return None
        if value.status != 0:
            return None
        return value.value & 0xFFFFFFFF if value.type == 1 else value.value

    def pci(self):
        pci = self.number("PciInfo_v3", kind=Pci)
        if pci is None:
            return None
        return {"bus_id": pci.bus_id.decode(), "device_id": f"0x{pci.device_id:08X}",
                "subsystem_id": f"0x{pci.subsystem_id:08X}"}

    def memory(self):
        memory = MemoryV2(version=ctypes.sizeof(MemoryV2) | 2 << 24)
        if self.library.call("nvmlDeviceGetMemoryInfo_v2", self.handle, ctypes.byref(memory)) is not None:
            return {"total": memory.total, "reserved": memory.reserved, "used": memory.used}
        memory = self.number("MemoryInfo", kind=Memory)
        return None if memory is None else {"total": memory.total, "reserved": 0, "used": memory.used}

    def processes(self, kind):
        for name in (f"nvmlDeviceGet{kind}RunningProcesses_v3", f"nvmlDeviceGet{kind}RunningProcesses_v2"):
            count, processes = UNSIGNED(256), (Process * 256)()
            if self.library.call(name, self.handle, ctypes.byref(count), processes) is not None:
                return [{"pid": it.pid, "memory_bytes": None if it.used == NOT_AVAILABLE else it.used}
                        for it in processes[:count.value] if it.pid != os.getpid()]
        return None

    def ecc_errors(self):
        def of(severity, period):
            counts = {"total": self.number("TotalEccErrors", severity, period, kind=LONG)}
            for number, place in enumerate(PLACES):
                counts[place] = self.number("MemoryErrorCounter", severity, period, number, kind=LONG)
            return counts

        return {word: {"corrected": of(0, period), "uncorrected": of(1, period)}
                for period, word in enumerate(("volatile", "aggregate"))}

    def remapped_rows(self):
        rows = [UNSIGNED() for _ in range(4)]
        done = self.library.call("nvmlDeviceGetRemappedRows", self.handle, *map(ctypes.byref, rows))
        if done is None:
            return None
        corrected, uncorrected, pending, failed = (row.value for row in rows)
        return {"corrected": corrected, "uncorrected": uncorrected, "pending": bool(pending),
                "failed": bool(failed)}

    def violations(self):
        seconds = {}
        for number, policy in enumerate(POLICIES):
            violation = self.number("ViolationStatus", number, kind=Violation)
            seconds[policy] = None if violation is None else violation.time / 1e9
        for number, event in EVENT_TIMES.items():
            value = self.field(number)
            seconds[event] = None if value is None else value / 1e9
        return seconds

    def clock_events(self):
        bits = self.number("CurrentClocksEventReasons", kind=LONG)
        if bits is None:
            bits = self.number("CurrentClocksThrottleReasons", kind=LONG)
        return None if bits is None else [word for bit, word in enumerate(EVENTS) if bits >> bit & 1]

    def links(self):
        links = []
        for number in range(self.field(91) or 36):
            active = self.number("NvLinkState", number)
            if active is None:
                break
            remote = self.number("NvLinkRemotePciInfo_v2", number, kind=Pci)
            links.append(without_unknown({
                "active": bool(active), "version": self.number("NvLinkVersion", number),
                "megabytes_per_s": self.field(164, number),
                "remote_kind": REMOTE_KINDS.get(self.number("NvLinkRemoteDeviceType", number)),
                "remote_bus_id": remote and remote.bus_id.decode(),
                "errors": {word: self.number("NvLinkErrorCounter", number, counter, kind=LONG)
                           for counter, word in enumerate(LINK_ERRORS)}}))
        return links or None

    def near_node(self):
        words = (ctypes.c_ulong * 16)()
        if self.library.call("nvmlDeviceGetMemoryAffinity", self.handle, UNSIGNED(16), words, UNSIGNED(0)) is None:
            return None
        return next((64 * i + bit for i, word in enumerate(words) for bit in range(64) if word >> bit & 1), None)

    def facts(self):
        minimum, maximum = self.pair("PowerManagementLimitConstraints")
        major, minor = self.pair("CudaComputeCapability")
        mode = self.number("ComputeMode")
        return {
            "name": self.text("Name"), "uuid": self.text("UUID"), "serial": self.text("Serial"),
            "board_part_number": self.text("BoardPartNumber"), "vbios": self.text("VbiosVersion"),
            "inforom_version": self.text("InforomImageVersion"), "minor_number": self.number("MinorNumber"),
            "pci": self.pci(), "compute_capability": None if major is None else [major, minor],
            "cores": self.number("NumGpuCores"), "memory_bus_bits": self.number("MemoryBusWidth"),
            "maximum_clock_mhz": self.clocks("MaxClockInfo"),
            "application_clock_mhz": self.clocks("ApplicationsClock"),
            "default_application_clock_mhz": self.clocks("DefaultApplicationsClock"),
            "boost_clock_mhz": self.clocks("MaxCustomerBoostClock"),
            "power_limit_w": {
                "requested": self.watts("PowerManagementLimit"), "enforced": self.watts("EnforcedPowerLimit"),
                "default": self.watts("PowerManagementDefaultLimit"),
                "minimum": None if minimum is None else minimum / 1000,
                "maximum": None if maximum is None else maximum / 1000},
            "temperature_threshold_c": {word: self.number("TemperatureThreshold", number) for number, word in
                                        enumerate(("shutdown", "slowdown", "memory_maximum", "maximum"))},
            "persistence": self.flag("PersistenceMode"), "display_connected": self.flag("DisplayMode"),
            "display_active": self.flag("DisplayActive"),
            "compute_mode": COMPUTE_MODES[mode] if mode in range(len(COMPUTE_MODES)) else None,
            "ecc": self.mode("EccMode"), "numa_node": self.number("NumaNodeId", kind=INT),
            "near_numa_node": self.near_node(),
            "mig": {**self.mode("MigMode"), "maximum_slices": self.number("MaxMigDeviceCount")},
            "processes": {"compute": self.processes("Compute"), "graphics": self.processes("Graphics"),
                          "mps": self.processes("MPSCompute")},
            "nvlinks": self.links(), "retired_pages_pending": self.flag("RetiredPagesPendingStatus")}

    def levels(self):
        """What may change from one moment to the next."""
        energy = self.number("TotalEnergyConsumption", kind=LONG)
        utilisation = self.number("UtilizationRates", kind=LONG)  # two unsigned side by side
        return without_unknown({
            "clock_mhz": self.clocks("ClockInfo"), "performance_state": self.number("PerformanceState"),
            "clock_events": self.clock_events(), "violations_s": self.violations(),
            "power_w": self.watts("PowerUsage"), "energy_j": None if energy is None else energy / 1000,
            "temperature_c": self.number("Temperature", 0), "memory_temperature_c": self.field(82),
            "utilisation_percent": {} if utilisation is None else {"gpu": utilisation & 0xFFFFFFFF,
                                                                   "memory": utilisation >> 32},
            "memory_bytes": self.memory(), "ecc_errors": self.ecc_errors(),
            "remapped_rows": self.remapped_rows(),
            "pcie": {"generation": self.number("CurrPcieLinkGeneration"),
                     "maximum_generation": self.number("MaxPcieLinkGeneration"),
                     "device_maximum_generation": self.number("GpuMaxPcieLinkGeneration"),
                     "width": self.number("CurrPcieLinkWidth"), "maximum_width": self.number("MaxPcieLinkWidth"),
                     "replays": self.number("PcieReplayCounter")}})
