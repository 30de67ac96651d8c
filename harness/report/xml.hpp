// How does foreign text stand in XML 1.0?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <string>
#include <string_view>

namespace assay::report {

/// For content and for attributes in double quotes. Line ends and tabs become references, which
/// no reader turns into spaces; what XML 1.0 forbids becomes U+FFFD.
std::string xml_text(std::string_view text);

/// ` name="value"`, with the space in front.
std::string xml_attribute(std::string_view name, std::string_view value);

}  // namespace assay::report
