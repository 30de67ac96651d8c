// Does assay's own reader reject every broken document that Python's jsonschema rejects, and does
// it survive any other? The tables are those of tests/results-schema/mutations_test.py.
#include <gtest/gtest.h>

#include <cstdint>
#include <nlohmann/json.hpp>
#include <random>
#include <set>

#include "harness/document/reader.hpp"
#include "harness/document/schema.hpp"
#include "harness/document/writer.hpp"
#include "harness/json/quick_schema.hpp"
#include "harness/json/schema_check.hpp"
#include "harness/json/tree.hpp"
#include "kernels/error.hpp"
#include "tests/harness/document/sample_document.hpp"

namespace assay::document {
namespace {

using nlohmann::json;

bool is_refused(const std::string& text) {
  try {
    parse_document(text, "document");
    return false;
  } catch (const Error& error) {
    EXPECT_EQ(std::string(error.what()).find('\n'), std::string::npos) << error.what();
    EXPECT_EQ(error.kind(), ErrorKind::input);
    return true;
  }
}

TEST(Mutations, ValidDocumentIsAccepted) {
  EXPECT_EQ(schema_problems(json::parse(schema_test_file("valid.json"))),
            std::vector<std::string>{});
  EXPECT_FALSE(is_refused(schema_test_file("valid.json")));
}

TEST(Mutations, SchemaRejectsEachAtItsPlace) {
  const json base = json::parse(schema_test_file("valid.json"));
  const json table = json::parse(schema_test_file("mutations.json"));
  ASSERT_GE(table.size(), 40u);
  std::set<std::string> names;
  for (const auto& mutation : table) {
    const std::string name = mutation.at("name");
    EXPECT_TRUE(names.insert(name).second) << name << " is there twice";
    const json broken = base.patch(mutation.at("patch"));
    const auto problems = schema_problems(broken);
    ASSERT_FALSE(problems.empty()) << name;
    const std::string place = mutation.at("at") == "" ? "top level" : mutation.at("at");
    EXPECT_EQ(problems.front().substr(0, place.size() + 2), place + ": ") << name << "\n"
                                                                          << problems.front();
    EXPECT_TRUE(is_refused(broken.dump())) << name;
  }
}

// The short way and valijson, which writes the messages, on the same documents.
TEST(Mutations, BothSchemaChecksAgree) {
  const json schema = json::parse(schema_text());
  const assay::json::QuickSchema quick(schema);
  const assay::json::SchemaCheck whole(schema_text(), "result documents");
  ASSERT_TRUE(quick.usable());
  const json base = json::parse(schema_test_file("valid.json"));
  EXPECT_TRUE(quick.admits(assay::json::Tree(base).root()) && whole.explain(base).empty());
  for (const auto& mutation : json::parse(schema_test_file("mutations.json"))) {
    const json broken = base.patch(mutation.at("patch"));
    EXPECT_FALSE(quick.admits(assay::json::Tree(broken).root())) << mutation.at("name");
    EXPECT_FALSE(whole.explain(broken).empty()) << mutation.at("name");
  }
}

// What a document says reaches a terminal only as text.
TEST(Mutations, MessagesStayOnOneLine) {
  json document = json::parse(schema_test_file("valid.json"));
  document["a\n\x1b[2J\u202e"] = 1;
  EXPECT_TRUE(is_refused(document.dump()));
  document = json::parse(schema_test_file("valid.json"));
  document["cases"][1]["name"] = document["cases"][0]["name"] = "two\nlines";
  EXPECT_TRUE(is_refused(document.dump()));
  EXPECT_TRUE(is_refused("{\"a\\n\": {\"b\": 1, \"b\": 1}}"));
}

TEST(Mutations, RatesBeyondSignedIntegersAreReadAgain) {
  auto document = sample_document();
  document.cases[0].elapsed = Seconds(12345678901234567168.0);
  EXPECT_EQ(serialise(parse_document(serialise(document), "document")), serialise(document));
}

TEST(Mutations, ReaderRejectsBrokenText) {
  const std::string text = schema_test_file("valid.json");
  for (const auto& mutation : json::parse(schema_test_file("text-mutations.json"))) {
    const std::string found = mutation.at("find");
    const auto at = text.find(found);
    ASSERT_NE(at, std::string::npos) << found;
    auto broken = text;
    broken.replace(at, found.size(), mutation.at("replace").get<std::string>());
    EXPECT_TRUE(is_refused(broken)) << mutation.at("name");
  }
}

// Every prefix of a document is either refused, or is all of it but the last newline.
TEST(Mutations, EveryTruncationIsRefused) {
  auto document = sample_document();
  // Reading takes the longer the more there is, and these hold nothing that the others lack.
  document.cases.erase(document.cases.begin() + 1, document.cases.begin() + 10);
  const std::string text = serialise(document);
  for (std::size_t length = 0; length + 1 < text.size(); ++length) {
    ASSERT_TRUE(is_refused(text.substr(0, length))) << length;
  }
  EXPECT_FALSE(is_refused(text.substr(0, text.size() - 1)));
}

// Accepted or refused by an Error; never a crash, another exception, or a document that cannot be
// written again.
TEST(Mutations, FlippedBytesNeverCrash) {
  const std::string text = serialise(sample_document());
  std::mt19937_64 random(20260131);
  int accepted = 0, refused = 0;
  for (int round = 0; round < 3000; ++round) {
    auto broken = text;
    for (int flips = 1 + static_cast<int>(random() % 3); flips > 0; --flips) {
      broken[random() % broken.size()] ^= static_cast<char>(1u << (random() % 8));
    }
    try {
      const auto document = parse_document(broken, "document");
      EXPECT_EQ(serialise(parse_document(serialise(document), "again")), serialise(document));
      ++accepted;
    } catch (const Error&) {
      ++refused;
    }
  }
  EXPECT_GT(accepted, 50);
  EXPECT_GT(refused, 1000);
}

}  // namespace
}  // namespace assay::document
