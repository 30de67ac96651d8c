// Where are the values of a parsed text? In one row, so that a text of a hundred thousand bytes
// takes one allocation where nlohmann's values take some thousand.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <list>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "harness/json/value.hpp"

namespace assay::json {

/// Strings are not copied: the text must outlive the tree.
class Tree {
 public:
  /// `nodes`: one value, complete. `unescaped`: strings of it that do not stand in the text.
  Tree(std::vector<Node> nodes, std::list<std::string> unescaped);
  /// The same values; `json` must outlive the tree. No key of it is there twice.
  explicit Tree(const nlohmann::json& json);
  /// Keeps what it is given.
  explicit Tree(std::unique_ptr<const nlohmann::json> json);
  ~Tree();
  Tree(Tree&&) noexcept;
  Tree& operator=(Tree&&) noexcept;

  Value root() const { return Value(nodes_.data()); }

 private:
  std::vector<Node> nodes_;
  std::list<std::string> unescaped_;
  std::unique_ptr<const nlohmann::json> kept_;
};

/// For what is built on nlohmann's values. Equal types, and not only equal values.
nlohmann::json to_nlohmann(Value value);

}  // namespace assay::json
