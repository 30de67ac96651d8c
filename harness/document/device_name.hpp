// What is the GPU with a given index called in a document, and back?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <charconv>
#include <string>
#include <string_view>

namespace assay::document {

inline constexpr std::string_view kCudaPrefix = "cuda:";

inline std::string cuda_id(int index) {
  return std::string(kCudaPrefix) + std::to_string(index);
}

/// Of an id that passed the schema.
inline int cuda_index(std::string_view id) {
  id.remove_prefix(kCudaPrefix.size());
  int index = 0;
  std::from_chars(id.data(), id.data() + id.size(), index);
  return index;
}

}  // namespace assay::document
