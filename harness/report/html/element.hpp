// What is a page of HTML made of? A tree of values; text is escaped where it is written, and
// nowhere else.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/report/html/literal.hpp"

namespace assay::report::html {

class Element {
 public:
  explicit Element(Literal name) : name_(name.view()) {}

  /// Each adds to the element and returns it. Values and texts may hold anything.
  Element& set(Literal attribute, std::string_view value) &;
  /// At most two digits after the point; throws std::logic_error unless it is finite.
  Element& set(Literal attribute, double value) &;
  Element& text(std::string_view text) &;
  Element& add(Element child) &;
  Element& add(std::vector<Element> children) &;
  /// Written as it is: a style sheet.
  Element& verbatim(Literal text) &;

  Element&& set(Literal attribute, std::string_view value) && {
    return std::move(set(attribute, value));
  }
  Element&& set(Literal attribute, double value) && { return std::move(set(attribute, value)); }
  Element&& text(std::string_view text) && { return std::move(this->text(text)); }
  Element&& add(Element child) && { return std::move(add(std::move(child))); }
  Element&& add(std::vector<Element> children) && { return std::move(add(std::move(children))); }
  Element&& verbatim(Literal text) && { return std::move(verbatim(text)); }

 private:
  friend std::string to_html(const Element& element);
  friend void write(std::string& html, const Element& element);
  Element() = default;

  std::string_view name_ = {};  ///< empty: text
  std::vector<std::pair<std::string_view, std::string>> attributes_ = {};
  std::string text_ = {};  ///< escaped
  std::vector<Element> children_ = {};
  bool has_text_ = false;  ///< no white space may come between the children
};

/// Characters that control a reader are replaced, those that HTML would interpret are escaped.
std::string escaped(std::string_view text);

/// "12.35", "-3", "0".
std::string number(double value);

std::string to_html(const Element& element);

/// The shorthand for what most elements are.
Element with_class(Literal name, Literal classes);

}  // namespace assay::report::html
