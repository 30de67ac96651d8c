// Does reading a result document hold its promises for any bytes?
#include <cstdint>
#include <functional>
#include <nlohmann/json.hpp>
#include <string>

#include "harness/document/reader.hpp"
#include "harness/document/schema.hpp"
#include "harness/document/writer.hpp"
#include "harness/json/quick_schema.hpp"
#include "harness/json/schema_check.hpp"
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
  fuzz::require(kQuick.admits(json) == kWhole.explain(json, 1).empty(),
                "QuickSchema and valijson agree");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  fuzz::require_reader_holds(text, [](std::string_view given) {
    return document::serialise(document::parse_document(given, "the input"));
  });
  // valijson takes longer than all the rest.
  if (size < 4096 || std::hash<std::string>{}(text) % 8 == 0) require_schema_checks_agree(text);
  return 0;
}
