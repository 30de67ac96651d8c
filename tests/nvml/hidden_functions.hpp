// How does a function go missing from a library that is already built? Its entry of the dynamic
// symbol table loses its address, and dlsym no longer finds it.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <string>
#include <vector>

namespace assay::fake_nvml {

/// Hides these functions of this library, and shows again those that were hidden before. Pointers
/// that were taken earlier stay good. Throws std::runtime_error where there is no such function.
void hide_functions(const std::vector<std::string>& names);

}  // namespace assay::fake_nvml
