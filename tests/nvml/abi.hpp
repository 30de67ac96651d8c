// What does a program that calls NVML expect of the library? Types and numbers of the C interface
// that the replacement answers with, written down here a second time on purpose: harness/probe/nvml
// has its own, and a test compares the two.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstddef>
#include <cstdint>

namespace assay::fake_nvml {

enum Status : int {
  kSuccess = 0,
  kUninitialised = 1,
  kInvalidArgument = 2,
  kNotSupported = 3,
  kNotFound = 6,
  kInsufficientSize = 7,
  kGpuIsLost = 15,
  kVersionMismatch = 25,
  kUnknown = 999,
};

inline constexpr int kNotAField = kInvalidArgument;  // of one value of nvmlDeviceGetFieldValues
inline constexpr std::uint64_t kNotAvailable = ~std::uint64_t{0};
inline constexpr unsigned kMaximumLinks = 36;

enum class Clock : unsigned { graphics, sm, memory, video };
enum class ClockId : unsigned { current, application_target, application_default, boost_maximum };
enum class ValueType : unsigned { floating, unsigned_int, unsigned_long, unsigned_long_long };

struct PciInfo {
  char bus_id_legacy[16];
  unsigned domain, bus, device;
  unsigned device_id, subsystem_id;
  char bus_id[32];
};
static_assert(sizeof(PciInfo) == 68 && offsetof(PciInfo, device_id) == 28 &&
              offsetof(PciInfo, bus_id) == 36);

struct PciInfoV2 {
  char bus_id[16];
  unsigned domain, bus, device;
  unsigned device_id, subsystem_id;
  unsigned reserved[4];
};
static_assert(sizeof(PciInfoV2) == 52 && offsetof(PciInfoV2, device_id) == 28);

struct Memory {
  unsigned long long total, free, used;
};
static_assert(sizeof(Memory) == 24 && offsetof(Memory, used) == 16);

struct MemoryV2 {
  unsigned version;
  unsigned long long total, reserved, free, used;
};
static_assert(sizeof(MemoryV2) == 40 && offsetof(MemoryV2, total) == 8 &&
              offsetof(MemoryV2, used) == 32);

struct Utilisation {
  unsigned gpu, memory;
};
static_assert(sizeof(Utilisation) == 8);

struct ProcessV1 {
  unsigned pid;
  unsigned long long used_memory;
};
static_assert(sizeof(ProcessV1) == 16 && offsetof(ProcessV1, used_memory) == 8);

struct ProcessV2 {  // and V3
  unsigned pid;
  unsigned long long used_memory;
  unsigned gpu_instance, compute_instance;
};
static_assert(sizeof(ProcessV2) == 24 && offsetof(ProcessV2, gpu_instance) == 16);

struct Violation {
  unsigned long long reference_microseconds, violation_nanoseconds;
};
static_assert(sizeof(Violation) == 16);

union Value {
  double floating;
  unsigned unsigned_int;
  unsigned long long unsigned_long_long;
};

struct FieldValue {
  unsigned field, scope;
  long long timestamp_us, latency_us;
  unsigned type;
  int status;
  Value value;
};
static_assert(sizeof(FieldValue) == 40 && offsetof(FieldValue, timestamp_us) == 8 &&
              offsetof(FieldValue, type) == 24 && offsetof(FieldValue, value) == 32);

struct TemperatureV1 {
  unsigned version, sensor;
  int degrees;
};
static_assert(sizeof(TemperatureV1) == 12);

struct RowRemapperHistogram {
  unsigned maximum, high, partial, low, none;
};
static_assert(sizeof(RowRemapperHistogram) == 20);

struct ConfComputeState {
  unsigned environment, feature, development_mode;
};
static_assert(sizeof(ConfComputeState) == 12);

struct ConfComputeSettingsV1 {
  unsigned version, environment, feature, development_mode, multi_gpu_mode;
};
static_assert(sizeof(ConfComputeSettingsV1) == 20);

/// What the `version` of a versioned struct must hold.
template <class Struct>
constexpr unsigned struct_version(unsigned number) {
  return static_cast<unsigned>(sizeof(Struct)) | number << 24;
}
static_assert(struct_version<MemoryV2>(2) == 0x02000028);
static_assert(struct_version<ConfComputeSettingsV1>(1) == 0x01000014);

}  // namespace assay::fake_nvml
