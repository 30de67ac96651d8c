// Which words of HTML and SVG are ours, so that no foreign text can ever be one?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <string_view>

namespace assay::report::html {

/// The name of an element or attribute, or a text that needs no escaping: only a literal of the
/// program can be one, the compiler sees to that.
class Literal {
 public:
  // NOLINTNEXTLINE(google-explicit-constructor): "p" is meant to do.
  consteval Literal(const char* text) : text_(text) {}
  constexpr std::string_view view() const { return text_; }

 private:
  std::string_view text_;
};

}  // namespace assay::report::html
