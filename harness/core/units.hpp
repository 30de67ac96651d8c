// Sizes and rates as people write and read them. Stored values are SI base units; sizes are shown
// binary (MiB = 2^20 B), rates decimal (GB/s = 1e9 B/s).
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "harness/core/seconds.hpp"

namespace assay {

/// "64MiB" -> 67108864. A unit is required (B, KiB, MiB, GiB, TiB) so that 64M cannot be misread.
/// Throws Error(usage) that names `flag`.
std::uint64_t parse_bytes(std::string_view text, std::string_view flag);

/// "64MiB..4GiB" -> every power of two from the first to the last, both included; "1GiB" -> itself.
std::vector<std::uint64_t> parse_bytes_range(std::string_view text, std::string_view flag);

/// Exact where the size is a whole number of a binary unit ("1GiB"), else rounded to three digits
/// ("1.50GiB").
std::string format_bytes(std::uint64_t bytes);

/// Exact always, in the largest unit that divides it ("1536MiB"), as parse_bytes takes it.
std::string format_exact_bytes(std::uint64_t bytes);

/// "45.2 GB/s", "1.03 TFLOP/s": three significant digits, decimal prefix. `unit` is B/s, FLOP/s, Hz
/// or s.
std::string format_quantity(double value, std::string_view unit);

/// "850 us", "12.3 s", "4 min 10 s".
std::string format_duration(Seconds duration);

}  // namespace assay
