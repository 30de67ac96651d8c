// What do the numbered fields say, of which one call reads many?
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <iterator>
#include <string>

#include "tests/nvml/replay.hpp"

using namespace assay::fake_nvml;

namespace {

enum class Kind { unsigned_int, unsigned_long_long, energy, violation };

struct Field {
  unsigned id;
  Kind kind;
  const char* pointer;  ///< of a violation: the policy; "{}" is the link that the scope names
  double scale = 1;
};

constexpr Field kFields[] = {
    {1, Kind::unsigned_int, "/ecc/current"},
    {2, Kind::unsigned_int, "/ecc/pending"},
    {3, Kind::unsigned_long_long, "/ecc_errors/volatile/corrected/total"},
    {4, Kind::unsigned_long_long, "/ecc_errors/volatile/uncorrected/total"},
    {5, Kind::unsigned_long_long, "/ecc_errors/aggregate/corrected/total"},
    {6, Kind::unsigned_long_long, "/ecc_errors/aggregate/uncorrected/total"},
    {31, Kind::unsigned_int, "/retired_pages_pending"},
    {74, Kind::violation, "power"},
    {75, Kind::violation, "thermal"},
    {76, Kind::violation, "sync_boost"},
    {82, Kind::unsigned_int, "/memory_temperature_c"},
    {83, Kind::energy, ""},
    {90, Kind::unsigned_int, "/nvlinks/0/megabytes_per_s"},
    {94, Kind::unsigned_int, "/pcie/replays"},
    {142, Kind::unsigned_int, "/remapped_rows/corrected"},
    {143, Kind::unsigned_int, "/remapped_rows/uncorrected"},
    {144, Kind::unsigned_int, "/remapped_rows/pending"},
    {145, Kind::unsigned_int, "/remapped_rows/failed"},
    {161, Kind::unsigned_long_long, "/nvlinks/{}/errors/replay"},
    {162, Kind::unsigned_long_long, "/nvlinks/{}/errors/recovery"},
    {163, Kind::unsigned_long_long, "/nvlinks/{}/errors/crc_flit"},
    {164, Kind::unsigned_int, "/nvlinks/{}/megabytes_per_s"},
    {165, Kind::unsigned_int, "/nvlinks/{}/active"},
    {166, Kind::unsigned_int, "/nvlinks/{}/version"},
    {185, Kind::unsigned_int, "/power_w", 1e3},
    {186, Kind::unsigned_int, "/power_w", 1e3},
    {187, Kind::unsigned_int, "/power_limit_w/minimum", 1e3},
    {188, Kind::unsigned_int, "/power_limit_w/maximum", 1e3},
    {189, Kind::unsigned_int, "/power_limit_w/default", 1e3},
    {190, Kind::unsigned_int, "/power_limit_w/enforced", 1e3},
    {192, Kind::unsigned_int, "/power_limit_w/requested", 1e3},
    {269, Kind::violation, "software_thermal_slowdown"},
    {270, Kind::violation, "hardware_thermal_slowdown"},
    {271, Kind::violation, "hardware_power_brake"},
};

struct LinkSum {
  unsigned id;
  const char* counter;
};
constexpr LinkSum kLinkSums[] = {
    {38, "crc_flit"}, {45, "crc_data"}, {52, "replay"}, {59, "recovery"}, {160, "ecc_data"}};
constexpr unsigned kLinkCount = 91;

int put(FieldValue& field, std::optional<double> value) {
  if (!value) return kNotSupported;
  field.type = static_cast<unsigned>(ValueType::unsigned_long_long);
  field.value.unsigned_long_long = static_cast<unsigned long long>(std::llround(*value));
  return kSuccess;
}

int read_known(const Call& call, const Field& known, FieldValue& field) {
  const DeviceRecording& recording = *call.device().recording;
  if (known.kind == Kind::energy) {
    const auto joules = recording.energy_j(call.at_s());
    return put(field, joules ? std::optional(*joules * 1e3) : std::nullopt);
  }
  if (known.kind == Kind::violation) {
    const auto seconds = recording.violation_s(call.at_s(), known.pointer);
    return put(field, seconds ? std::optional(*seconds * 1e9) : std::nullopt);
  }
  std::string pointer = known.pointer;
  const std::size_t link = pointer.find("{}");
  if (link != std::string::npos) pointer.replace(link, 2, std::to_string(field.scope));
  if (known.kind == Kind::unsigned_int) {
    field.type = static_cast<unsigned>(ValueType::unsigned_int);
    return answer(call, pointer, &field.value.unsigned_int, known.scale);
  }
  field.type = static_cast<unsigned>(ValueType::unsigned_long_long);
  return answer(call, pointer, &field.value.unsigned_long_long, known.scale);
}

/// Over all links, or of one that has it.
int read_links(const Call& call, FieldValue& field) {
  const auto& links = call.value("/nvlinks");
  if (links.is_null()) return kNotSupported;
  if (field.field == kLinkCount) {
    field.type = static_cast<unsigned>(ValueType::unsigned_int);
    field.value.unsigned_int = static_cast<unsigned>(links.size());
    return kSuccess;
  }
  for (const LinkSum& sum : kLinkSums) {
    if (sum.id != field.field) continue;
    double errors = 0;
    for (const auto& link : links) {
      if (link.contains("errors")) errors += link.at("errors").value(sum.counter, 0.0);
    }
    return put(field, errors);
  }
  return kNotAField;
}

int read_field(const Call& call, FieldValue& field) {
  const auto* known = std::find_if(std::begin(kFields), std::end(kFields),
                                   [&](const Field& it) { return it.id == field.field; });
  return known != std::end(kFields) ? read_known(call, *known, field) : read_links(call, field);
}

}  // namespace

FAKE_NVML int nvmlDeviceGetFieldValues(const Device* device, int count, FieldValue* fields) {
  const Call call(__func__, device);
  if (call.status() != kSuccess) return call.status();
  if (count < 1 || fields == nullptr) return kInvalidArgument;
  for (int i = 0; i < count; ++i) {
    fields[i].timestamp_us = static_cast<long long>(call.at_s() * 1e6);
    fields[i].latency_us = 0;
    fields[i].status = read_field(call, fields[i]);
  }
  return kSuccess;
}
