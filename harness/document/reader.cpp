// From a file to a Document, in order: bytes, JSON, identity, schema, consistency.
#include "harness/document/reader.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <optional>

#include "harness/document/consistency.hpp"
#include "harness/document/document_json.hpp"
#include "harness/document/identity.hpp"
#include "harness/document/schema.hpp"
#include "harness/json/input_text.hpp"
#include "harness/json/printable.hpp"
#include "harness/json/strict_json.hpp"
#include "harness/json/tree.hpp"
#include "kernels/error.hpp"

namespace assay::document {
namespace {

constexpr std::string_view kWanted = "a document that assay run wrote";

struct Outcome {
  std::optional<Document> document;
  std::vector<std::string> problems;  ///< JSON path first, the file not named
};

// Throws Error(input) naming the file where the text is not a document at all.
Outcome examine(std::string_view text, const std::string& name) {
  const json::Tree tree = json::parse_strict_tree(text, name);
  const std::string hint = check_identity(tree.root(), name);
  Outcome outcome;
  if (!follows_schema(tree.root()))
    outcome.problems = schema_problems(json::to_nlohmann(tree.root()));
  if (outcome.problems.empty()) {
    try {
      outcome.document = from_json(tree.root());
      outcome.problems = inconsistencies(*outcome.document);
    } catch (const Error& error) {
      outcome.problems.push_back(error.what());
    } catch (const json::Unfit& error) {
      outcome.problems.push_back(fmt::format("top level: {}", error.what()));
    }
  }
  // Some quote what the document says.
  for (auto& problem : outcome.problems) problem = json::printable(problem) + hint;
  return outcome;
}

}  // namespace

Document parse_document(std::string_view text, const std::string& name) {
  auto [document, problems] = examine(text, name);
  if (problems.empty()) return std::move(*document);
  const auto rest = problems.size() > 1 ? fmt::format(" (and {} more)", problems.size() - 1) : "";
  throw Error(ErrorKind::input,
              fmt::format("{} is not a valid result document: {}{}; assay validate lists all", name,
                          problems.front(), rest));
}

Document read_document(const std::filesystem::path& path) {
  return parse_document(json::read_text(path, kWanted), json::shown_name(path));
}

std::vector<std::string> find_problems(const std::filesystem::path& path) {
  std::vector<std::string> lines;
  try {
    const auto name = json::shown_name(path);
    for (const auto& problem : examine(json::read_text(path, kWanted), name).problems)
      lines.push_back(name + ": " + problem);
  } catch (const Error& error) {
    lines.emplace_back(error.what());
  }
  return lines;
}

}  // namespace assay::document
