// Does parsed JSON follow a schema, and where does it not?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace assay::json {

class Value;

/// Holds a schema ready for use; making one costs milliseconds. Threads may share one.
class SchemaCheck {
 public:
  /// `schema`: JSON Schema, draft 7. `subject`: what follows it, such as "result documents".
  SchemaCheck(std::string_view schema, std::string subject);
  ~SchemaCheck();
  SchemaCheck(const SchemaCheck&) = delete;
  SchemaCheck& operator=(const SchemaCheck&) = delete;

  /// Whether `problems` is sure to find none, quickly. False: ask it.
  bool admits(Value value) const;

  /// Where the JSON breaks the schema, one line each: JSON pointer, what is wrong, the value.
  /// Empty: it follows. At most `limit` lines.
  std::vector<std::string> problems(const nlohmann::json& json, std::size_t limit = 5) const;

  /// The same by valijson alone, which knows the whole of draft 7, at twenty times the cost: what
  /// `problems` asks where QuickSchema says no, and what tests hold QuickSchema against. The two
  /// differ on integers beyond 2^63 only, which valijson takes for negative ones.
  std::vector<std::string> explain(const nlohmann::json& json, std::size_t limit = 5) const;

 private:
  struct Schema;
  std::unique_ptr<const Schema> schema_;
  std::string subject_;
};

}  // namespace assay::json
