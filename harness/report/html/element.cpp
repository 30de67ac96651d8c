// A line break stands between elements only where no text is beside them.
// SPDX-License-Identifier: Apache-2.0
#include "harness/report/html/element.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <stdexcept>

#include "harness/report/plain.hpp"
#include "harness/report/xml.hpp"

namespace assay::report::html {
namespace {

// Elements of HTML that have no end tag (HTML Living Standard, 13.1.2), as far as they are used.
bool is_void(std::string_view name) {
  static constexpr std::array<std::string_view, 4> kVoid = {"br", "col", "hr", "meta"};
  return std::find(kVoid.begin(), kVoid.end(), name) != kVoid.end();
}

}  // namespace

std::string escaped(std::string_view text) {
  return xml_text(printable(text));
}

std::string number(double value) {
  if (!std::isfinite(value)) throw std::logic_error("a place on a page is finite");
  std::string text = fmt::format("{:.2f}", value);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text.pop_back();
  return text == "-0" ? "0" : text;
}

Element& Element::set(Literal attribute, std::string_view value) & {
  attributes_.emplace_back(attribute.view(), escaped(value));
  return *this;
}

Element& Element::set(Literal attribute, double value) & {
  return set(attribute, number(value));
}

Element& Element::text(std::string_view text) & {
  Element child;
  child.text_ = escaped(text);
  children_.push_back(std::move(child));
  has_text_ = true;
  return *this;
}

Element& Element::verbatim(Literal text) & {
  Element child;
  child.text_ = text.view();
  children_.push_back(std::move(child));
  has_text_ = true;
  return *this;
}

Element& Element::add(Element child) & {
  children_.push_back(std::move(child));
  return *this;
}

Element& Element::add(std::vector<Element> children) & {
  std::move(children.begin(), children.end(), std::back_inserter(children_));
  return *this;
}

void write(std::string& html, const Element& element) {
  if (element.name_.empty()) {
    html += element.text_;
    return;
  }
  fmt::format_to(std::back_inserter(html), "<{}", element.name_);
  for (const auto& [name, value] : element.attributes_) {
    fmt::format_to(std::back_inserter(html), " {}=\"{}\"", name, value);
  }
  html += '>';
  if (is_void(element.name_)) return;
  const char* gap = element.has_text_ || element.children_.empty() ? "" : "\n";
  html += gap;
  for (const auto& child : element.children_) {
    write(html, child);
    html += gap;
  }
  fmt::format_to(std::back_inserter(html), "</{}>", element.name_);
}

std::string to_html(const Element& element) {
  std::string html;
  write(html, element);
  return html;
}

Element with_class(Literal name, Literal classes) {
  return Element(name).set("class", classes.view());
}

}  // namespace assay::report::html
