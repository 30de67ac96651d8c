// What does the binary interface of NVIDIA's management library look like? Our own declarations of
// the part that is used here, as libnvidia-ml.so.1 of R535 to R580 has it; there is no header of
// NVIDIA's behind them.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstddef>
#include <cstdint>

namespace assay::probe::nvml_api {

/// What every function returns.
enum Status : int {
  kSuccess = 0,
  kUninitialized = 1,
  kInvalidArgument = 2,
  kNotSupported = 3,
  kNoPermission = 4,
  kNotFound = 6,
  kInsufficientSize = 7,
  kInsufficientPower = 8,
  kDriverNotLoaded = 9,
  kTimeout = 10,
  kInterruptIssue = 11,
  kLibraryNotFound = 12,
  kFunctionNotFound = 13,
  kCorruptedInforom = 14,
  kGpuIsLost = 15,
  kResetRequired = 16,
  kOperatingSystem = 17,
  kVersionMismatch = 18,  ///< of this library and the driver
  kInUse = 19,
  kMemory = 20,
  kNoData = 21,
  kInsufficientResources = 23,
  kArgumentVersionMismatch = 25,
  kDeprecated = 26,
  kNotReady = 27,
  kGpuNotFound = 28,
  kInvalidState = 29,
  kUnknown = 999,
};

struct DeviceHandle;
using Device = DeviceHandle*;

/// Enumerations are passed as `unsigned`: that is how the compiler passes an enum of C.
inline constexpr unsigned kClockGraphics = 0, kClockSm = 1, kClockMemory = 2;
inline constexpr unsigned kTemperatureGpu = 0;
inline constexpr unsigned kEccCorrected = 0, kEccUncorrected = 1;
inline constexpr unsigned kEccVolatile = 0;  ///< since the driver was loaded
inline constexpr unsigned kAffinityNode = 0;
inline constexpr unsigned kNvLinkErrorCounters = 5;  ///< replay, recovery, two CRCs, ECC
inline constexpr unsigned kMaximumNvLinks = 36;      ///< 18 up to R570

inline constexpr unsigned kComputeDefault = 0, kComputeExclusiveThread = 1, kComputeProhibited = 2,
                          kComputeExclusiveProcess = 3;

inline constexpr unsigned kRemoteGpu = 0, kRemoteIbmNpu = 1, kRemoteSwitch = 2;

inline constexpr unsigned kPolicyPower = 0, kPolicyThermal = 1, kPolicySyncBoost = 2;

inline constexpr unsigned kTopologyInternal = 0, kTopologySingle = 10, kTopologyMultiple = 20,
                          kTopologyHostBridge = 30, kTopologyNode = 40, kTopologySystem = 50;
inline constexpr unsigned kPeerNvLink = 2;
inline constexpr unsigned kPeerOk = 0;

/// Bits of the clock event reasons; "throttle reasons" up to R530, with the same bits.
inline constexpr std::uint64_t kReasonIdle = 0x1, kReasonApplicationClocks = 0x2,
                               kReasonSoftwarePowerCap = 0x4, kReasonHardwareSlowdown = 0x8,
                               kReasonSyncBoost = 0x10, kReasonSoftwareThermal = 0x20,
                               kReasonHardwareThermal = 0x40, kReasonHardwarePowerBrake = 0x80,
                               kReasonDisplayClocks = 0x100;

/// Numbers of the fields that nvmlDeviceGetFieldValues reads. Times of clock events are in ns,
/// power is in mW, NVLink speed in MB/s of one link and direction.
inline constexpr unsigned kFieldPowerCapTime = 74, kFieldSyncBoostTime = 76,
                          kFieldNvLinkSpeedFirst = 84, kFieldNvLinkCount = 91,
                          kFieldNvLinkSpeed = 164, kFieldPowerInstant = 186,
                          kFieldSoftwareThermalTime = 269, kFieldHardwareThermalTime = 270,
                          kFieldHardwarePowerBrakeTime = 271;

inline constexpr std::size_t kUuidBytes = 96, kSerialBytes = 30, kVbiosBytes = 32,
                             kVersionBytes = 80, kProcessNameBytes = 256;

/// A process list or a memory figure that the driver does not know holds all ones.
inline constexpr std::uint64_t kNotAvailable = ~std::uint64_t{0};

struct Memory {
  unsigned long long total, free, used;  ///< used includes what the driver keeps for itself
};
static_assert(sizeof(Memory) == 24);

struct MemoryV2 {
  unsigned version;
  unsigned long long total, reserved, free, used;
};
static_assert(sizeof(MemoryV2) == 40);
inline constexpr unsigned kMemoryV2 = 0x2000028;  ///< sizeof | 2 << 24

struct PciInfo {
  char legacy_bus_id[16];
  unsigned domain, bus, device;
  unsigned device_id;     ///< device << 16 | vendor
  unsigned subsystem_id;  ///< likewise
  char bus_id[32];
};
static_assert(sizeof(PciInfo) == 68);

/// Of the functions ending in _v2, and in _v3 except in 535.43 to 535.98: see functions.cpp.
struct ProcessInfo {
  unsigned pid;
  unsigned long long used_bytes;
  unsigned gpu_instance, compute_instance;
};
static_assert(sizeof(ProcessInfo) == 24);

union Value {
  double real;
  unsigned number;
  unsigned long long_number;
  unsigned long long long_long_number;
  long long signed_long_long;
  int signed_number;
  unsigned short short_number;
};
static_assert(sizeof(Value) == 8);
/// Which member of Value holds it, in the order above.
enum ValueType : unsigned {
  kReal = 0,
  kNumber = 1,
  kLongNumber = 2,
  kLongLongNumber = 3,
  kSignedLongLong = 4,
  kSignedNumber = 5,
  kShortNumber = 6,
};

struct FieldValue {
  unsigned field;
  unsigned scope;  ///< the link, of fields of NVLink
  long long timestamp_us, latency_us;
  unsigned value_type;
  int status;  ///< of this field
  Value value;
};
static_assert(sizeof(FieldValue) == 40);

struct ViolationTime {
  unsigned long long reference_us, violation_ns;
};
static_assert(sizeof(ViolationTime) == 16);

struct Temperature {
  unsigned version;
  unsigned sensor;
  int celsius;
};
static_assert(sizeof(Temperature) == 12);
inline constexpr unsigned kTemperatureV1 = 0x100000c;  ///< sizeof | 1 << 24

struct ConfidentialCompute {
  unsigned environment, feature, development_tools;
};
static_assert(sizeof(ConfidentialCompute) == 12);

}  // namespace assay::probe::nvml_api
