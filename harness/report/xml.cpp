// Apostrophes stand for themselves: attributes have double quotes.
// SPDX-License-Identifier: Apache-2.0
#include "harness/report/xml.hpp"

#include <fmt/format.h>

#include "harness/report/foreign_text.hpp"

namespace assay::report {

std::string xml_text(std::string_view text) {
  std::string escaped;
  for (const char c : foreign_text(text)) {
    switch (c) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      case '"':
        escaped += "&quot;";
        break;
      case '\t':
      case '\n':
      case '\r':
        escaped += fmt::format("&#{};", static_cast<int>(c));
        break;
      default:
        escaped += c;
    }
  }
  return escaped;
}

std::string xml_attribute(std::string_view name, std::string_view value) {
  return fmt::format(" {}=\"{}\"", name, xml_text(value));
}

}  // namespace assay::report
