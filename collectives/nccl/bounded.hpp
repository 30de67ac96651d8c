// What if the very function that is to end something does not end?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <chrono>
#include <functional>

namespace assay {

/// Whether `function` ended in time. If not it goes on beside, for as long as it likes: it must own
/// all it uses.
bool end_in_time(std::chrono::nanoseconds patience, std::function<void()> function);

}  // namespace assay
