// Is this text JSON, to the letter, and small enough to handle?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

namespace assay::json {

class Tree;

inline constexpr std::size_t kMaximumDepth = 32;
inline constexpr std::size_t kMaximumStringBytes = 16384;  ///< 4096 characters, at four bytes
inline constexpr std::size_t kMaximumValues = 16'000'000;
/// Keys, strings, arrays and objects: what takes memory beside its place in a list. So many keys in
/// a text of 220 MB took 1.5 GB to read.
inline constexpr std::size_t kMaximumNodes = 4'000'000;

/// Refuses more than RFC 8259 asks: duplicate keys, numbers that overflow, U+0000, and what exceeds
/// the limits above. Throws Error(input), one line: `name`, the byte or JSON path, and what to do.
nlohmann::json parse_strict(std::string_view text, const std::string& name);

/// The same as a tree, which the text must outlive.
Tree parse_strict_tree(std::string_view text, const std::string& name);

/// The same by nlohmann's parser alone: what parse_strict asks where parse_quickly gives up, and
/// what tests hold parse_quickly against.
nlohmann::json parse_thoroughly(std::string_view text, const std::string& name);

}  // namespace assay::json
