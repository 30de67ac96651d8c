// In which words does the schema check name what it found?
#include "harness/document/schema.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/harness/document/sample_document.hpp"
#include "tests/source_folder.hpp"

namespace assay::document {
namespace {

using nlohmann::json;
using Lines = std::vector<std::string>;

Lines after(const char* pointer, const json& value) {
  json document = json::parse(schema_test_file("valid.json"));
  document[json::json_pointer(pointer)] = value;
  return schema_problems(document);
}

Lines without(const char* pointer, const char* key) {
  json document = json::parse(schema_test_file("valid.json"));
  document[json::json_pointer(pointer)].erase(key);
  return schema_problems(document);
}

TEST(Validate, EmbedsTheSchemaFile) {
  EXPECT_EQ(schema_text(), read_file(std::filesystem::path(source_folder()) /
                                     "results-schema/result.schema.json"));
  EXPECT_EQ(json::parse(schema_text()).at("$id"),
            "urn:assay:result:" + std::string(kSchemaVersion.substr(0, kSchemaVersion.find('.'))));
}

TEST(Validate, NamesPlaceProblemAndValue) {
  EXPECT_EQ(after("/cases/0/status", "pass").front(),
            R"(/cases/0/status: is none of the words allowed here (it is "pass"))");
  EXPECT_EQ(after("/cases/0/work/bytes", "many").front(),
            R"(/cases/0/work/bytes: has the wrong type (it is "many"))");
  EXPECT_EQ(after("/run/id", "8c0e").front(), R"(/run/id: has the wrong form (it is "8c0e"))");
  EXPECT_EQ(after("/cases/0/unit", "s").front(),
            R"(/cases/0/unit: is not what the rest of the record asks for (it is "s"))");
  EXPECT_EQ(after("/cases/0/samples/values/2", -1.5),
            Lines{"/cases/0/samples/values/2: must be greater than 0 (it is -1.5)"});
  EXPECT_EQ(without("/tool", "version"), Lines{"/tool: lacks the key version (it is object of 6)"});
  EXPECT_EQ(after("/metircs", 1),
            Lines{"top level: has the unknown key metircs (it is object of 14)"});
  EXPECT_EQ(after("/cases/5/samples", json::object({{"unit", "s"}, {"values", {1.5}}})),
            Lines{"/cases/5/samples: must be absent here (it is object of 2)"});
}

TEST(Validate, StaysOnOneShortLine) {
  const auto lines = after("/host/hostname", std::string(300, '\n'));
  ASSERT_EQ(lines.size(), 1u);
  EXPECT_EQ(lines[0].find('\n'), std::string::npos);
  EXPECT_LT(lines[0].size(), 200u);
}

TEST(Validate, StopsAtTheLimit) {
  json document = json::parse(schema_test_file("valid.json"));
  document["cases"] = json::array();
  for (int i = 0; i < 100; ++i) document["cases"].push_back(i);
  EXPECT_EQ(schema_problems(document).size(), 5u);
  EXPECT_EQ(schema_problems(document, 2).size(), 2u);
}

// A wrong element may stand behind all that is looked at for messages; it is still refused.
TEST(Validate, RefusesWhatLiesFarBack) {
  json document = json::parse(schema_test_file("valid.json"));
  auto& values = document["cases"][0]["samples"]["values"];
  for (int i = 0; i < 5000; ++i) values.push_back(0.5);
  EXPECT_EQ(schema_problems(document), Lines{});
  values.push_back("x");
  EXPECT_EQ(schema_problems(document),
            Lines{"top level: does not follow the schema of result documents"});
}

}  // namespace
}  // namespace assay::document
