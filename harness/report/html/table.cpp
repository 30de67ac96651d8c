// A painted row says its state in words in one of its cells; colour only repeats it.
// SPDX-License-Identifier: Apache-2.0
#include "harness/report/html/table.hpp"

#include <utility>
#include <variant>

namespace assay::report::html {
namespace {

Element empty_heading(int level) {
  switch (level) {
    case 1:
      return Element("h1");
    case 2:
      return Element("h2");
    case 3:
      return Element("h3");
    case 4:
      return Element("h4");
    default:
      return Element("h5");
  }
}

Element row_element(const PageTable& table, const PageRow& row) {
  Element line("tr");
  for (std::size_t i = 0; i < row.cells.size(); ++i) {
    Element cell(i == 0 ? Literal("th") : Literal("td"));
    if (i == 0) cell.set("scope", "row");
    const bool painted =
        row.paint != Paint::none && i == table.painted_column.value_or(row.cells.size() - 1);
    if (painted) {
      cell.set("class", row.paint == Paint::red ? "bad" : "warn");
    } else if (table.columns[i].align == Align::right) {
      cell.set("class", "number");
    }
    line.add(std::move(cell.text(row.cells[i])));
  }
  return line;
}

Element filled(Element empty, const PageTable& table) {
  Element head("tr");
  for (const auto& column : table.columns) {
    Element cell = Element("th").set("scope", "col");
    if (column.align == Align::right) cell.set("class", "number");
    head.add(std::move(cell.text(column.title)));
  }
  Element body("tbody");
  for (const auto& row : table.rows) body.add(row_element(table, row));
  return std::move(empty).add(Element("thead").add(std::move(head))).add(std::move(body));
}

class Blocks {
 public:
  Blocks(int level, const Mark& mark) : level_(level), mark_(mark) {}

  void operator()(const Heading& one) {
    if (one.level == HeadingLevel::page) return;
    name_ = one.text;
    elements.push_back(marked_heading(level_, one.text, mark_));
  }
  void operator()(const Paragraph& one) { elements.push_back(Element("p").text(one.text)); }
  void operator()(const BulletList& one) {
    for (auto& list : list_element(one.items)) elements.push_back(std::move(list));
  }
  // The heading above it is its caption.
  void operator()(const PageTable& one) {
    elements.push_back(scroll_box(name_, filled(Element("table").set("aria-label", name_), one)));
  }

  std::vector<Element> elements = {};

 private:
  int level_;
  const Mark& mark_;
  std::string name_ = "Overview";
};

}  // namespace

Element heading(int level, std::string_view text) {
  return empty_heading(level).text(text);
}

Element marked_heading(int level, std::string_view text, const report::Mark& mark) {
  Element made = heading(level, text);
  if (mark.words().empty()) return made;
  made.text(" ");
  made.add(with_class("span", "in-heading").text(mark.words()));
  return made;
}

Element scroll_box(std::string_view name, Element content) {
  return with_class("div", "scroll")
      .set("tabindex", "0")
      .set("role", "region")
      .set("aria-label", name)
      .add(std::move(content));
}

Element table_element(std::string_view caption, const PageTable& table) {
  Element captioned = Element("table").add(Element("caption").text(caption));
  return scroll_box(caption, filled(std::move(captioned), table));
}

std::vector<Element> list_element(const std::vector<std::string>& items) {
  if (items.empty()) return {};
  Element list("ul");
  for (const auto& item : items) list.add(Element("li").text(item));
  std::vector<Element> elements;
  elements.push_back(std::move(list));
  return elements;
}

std::vector<Element> elements_of(const Page& page, int level, const Mark& mark) {
  Blocks blocks(level, mark);
  for (const auto& block : page.blocks()) std::visit([&](const auto& one) { blocks(one); }, block);
  return std::move(blocks.elements);
}

}  // namespace assay::report::html
