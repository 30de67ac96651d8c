// Does a text have the form that a schema's `pattern` asks for?
//
// std::regex takes a microsecond or two for a name of twenty characters, and a document holds more
// than a hundred such. The patterns of our schemas are plain enough for a table of states.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <array>
#include <cstdint>
#include <optional>
#include <regex>
#include <string>
#include <string_view>
#include <vector>

namespace assay::json {

/// A deterministic automaton over bytes. Byte 0x80 and above lead nowhere.
struct StateTable {
  static constexpr std::uint16_t kNowhere = 0, kStart = 1;

  std::array<std::uint8_t, 256> class_of{};  ///< of a byte; bytes of one class lead alike
  std::size_t classes = 1;
  std::vector<std::uint16_t> next;  ///< by state, then class
  std::vector<bool> accepts;        ///< by state
};

/// Of an ECMAScript pattern that stands for the beginning of a text ("^...") or for all of it
/// ("^...$", "^...$(?!\n)"), made of characters, classes, groups, alternatives, and repetitions.
/// None: it uses more than that, and std::regex has to be asked.
std::optional<StateTable> state_table_of(std::string_view pattern);

class Pattern {
 public:
  /// ECMAScript. Throws std::regex_error.
  explicit Pattern(const std::string& text);

  /// As std::regex_search does, but that the end of a line is no end of the text.
  bool admits(std::string_view text) const;

  /// Whether a table does it.
  bool is_quick() const { return table_.has_value(); }

 private:
  std::optional<StateTable> table_;
  bool whole_ = false;               ///< the table tells of the whole text
  std::optional<std::regex> regex_;  ///< where there is no table
};

}  // namespace assay::json
