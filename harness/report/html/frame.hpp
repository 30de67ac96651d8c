// What surrounds every page: its head, the mark on every screenful, its foot?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <string>
#include <string_view>
#include <vector>

#include "harness/document/document.hpp"
#include "harness/judge/state.hpp"
#include "harness/report/html/element.hpp"
#include "harness/report/mark.hpp"

namespace assay::report::html {

/// "PASS" in its colour and with its sign.
Element state_badge(judge::State state);

/// The same for any word: "no gate".
Element state_word(judge::State state, std::string_view word);

struct Frame {
  std::string title;  ///< of the window
  report::Mark mark = {};
  document::ToolInfo tool = {};
};

/// A whole page in one file: it fetches nothing, runs nothing, and forbids both.
std::string framed(const Frame& frame, std::vector<Element> content);

}  // namespace assay::report::html
