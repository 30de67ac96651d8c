// Can this text be parsed the short way: is it plain, well-formed JSON without oddities?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <optional>
#include <string_view>

#include "harness/json/tree.hpp"

namespace assay::json {

/// A tree: what parse_strict must give for this text. None: the text is wrong, or merely unusual (a
/// surrogate pair, a number that underflows); nlohmann's parser, many times as slow, has to decide
/// and to explain. Never a tree for what that parser refuses.
std::optional<Tree> parse_quickly(std::string_view text);

}  // namespace assay::json
