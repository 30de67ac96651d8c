// The driver's half of the machine without a GPU.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <string>

namespace assay {

/// Null: there is no function of that name.
void* fake_driver_function(const char* name);

/// Counts a call and says what it returns; `on` is for the log.
int begin_fake_call(const std::string& name, const std::string& on);
void break_rule(const std::string& rule);

}  // namespace assay
