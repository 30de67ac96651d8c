// The policy in the head holds even if foreign text should get past the escaping.
// SPDX-License-Identifier: Apache-2.0
#include "harness/report/html/frame.hpp"

#include <fmt/format.h>

#include <utility>

#include "harness/report/html/style.hpp"
#include "harness/report/html/table.hpp"
#include "harness/report/verdict_sentences.hpp"

namespace assay::report::html {
namespace {

using judge::State;

Literal class_of(State state) {
  switch (state) {
    case State::pass:
      return "state pass";
    case State::fail:
      return "state fail";
    case State::could_not_judge:
      return "state warn";
    case State::wrong:
      return "state wrong";
  }
  return "state warn";
}

// Told apart without colour and without reading.
std::string_view sign_of(State state) {
  switch (state) {
    case State::pass:
      return "\u2713";
    case State::fail:
      return "\u2717";
    case State::could_not_judge:
      return "?";
    case State::wrong:
      return "!";
  }
  return "?";
}

std::string meaning_of(const report::Mark& mark) {
  if (mark.simulated && mark.injected) {
    return "SIMULATED INJECTED: nothing here was measured, and faults were asked for";
  }
  return mark.simulated ? "SIMULATED: nothing here was measured"
                        : "INJECTED: faults were asked for, this is a test of alarms";
}

Element head_of(const Frame& frame) {
  const auto mark = frame.mark.prefix();
  Element head("head");
  head.add(Element("meta").set("charset", "utf-8"));
  head.add(Element("meta")
               .set("http-equiv", "Content-Security-Policy")
               .set("content", "default-src 'none'; style-src 'unsafe-inline'"));
  head.add(Element("meta")
               .set("name", "viewport")
               .set("content", "width=device-width, initial-scale=1"));
  head.add(Element("meta").set("name", "color-scheme").set("content", "light dark"));
  head.add(Element("meta").set("name", "robots").set("content", "noindex"));
  head.add(Element("title").text(mark + frame.title));
  head.add(Element("style").verbatim(style_sheet()));
  return head;
}

std::string origin_of(const document::ToolInfo& tool) {
  const auto commit = tool.commit ? fmt::format(" ({})", tool.commit->substr(0, 12)) : "";
  return fmt::format(
      "Made by assay {}{}. Colours are never the only sign: each stands beside a word or "
      "a number.",
      tool.version, commit);
}

}  // namespace

Element state_word(State state, std::string_view word) {
  return Element("span")
      .set("class", class_of(state).view())
      .add(Element("span").set("aria-hidden", "true").text(sign_of(state)).text(" "))
      .text(word);
}

Element state_badge(State state) {
  return state_word(state, upper(to_string(state)));
}

std::string framed(const Frame& frame, std::vector<Element> content) {
  Element body("body");
  if (!frame.mark.words().empty()) {
    body.add(with_class("p", "mark").set("role", "note").text(meaning_of(frame.mark)));
  }
  body.add(Element("main").add(std::move(content)));
  body.add(Element("footer").add(Element("p").text(origin_of(frame.tool))));
  Element page = Element("html").set("lang", "en").add(head_of(frame)).add(std::move(body));
  return fmt::format("<!DOCTYPE html>\n{}\n", to_html(page));
}

}  // namespace assay::report::html
