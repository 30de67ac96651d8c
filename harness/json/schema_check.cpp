// The only file that includes valijson: it takes ten seconds to compile.
#include "harness/json/schema_check.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string_view>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>

#include "harness/json/printable.hpp"
#include "harness/json/quick_schema.hpp"
#include "harness/json/tree.hpp"

namespace assay::json {
namespace {

using Json = nlohmann::json;
using valijson::ValidationResults;
using valijson::adapters::NlohmannJsonAdapter;

bool follows(const valijson::Schema& schema, const Json& value, ValidationResults* results) {
  valijson::Validator validator(valijson::Validator::kStrongTypes);
  return validator.validate(schema, NlohmannJsonAdapter(value), results);
}

// valijson describes a place as "<root>", "[cases]", "[0]".
Json::json_pointer pointer_of(const std::vector<std::string>& context) {
  Json::json_pointer pointer;
  for (std::size_t i = 1; i < context.size(); ++i) {
    const auto& step = context[i];
    pointer.push_back(step.substr(1, step.size() - 2));
  }
  return pointer;
}

// The value for people: short, and on one line.
std::string shown(const Json& value) {
  constexpr std::size_t kLongest = 60;
  if (value.is_structured()) return fmt::format("{} of {}", value.type_name(), value.size());
  std::string text = value.dump(-1, ' ', true, Json::error_handler_t::replace);
  if (text.size() > kLongest) text = text.substr(0, kLongest) + "...";
  return text;
}

// Messages that only say that another message was given.
bool is_echo(std::string_view description) {
  return description.starts_with("Failed to validate item #") ||
         description.starts_with("Failed to validate against") ||
         description.starts_with("Failed to validate dependent schema");
}

// valijson's words where they need to be known to be understood, in ours.
std::string plain(const std::string& description) {
  const auto quoted = [&] {
    const auto first = description.find('\''), last = description.rfind('\'');
    return description.substr(first + 1, last - first - 1);
  };
  const std::string_view said = description;
  if (said.starts_with("Missing required property"))
    return fmt::format("lacks the key {}", quoted());
  if (said.starts_with("Object contains a property")) {
    const auto at = said.rfind(": '") + 3;
    return fmt::format("has the unknown key {}", said.substr(at, said.rfind('\'') - at));
  }
  if (said.find("'not' constraint") != said.npos) return "must be absent here";
  if (said.find("'type' constraint") != said.npos) return "has the wrong type";
  if (said.find("'pattern' constraint") != said.npos) return "has the wrong form";
  if (said.find("enum values") != said.npos) return "is none of the words allowed here";
  if (said.find("'const' constraint") != said.npos)
    return "is not what the rest of the record asks for";
  if (said.starts_with("Expected number ")) {
    const bool whole = said.ends_with(".000000");
    return fmt::format("must be {}", said.substr(16, said.size() - 16 - (whole ? 7 : 0)));
  }
  return description;
}

std::string line_of(const ValidationResults::Error& error, const Json& root) {
  const auto pointer = pointer_of(error.context);
  const std::string place = pointer.empty() ? "top level" : printable(pointer.to_string());
  const std::string problem = printable(plain(error.description));
  if (!root.contains(pointer)) return fmt::format("{}: {}", place, problem);
  return fmt::format("{}: {} (it is {})", place, problem, shown(root.at(pointer)));
}

// Characters a string may have in any schema of ours, and one more.
constexpr std::size_t kKeptCharacters = 4097;

Json cut(const std::string& text) {
  std::size_t characters = 0, at = 0;
  for (; at < text.size(); ++at) {
    if ((text[at] & 0xc0) != 0x80 && ++characters > kKeptCharacters) break;
  }
  return text.substr(0, at);
}

// What is kept of a value to explain what is wrong with it: errors are collected over the whole
// value, so a long list of wrong elements would take gigabytes; and std::regex takes hundreds of
// bytes of stack for each character, so a long string would take all of it.
Json pruned(const Json& value) {
  constexpr std::size_t kKept = 1000;
  if (value.is_string()) return cut(value.get_ref<const std::string&>());
  if (!value.is_structured()) return value;
  Json copy = value.is_array() ? Json::array() : Json::object();
  for (auto element = value.begin(); element != value.end(); ++element) {
    if (value.is_object()) copy[element.key()] = pruned(*element);
    if (value.is_array()) copy.push_back(pruned(*element));
    if (value.is_array() && copy.size() == kKept) break;
  }
  return copy;
}

}  // namespace

struct SchemaCheck::Schema {
  explicit Schema(const Json& text) : quick(text) {
    valijson::SchemaParser parser(valijson::SchemaParser::kDraft7);
    parser.populateSchema(NlohmannJsonAdapter(text), rules);
  }
  QuickSchema quick;
  valijson::Schema rules;
};

SchemaCheck::SchemaCheck(std::string_view schema, std::string subject)
    : subject_(std::move(subject)) {
  schema_ = std::make_unique<Schema>(Json::parse(schema));
}

SchemaCheck::~SchemaCheck() = default;

bool SchemaCheck::admits(Value value) const {
  return schema_->quick.usable() && schema_->quick.admits(value);
}

std::vector<std::string> SchemaCheck::problems(const Json& document, std::size_t limit) const {
  if (admits(Tree(document).root())) return {};
  return explain(document, limit);
}

std::vector<std::string> SchemaCheck::explain(const Json& document, std::size_t limit) const {
  const Json sample = pruned(document);
  ValidationResults results;
  if (follows(schema_->rules, sample, &results) && follows(schema_->rules, document, nullptr))
    return {};
  std::vector<std::string> lines;
  for (const auto& error : results) {
    if (lines.size() == limit) break;
    if (is_echo(error.description)) continue;
    auto line = line_of(error, sample);
    if (std::find(lines.begin(), lines.end(), line) == lines.end())
      lines.push_back(std::move(line));
  }
  if (lines.empty()) lines.push_back("top level: does not follow the schema of " + subject_);
  return lines;
}

}  // namespace assay::json
