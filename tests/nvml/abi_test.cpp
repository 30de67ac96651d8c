// Do the two descriptions of the C interface, the harness's and the replacement library's, agree?
// This compiles, or they do not.
// SPDX-License-Identifier: Apache-2.0
#include "tests/nvml/abi.hpp"

#include "harness/probe/nvml/api.hpp"

namespace assay {
namespace {

namespace api = probe::nvml_api;
namespace fake = fake_nvml;

static_assert(int{api::kSuccess} == int{fake::kSuccess});
static_assert(int{api::kUninitialized} == int{fake::kUninitialised});
static_assert(int{api::kInvalidArgument} == int{fake::kInvalidArgument});
static_assert(int{api::kNotSupported} == int{fake::kNotSupported});
static_assert(int{api::kNotFound} == int{fake::kNotFound});
static_assert(int{api::kInsufficientSize} == int{fake::kInsufficientSize});
static_assert(int{api::kGpuIsLost} == int{fake::kGpuIsLost});
static_assert(int{api::kArgumentVersionMismatch} == int{fake::kVersionMismatch});
static_assert(int{api::kUnknown} == int{fake::kUnknown});

static_assert(api::kClockSm == static_cast<unsigned>(fake::Clock::sm));
static_assert(api::kClockMemory == static_cast<unsigned>(fake::Clock::memory));
static_assert(unsigned{api::kNumber} == static_cast<unsigned>(fake::ValueType::unsigned_int));
static_assert(unsigned{api::kLongLongNumber} ==
              static_cast<unsigned>(fake::ValueType::unsigned_long_long));
static_assert(api::kNotAvailable == fake::kNotAvailable);

#define ASSAY_SAME_PLACE(theirs, their_member, ours, our_member)                           \
  static_assert(offsetof(api::theirs, their_member) == offsetof(fake::ours, our_member) && \
                sizeof(api::theirs::their_member) == sizeof(fake::ours::our_member))

static_assert(sizeof(api::PciInfo) == sizeof(fake::PciInfo));
ASSAY_SAME_PLACE(PciInfo, legacy_bus_id, PciInfo, bus_id_legacy);
ASSAY_SAME_PLACE(PciInfo, domain, PciInfo, domain);
ASSAY_SAME_PLACE(PciInfo, bus, PciInfo, bus);
ASSAY_SAME_PLACE(PciInfo, device, PciInfo, device);
ASSAY_SAME_PLACE(PciInfo, device_id, PciInfo, device_id);
ASSAY_SAME_PLACE(PciInfo, subsystem_id, PciInfo, subsystem_id);
ASSAY_SAME_PLACE(PciInfo, bus_id, PciInfo, bus_id);

static_assert(sizeof(api::Memory) == sizeof(fake::Memory));
ASSAY_SAME_PLACE(Memory, total, Memory, total);
ASSAY_SAME_PLACE(Memory, free, Memory, free);
ASSAY_SAME_PLACE(Memory, used, Memory, used);

static_assert(sizeof(api::MemoryV2) == sizeof(fake::MemoryV2));
static_assert(api::kMemoryV2 == fake::struct_version<fake::MemoryV2>(2));
ASSAY_SAME_PLACE(MemoryV2, version, MemoryV2, version);
ASSAY_SAME_PLACE(MemoryV2, total, MemoryV2, total);
ASSAY_SAME_PLACE(MemoryV2, reserved, MemoryV2, reserved);
ASSAY_SAME_PLACE(MemoryV2, free, MemoryV2, free);
ASSAY_SAME_PLACE(MemoryV2, used, MemoryV2, used);

static_assert(sizeof(api::ProcessInfo) == sizeof(fake::ProcessV2));
ASSAY_SAME_PLACE(ProcessInfo, pid, ProcessV2, pid);
ASSAY_SAME_PLACE(ProcessInfo, used_bytes, ProcessV2, used_memory);

static_assert(sizeof(api::FieldValue) == sizeof(fake::FieldValue));
ASSAY_SAME_PLACE(FieldValue, field, FieldValue, field);
ASSAY_SAME_PLACE(FieldValue, scope, FieldValue, scope);
ASSAY_SAME_PLACE(FieldValue, value_type, FieldValue, type);
ASSAY_SAME_PLACE(FieldValue, status, FieldValue, status);
ASSAY_SAME_PLACE(FieldValue, value, FieldValue, value);

static_assert(sizeof(api::ViolationTime) == sizeof(fake::Violation));
ASSAY_SAME_PLACE(ViolationTime, reference_us, Violation, reference_microseconds);
ASSAY_SAME_PLACE(ViolationTime, violation_ns, Violation, violation_nanoseconds);

static_assert(sizeof(api::Temperature) == sizeof(fake::TemperatureV1));
static_assert(api::kTemperatureV1 == fake::struct_version<fake::TemperatureV1>(1));
ASSAY_SAME_PLACE(Temperature, celsius, TemperatureV1, degrees);

static_assert(sizeof(api::ConfidentialCompute) == sizeof(fake::ConfComputeState));
ASSAY_SAME_PLACE(ConfidentialCompute, environment, ConfComputeState, environment);
ASSAY_SAME_PLACE(ConfidentialCompute, feature, ConfComputeState, feature);
ASSAY_SAME_PLACE(ConfidentialCompute, development_tools, ConfComputeState, development_mode);

}  // namespace
}  // namespace assay
