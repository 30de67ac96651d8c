// Does reading a result document hold its promises for any bytes?
#include <cstdint>
#include <functional>
#include <nlohmann/json.hpp>
#include <string>

#include "harness/document/document_json.hpp"
#include "harness/document/reader.hpp"
#include "harness/document/schema.hpp"
#include "harness/document/writer.hpp"
#include "harness/json/quick_schema.hpp"
#include "harness/json/schema_check.hpp"
#include "harness/json/strict_json.hpp"
#include "harness/json/tree.hpp"
#include "tests/fuzz/properties.hpp"

namespace {

using Json = nlohmann::json;
using namespace assay;

// Where the two differ on purpose; see SchemaCheck::explain.
bool holds_huge_integer(const Json& json) {
  if (json.is_structured()) {
    for (const auto& element : json)
      if (holds_huge_integer(element)) return true;
  }
  return json.is_number_unsigned() && json.get<std::uint64_t>() > INT64_MAX;
}

void require_schema_checks_agree(const std::string& text) {
  static const json::SchemaCheck kWhole(document::schema_text(), "result documents");
  static const json::QuickSchema kQuick(Json::parse(document::schema_text()));
  const Json json = Json::parse(text, nullptr, false);
  if (json.is_discarded() || holds_huge_integer(json)) return;
  fuzz::require(kQuick.usable(), "QuickSchema knows every keyword of the schema");
  fuzz::require(kQuick.admits(json::Tree(json).root()) == kWhole.explain(json, 1).empty(),
                "QuickSchema and valijson agree");
}

// The tree of the quick parser and that of nlohmann's values, read into a document.
void require_both_ways_give_one_document(const std::string& text) {
  std::string quick;
  try {
    quick = document::serialise(document::parse_document(text, "the input"));
  } catch (const Error&) {
    return;  // require_reader_holds looks at refusals
  }
  const Json values = json::parse_thoroughly(text, "the input");
  const auto slow = document::from_json(json::Tree(values).root());
  fuzz::require(quick == document::serialise(slow), "a document is the same by either parser");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  fuzz::require_reader_holds(text, [](std::string_view given) {
    return document::serialise(document::parse_document(given, "the input"));
  });
  require_both_ways_give_one_document(text);
  // valijson takes longer than all the rest.
  if (size < 4096 || std::hash<std::string>{}(text) % 8 == 0) require_schema_checks_agree(text);
  return 0;
}
