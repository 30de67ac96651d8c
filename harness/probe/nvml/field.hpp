// How are the numbered fields of NVML read, several in one call?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <array>
#include <optional>

#include "harness/probe/nvml/library.hpp"

namespace assay::probe {

struct NvmlField {
  unsigned field = 0;
  unsigned scope = 0;  ///< the link, of fields of NVLink
};

/// Each value has a status of its own.
template <std::size_t Count>
std::optional<std::array<nvml_api::FieldValue, Count>> read_fields(
    const NvmlAsker& asker, nvml_api::Device device, const std::array<NvmlField, Count>& fields) {
  using Values = std::array<nvml_api::FieldValue, Count>;
  return asker.ask<Values>(asker.functions().field_values, [=](auto call, Values& out) {
    for (std::size_t i = 0; i < Count; ++i) {
      out[i].field = fields[i].field;
      out[i].scope = fields[i].scope;
      out[i].status = nvml_api::kNotSupported;  // if the library leaves it alone
    }
    return call(device, static_cast<int>(Count), out.data());
  });
}

/// Whichever member of the union it is in.
inline double number_of(const nvml_api::FieldValue& value) {
  switch (value.value_type) {
    case nvml_api::kReal:
      return value.value.real;
    case nvml_api::kNumber:
      return value.value.number;
    case nvml_api::kLongNumber:
      return static_cast<double>(value.value.long_number);
    case nvml_api::kSignedLongLong:
      return static_cast<double>(value.value.signed_long_long);
    case nvml_api::kSignedNumber:
      return value.value.signed_number;
    case nvml_api::kShortNumber:
      return value.value.short_number;
    default:
      return static_cast<double>(value.value.long_long_number);
  }
}

}  // namespace assay::probe
