// How far is one sample off? Counted, not drawn in turn: a number depends on its seed, its name and
// its index alone, and on no library, so that every build and every order of calls gives the same.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>
#include <string_view>

namespace assay::simulate {

/// Bits that look random, the same for the same three.
std::uint64_t random_bits(std::uint64_t seed, std::string_view name, std::uint64_t index);

/// Mean 0, standard deviation 1, nearly normal, never beyond 6: the sum of twelve uniform numbers.
double random_deviate(std::uint64_t seed, std::string_view name, std::uint64_t index);

/// Factor on a time: above zero, median 1, as often x times as 1/x times, and about 1 + deviate for
/// a small one.
double time_factor(double deviate);

}  // namespace assay::simulate
