// Can this text be parsed the short way: is it plain, well-formed JSON without oddities?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <nlohmann/json_fwd.hpp>
#include <string_view>

namespace assay::json {

/// True: `json` is what parse_strict must give for this text. False: the text is wrong, or merely
/// unusual (a surrogate pair, a number that underflows); nlohmann's parser, four times as slow, has
/// to decide and to explain. Never true for what that parser refuses.
bool parse_quickly(std::string_view text, nlohmann::json& json);

}  // namespace assay::json
